"""One guest with all that is known: stays, permissions with their evidence, merges."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accounts.errors import NotFound
from compliance.rules.tracking import tracking_mode
from compliance.selectors.ledger import consent_evidence
from compliance.selectors.permission import permission_of
from compliance.types import Evidence, Permission, Purpose, TrackingMode
from contacts.errors import GuestMerged
from contacts.models import Guest, GuestMerge, MergeSuggestion, Stay
from contacts.selectors.guests import guest_list
from contacts.selectors.permission import guest_facts
from contacts.selectors.suggestions import guest_merges, suggestions_open
from contacts.types import GuestFilters
from delivery.selectors.tracking import tracking_most


@dataclass(frozen=True, slots=True)
class PermissionDetail:
    """The answer for one purpose, with the evidence it rests on."""

    purpose: Purpose
    permission: Permission
    evidence: dict[str, object]


@dataclass(frozen=True, slots=True)
class GuestDetail:
    """A guest's page. ``guest`` carries the annotations of ``guest_list``."""

    guest: Guest
    stays: list[Stay]
    permissions: list[PermissionDetail]
    tracking: TrackingMode
    suggestions: list[MergeSuggestion]
    merges: list[GuestMerge]


def guest_require(*, guest_id: int) -> Guest:
    """Return one guest without what is shown of them. Raises NotFound, GuestMerged."""
    guest = Guest.objects.filter(pk=guest_id).first()
    if guest is None:
        raise _absent(guest_id)
    return guest


def guest_detail(*, guest_id: int, now: datetime) -> GuestDetail:
    """Return all that a guest's page shows, newest first. Raises NotFound, GuestMerged."""
    rows = guest_list(filters=GuestFilters(), now=now)
    guest = rows.filter(pk=guest_id).first()
    if guest is None:
        raise _absent(guest_id)
    stays = list(Stay.objects.filter(guest_id=guest.pk).select_related("hotel").order_by("-arrival", "-pk"))
    permissions = _permissions(guest, stays, now)
    return GuestDetail(
        guest=guest,
        stays=stays,
        permissions=permissions,
        tracking=_tracking(guest, permissions),
        suggestions=list(suggestions_open(guest_id=guest.pk)),
        merges=list(guest_merges(guest_id=guest.pk)),
    )


def _absent(guest_id: int) -> NotFound:
    """Why there is no page; of a guest who was merged into another, it names the other."""
    merge = GuestMerge.objects.filter(absorbed_id=guest_id, undone_at=None).first()
    if merge is None:
        return NotFound("There is no such guest. They may have been deleted.")
    return GuestMerged(
        "This guest was merged into another one, who has all that was known of them.",
        fields={"survivor": [str(merge.survivor_id)]},
    )


def _permissions(guest: Guest, stays: Sequence[Stay], now: datetime) -> list[PermissionDetail]:
    by_number = {stay.pk: stay for stay in stays}
    details = []
    for purpose, facts in guest_facts(guest=guest, now=now).items():
        permission = permission_of(facts=facts, purpose=purpose, now=now)
        stay = by_number.get(permission.evidence_id or 0) if permission.evidence == Evidence.STAY else None
        evidence = _stay_evidence(stay) if stay else consent_evidence(event_id=facts.consent_event_id)
        details.append(PermissionDetail(purpose, permission, evidence))
    return details


def _tracking(guest: Guest, details: Sequence[PermissionDetail]) -> TrackingMode:
    """How much is noted of what the guest does with letters; nobody without an address gets any."""
    if not guest.address_hash:
        return TrackingMode.NONE
    asked = next(each.permission for each in details if each.purpose is Purpose.OPEN_TRACKING)
    return tracking_mode(permission=asked, country=guest.country, most=tracking_most())


def _stay_evidence(stay: Stay) -> dict[str, object]:
    return {
        "hotel": stay.hotel.name,
        "legal_entity": stay.hotel.legal_entity,
        "reservation_code": stay.reservation_code,
        "source": stay.source_channel,
        "booked_at": stay.booked_at.isoformat() if stay.booked_at else None,
        "departure": stay.departure.isoformat(),
        "objection_offered": stay.objection_offered,
    }
