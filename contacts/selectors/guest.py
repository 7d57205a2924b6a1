"""One guest with all that is known: stays, permissions with their evidence, the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from accounts.errors import NotFound
from accounts.models import AuditEvent
from compliance.selectors.ledger import consent_evidence, ledger_lines
from compliance.selectors.permission import facts_of, permission_of
from compliance.types import Permission, Purpose
from contacts.errors import GuestMerged
from contacts.models import Guest, GuestMerge, MergeSuggestion, Stay
from contacts.selectors.guests import guest_list
from contacts.selectors.suggestions import guest_known_ids, guest_merges, suggestions_open
from contacts.selectors.timeline import Story, TimelineEntry, timeline
from contacts.types import GuestFilters
from delivery.selectors.messages import recipient_events, recipient_messages

# Letters shown on a guest's page; older ones stand in their campaigns' reports.
NEWEST = 100


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
    timeline: list[TimelineEntry]
    suggestions: list[MergeSuggestion]
    merges: list[GuestMerge]


def guest_require(*, guest_id: int) -> Guest:
    """Return one guest without what is shown of them. Raises NotFound."""
    guest = Guest.objects.filter(pk=guest_id).first()
    if guest is None:
        raise NotFound("There is no such guest. They may have been deleted, or merged with another.")
    return guest


def guest_detail(*, guest_id: int, now: datetime) -> GuestDetail:
    """Return all that a guest's page shows, newest first. Raises NotFound."""
    rows = guest_list(filters=GuestFilters(), now=now).select_related("imported_in")
    guest = rows.filter(pk=guest_id).first()
    if guest is None:
        raise _absent(guest_id)
    stays = list(Stay.objects.filter(guest_id=guest.pk).select_related("hotel").order_by("-arrival", "-pk"))
    messages = list(recipient_messages(recipient_refs=guest_known_ids(guest_id=guest.pk))[:NEWEST])
    merges = list(guest_merges(guest_id=guest.pk))
    story = Story(
        guest=guest,
        stays=stays,
        lines=ledger_lines(address_hashes=_hashes(guest, merges)),
        messages=messages,
        events=recipient_events(messages=messages),
        merges=merges,
        edits=list(_edits(guest.pk)),
    )
    return GuestDetail(
        guest=guest,
        stays=stays,
        permissions=[_permission(guest, purpose, now) for purpose in Purpose],
        timeline=timeline(story),
        suggestions=list(suggestions_open(guest_id=guest.pk)),
        merges=merges,
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


def _hashes(guest: Guest, merges: Sequence[GuestMerge]) -> list[bytes]:
    """The guest's address and those of the guests merged into them: what was said of each is told."""
    held = [guest.address_hash, *(merge.absorbed_hash for merge in merges if merge.undone_at is None)]
    return list({bytes(key) for key in held if key is not None})


def _edits(guest_id: int) -> QuerySet[AuditEvent]:
    edits = AuditEvent.objects.filter(
        target_type=Guest._meta.label, target_id=guest_id, action="guest.edited"
    )
    return edits.order_by("-at", "-id")[:NEWEST]


def _permission(guest: Guest, purpose: Purpose, now: datetime) -> PermissionDetail:
    key = bytes(guest.address_hash) if guest.address_hash else None
    facts = facts_of(address_hash=key, email_kind=guest.email_kind, purpose=purpose, now=now)
    permission = permission_of(facts=facts, purpose=purpose, now=now)
    return PermissionDetail(purpose, permission, consent_evidence(event_id=facts.consent_event_id))
