"""A campaign with the figures of its ledger."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from campaigns.models import Campaign
from campaigns.types import CampaignStatus
from compliance.selectors.texts import reason_texts
from delivery.models import Mailing
from delivery.selectors.doubt import Doubt, mailing_doubt
from delivery.selectors.machines import machine_counts
from delivery.selectors.mailings import (
    engagement_counts,
    mailing_counts,
    mailing_excluded,
    mailing_next_try,
    mailing_rate,
)
from delivery.selectors.pace import sending_held
from delivery.selectors.texts import refusal_sentence
from delivery.types import REASON_CANCELLED, REASON_LEASE_EXPIRED, UNFINISHED, MailingState, MessageState

ENGAGEMENT = {
    "opened": "open",
    "clicked": "click",
    "unsubscribed": "unsubscribe",
    "complained": "complaint",
}
LEDGER_REASONS = {
    REASON_CANCELLED: "The campaign was cancelled before this mail left.",
    REASON_LEASE_EXPIRED: "The sender stopped while this mail was under way, so it may or may not have left. "
    "It is not sent again by itself.",
}


def campaigns_figure(campaigns: Sequence[Campaign]) -> list[Campaign]:
    """Give each campaign its `counts` and ENGAGEMENT figures: two queries, however many campaigns."""
    ids = [campaign.mailing_id for campaign in campaigns if campaign.mailing_id is not None]
    counts, engagement = mailing_counts(ids), engagement_counts(ids)
    for campaign in campaigns:
        mailing_id = campaign.mailing_id or 0
        known = counts.get(mailing_id, {})
        campaign.counts = {state.value: known.get(state.value, 0) for state in MessageState}  # type: ignore[attr-defined]
        for name, kind in ENGAGEMENT.items():
            setattr(campaign, name, engagement.get(mailing_id, {}).get(kind, 0))
    return list(campaigns)


def campaign_progress(*, campaign: Campaign, now: datetime) -> dict[str, Any]:
    """Where a campaign stands. The counts add up to `audience`; `eta_seconds` is None when nothing moves."""
    campaigns_figure([campaign])
    counts: dict[str, int] = campaign.counts  # type: ignore[attr-defined]
    mailing = campaign.mailing
    rate = mailing_rate(mailing.pk, now=now) if mailing else 0.0
    waiting = sum(counts[state] for state in UNFINISHED)
    moving = campaign.status == CampaignStatus.SENDING and rate > 0
    return {
        "status": campaign.status,
        "audience": sum(counts.values()),
        "counts": counts,
        "excluded": mailing_excluded(mailing.pk) if mailing else {},
        **{name: getattr(campaign, name) for name in ENGAGEMENT},
        **machines_seen(campaign.mailing_id),
        **_troubles(campaign, mailing, now),
        "rate_per_minute": round(rate, 1),
        "eta_seconds": round(waiting / rate * 60) if moving else None,
        "started_at": mailing.started_at if mailing else None,
        "finished_at": mailing.finished_at if mailing else None,
    }


def _troubles(campaign: Campaign, mailing: Mailing | None, now: datetime) -> dict[str, Any]:
    """What keeps letters back, and what people have to decide; asked only where the counts hold any."""
    if mailing is None:
        doubt, next_try = Doubt({}, 0), None
    else:
        counts: dict[str, int] = campaign.counts  # type: ignore[attr-defined]
        doubt = mailing_doubt(mailing) if counts[MessageState.UNKNOWN] else Doubt({}, 0)
        next_try = mailing_next_try(mailing, now=now) if counts[MessageState.DEFERRED] else None
    paused = mailing is not None and mailing.state == MailingState.PAUSED
    return {
        "next_try_at": next_try,
        "in_doubt": doubt.offered,
        "being_settled": doubt.being_settled,
        "doubt_reasons": _doubt_reasons(doubt),
        "pause_reason": mailing.pause_reason if mailing and paused else "",
        "hold_reason": sending_held(),
    }


def _doubt_reasons(doubt: Doubt) -> list[dict[str, Any]]:
    """Most frequent first. Reasons that read alike are told together."""
    letters: Counter[str] = Counter()
    for reason, number in doubt.reasons.items():
        letters[outcome_text(reason)] += number
    return [{"text": text, "letters": number} for text, number in letters.most_common()]


def machines_seen(mailing_id: int | None) -> dict[str, int]:
    """Letters that nothing but machines opened or clicked; no person's figure holds them."""
    counts = machine_counts([mailing_id] if mailing_id is not None else []).get(mailing_id or 0, {})
    return {"machine_opened": counts.get("open", 0), "machine_clicked": counts.get("click", 0)}


def outcome_text(reason: str) -> str:
    """A ledger row's reason as a sentence; a mail server's words stay where their code says nothing."""
    return LEDGER_REASONS.get(reason) or reason_texts().get(reason) or refusal_sentence(reason) or reason
