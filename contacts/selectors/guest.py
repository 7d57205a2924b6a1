"""One guest with all that is known: stays, permissions with their evidence, merges."""

from dataclasses import dataclass
from datetime import datetime

from accounts.errors import NotFound
from compliance.selectors.ledger import consent_evidence
from compliance.selectors.permission import facts_of, permission_of
from compliance.types import Permission, Purpose
from contacts.errors import GuestMerged
from contacts.models import Guest, GuestMerge, MergeSuggestion, Stay
from contacts.selectors.guests import guest_list
from contacts.selectors.suggestions import guest_merges, suggestions_open
from contacts.types import GuestFilters


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
    return GuestDetail(
        guest=guest,
        stays=stays,
        permissions=[_permission(guest, purpose, now) for purpose in Purpose],
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


def _permission(guest: Guest, purpose: Purpose, now: datetime) -> PermissionDetail:
    key = bytes(guest.address_hash) if guest.address_hash else None
    facts = facts_of(address_hash=key, email_kind=guest.email_kind, purpose=purpose, now=now)
    permission = permission_of(facts=facts, purpose=purpose, now=now)
    return PermissionDetail(purpose, permission, consent_evidence(event_id=facts.consent_event_id))
