"""From 'send' to the last mail: schedule, start, pause, resume, cancel, follow."""

import logging
from collections.abc import Callable
from datetime import datetime
from itertools import count

from django.db import transaction

from accounts.errors import DomainError
from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.errors import AudienceChanged, CampaignNotReady, WrongStatus
from campaigns.models import Campaign
from campaigns.selectors.audience import audience_recipients
from campaigns.services.audience import audience_refresh
from campaigns.services.gate import gate_require
from campaigns.types import AudienceSpec, CampaignStatus
from compliance.types import Purpose
from delivery.selectors.mailings import mailing_counts, mailing_frozen
from delivery.services.content import content_compile
from delivery.services.mailing import (
    mailing_cancel,
    mailing_create,
    mailing_finish_if_done,
    mailing_freeze_slice,
    mailing_pause,
    mailing_release,
    mailing_resume,
)
from delivery.types import MailingState, Stream

logger = logging.getLogger(__name__)
S = CampaignStatus


@transaction.atomic
def campaign_send(
    *, campaign_id: int, at: datetime | None, acknowledged: int, key: str, actor: User | None, now: datetime
) -> Campaign:
    """Accept 'send': now (`at` None) or at a time to come. Mail leaves once `campaign_start` finds it due.

    `acknowledged` is the number of guests that the sender was shown. `key` (Idempotency-Key, may be empty)
    makes a repeated call answer as the first one did.
    Raises WrongStatus, AudienceChanged, and what `gate_require` raises.
    """
    campaign = (
        Campaign.objects.select_for_update(of=("self",)).select_related("hotel", "topic").get(pk=campaign_id)
    )
    if key and campaign.send_key == key:
        return campaign
    if campaign.status != S.DRAFT:
        raise WrongStatus(f"This campaign is {campaign.status} already; it was not sent a second time.")
    audience_refresh(now=now)
    allowed = gate_require(campaign=campaign, now=now)
    require_future(at, now)
    require_acknowledged(allowed, acknowledged)
    campaign.status, campaign.send_at, campaign.send_key = S.SCHEDULED, at or now, key
    campaign.failure, campaign.updated_at = "", now
    campaign.save()
    when = campaign.send_at.isoformat()
    audit_record(
        actor=actor, action="campaign.scheduled", target=campaign, now=now, at=when, acknowledged=acknowledged
    )
    return campaign


def require_future(at: datetime | None, now: datetime) -> None:
    if at is not None and at <= now:
        message = "The chosen time has passed. Choose a later one, or send now."
        raise CampaignNotReady(message, fields={"at": [message]})


def require_acknowledged(allowed: int, acknowledged: int) -> None:
    if allowed != acknowledged:
        raise AudienceChanged(
            f"You were shown {acknowledged:,} guests; it would now go to {allowed:,}. Look at the numbers again."
        )


def campaign_start(*, campaign_id: int, now: datetime) -> Campaign | None:
    """Release a due campaign, with the first slice of its audience; None if another worker was first.

    `campaign_freeze` writes the rest while the first letters leave. What the gate refuses by now, as a domain
    that is not verified any more, fails the campaign with its reason; nothing was sent then.
    """
    try:
        due = Campaign.objects.filter(pk=campaign_id, status=S.SCHEDULED).first()
        if due is not None:
            audience_refresh(now=now)
        campaign = release(campaign_id=campaign_id, now=now)
    except DomainError as refused:
        failed = Campaign.objects.filter(pk=campaign_id, status=S.SCHEDULED)
        failed.update(status=S.FAILED, failure=refused.message[:500], updated_at=now)
        logger.warning("Campaign could not start: %s", refused.message, extra={"campaign_id": campaign_id})
        return None
    if campaign is not None:
        campaign_freeze(campaign_id=campaign_id, now=now, slices=1)
        campaign.refresh_from_db(fields=["audience_size"])
    return campaign


def campaign_freeze(*, campaign_id: int, now: datetime, slices: int | None = None) -> bool:
    """Write the slices of the audience that no other worker is at, at most `slices`; True once all are.

    A started campaign whose worker died is taken up by the next caller.
    """
    campaign = Campaign.objects.select_related("mailing").get(pk=campaign_id)
    mailing = campaign.mailing
    if mailing is None or mailing.started_at is None:
        return False
    recipients = audience_recipients(
        spec=AudienceSpec.from_json(campaign.audience), now=mailing.started_at, scope=mailing.scope
    )
    for _slice in range(slices) if slices else count():
        if mailing_freeze_slice(mailing_id=mailing.pk, recipients=recipients, now=mailing.started_at) is None:
            break
    if not mailing_frozen(mailing.pk):
        return False
    size = sum(mailing_counts([mailing.pk])[mailing.pk].values())
    Campaign.objects.filter(pk=campaign_id).update(audience_size=size)
    mailing_finish_if_done(mailing_id=mailing.pk, now=now)
    return True


@transaction.atomic
def release(*, campaign_id: int, now: datetime) -> Campaign | None:
    won = Campaign.objects.filter(pk=campaign_id, status=S.SCHEDULED, send_at__lte=now).update(
        status=S.SENDING
    )
    if won != 1:
        return None
    campaign = Campaign.objects.select_related("hotel", "topic").get(pk=campaign_id)
    gate_require(campaign=campaign, now=now, started=True)
    content = content_compile(
        subject=campaign.subject, preview_text=campaign.preview_text, mjml=campaign.mjml,
        language=campaign.hotel.languages[0] if campaign.hotel.languages else "en", now=now,
    )  # fmt: skip
    mailing = mailing_create(
        content=content, hotel=campaign.hotel, stream=Stream.MARKETING, now=now, topic=campaign.topic_key
    )
    spec = AudienceSpec.from_json(campaign.audience)
    recipients = audience_recipients(spec=spec, now=now, scope=mailing.scope)
    mailing_release(mailing=mailing, recipients=recipients, purpose=Purpose.MARKETING, now=now)
    campaign.mailing, campaign.updated_at = mailing, now
    campaign.save(update_fields=["mailing", "updated_at"])
    return campaign


@transaction.atomic
def campaign_pause(*, campaign_id: int, actor: User | None, now: datetime) -> Campaign:
    """Stop sending. What has left has left; the rest waits. Raises WrongStatus unless it is sending."""
    return change(campaign_id, {S.SENDING: S.PAUSED}, mailing_pause, "campaign.paused", actor, now)


@transaction.atomic
def campaign_resume(*, campaign_id: int, actor: User | None, now: datetime) -> Campaign:
    """Go on with the rest. Raises WrongStatus unless it is paused."""
    return change(campaign_id, {S.PAUSED: S.SENDING}, mailing_resume, "campaign.resumed", actor, now)


@transaction.atomic
def campaign_cancel(*, campaign_id: int, actor: User | None, now: datetime) -> Campaign:
    """End it. A scheduled campaign becomes a draft again; of a running one the rest is never sent."""
    moves = {S.SCHEDULED: S.DRAFT, S.SENDING: S.CANCELLED, S.PAUSED: S.CANCELLED}
    return change(campaign_id, moves, mailing_cancel, "campaign.cancelled", actor, now)


def change(
    campaign_id: int,
    moves: dict[CampaignStatus, CampaignStatus],
    tell_mailing: Callable[..., object],
    action: str,
    actor: User | None,
    now: datetime,
) -> Campaign:
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("hotel").get(pk=campaign_id)
    before = CampaignStatus(campaign.status)
    if before not in moves:
        raise WrongStatus(f"This campaign is {before}; {action.partition('.')[2]} does not apply.")
    campaign.status, campaign.updated_at = moves[before], now
    if campaign.status == S.DRAFT:
        campaign.send_at, campaign.send_key = None, ""
    campaign.save()
    if campaign.mailing_id is not None:
        tell_mailing(mailing_id=campaign.mailing_id, now=now)
    audit_record(actor=actor, action=action, target=campaign, now=now)
    return campaign


def campaigns_follow(*, now: datetime) -> int:
    """Mark as sent the campaigns whose mailing has no row left to send; returns how many.

    A campaign whose mailing paused itself, for complaints or bounces, is paused too.
    """
    running = Campaign.objects.filter(status=S.SENDING)
    running.filter(mailing__state=MailingState.PAUSED).update(status=S.PAUSED, updated_at=now)
    return running.filter(mailing__state=MailingState.DONE).update(status=S.SENT, updated_at=now)
