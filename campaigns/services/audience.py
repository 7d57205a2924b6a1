"""An audience looked at: what segments read is brought up to date first."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.selectors.audience import audience_count, filtered_guests, segment_choice
from campaigns.types import AudienceCount, AudienceSpec
from compliance.scopes import MailScope
from compliance.selectors.permission import EVERYTHING
from compliance.types import Purpose, Reason
from contacts.models import Guest
from contacts.selectors.guest import guest_require
from contacts.selectors.permission import guest_permission
from contacts.selectors.segment_audience import ChoiceVerdict, choice_explain
from contacts.services.facts import facts_refresh
from delivery.selectors.frequency import inbox_is_capped


@dataclass(frozen=True, slots=True)
class AudienceMembership:
    """Whether a guest is meant, by which part, and why the letter would not go to them ("": it would)."""

    meant: bool
    filters: bool
    parts: list[ChoiceVerdict]
    reason: str


def audience_refresh(*, now: datetime) -> None:
    """Bring up to date what audiences are counted from, however much it is."""
    facts_refresh(now=now, bound=None)


def audience_answer(*, spec: AudienceSpec, now: datetime, scope: MailScope = EVERYTHING) -> AudienceCount:
    """Count an audience as it is now."""
    audience_refresh(now=now)
    return audience_count(spec=spec, now=now, scope=scope)


def audience_explain(
    *, spec: AudienceSpec, guest_id: int, now: datetime, scope: MailScope = EVERYTHING
) -> AudienceMembership:
    """Say why one guest is in an audience or not. Raises NotFound, InvalidInput."""
    audience_refresh(now=now)
    guest = guest_require(guest_id=guest_id)
    parts = choice_explain(guest_id=guest.pk, choice=segment_choice(spec), now=now)
    filters = filtered_guests(spec=spec).filter(pk=guest.pk).exists()
    including = [part.member for part in parts if part.include]
    kept_out = any(part.member for part in parts if not part.include)
    meant = filters and (not including or any(including)) and not kept_out
    reason = guest_permission(guest=guest, purpose=Purpose.MARKETING, now=now, scope=scope).reason
    if not reason and inbox_is_capped(rows=Guest.objects.filter(pk=guest.pk), now=now):
        reason = Reason.FREQUENCY_CAP.value
    return AudienceMembership(meant, filters, parts, reason)
