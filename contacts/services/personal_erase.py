"""How a person is forgotten in this room (GDPR 17), table by table. Bookings stay as figures, of nobody."""

from datetime import datetime
from typing import Any

from django.db.models import Q

from compliance.personal import Person
from contacts.models import (
    FactsTerm,
    Guest,
    GuestFacts,
    GuestList,
    GuestListMember,
    GuestMerge,
    GuestSale,
    Import,
    ImportChange,
    MergeSuggestion,
    Segment,
    SignupRequest,
    Stay,
)
from contacts.selectors.person_export import check_ins_of, early, rejections_of
from contacts.services.import_uploads import parts_open

_PACKED = b"PK\x03\x04"
_BLOCK = 1 << 20
_UPLOAD_GONE = (
    "This upload was deleted: a guest who was erased stood in it, or it was packed and could not be searched. "
    "Upload it again without them."
)


def guests(person: Person, _now: datetime) -> int:
    """Delete the guests; what refers to them is gone by now, or lets go of them."""
    return Guest.objects.filter(pk__in=person.guest_ids).delete()[1].get(Guest._meta.label, 0)


def facts(person: Person, _now: datetime) -> int:
    """Delete what segments knew."""
    return GuestFacts.objects.filter(pk__in=person.guest_ids).delete()[0]


def sales(person: Person, _now: datetime) -> int:
    """Delete what was worked out from the stays."""
    return GuestSale.objects.filter(guest_id__in=person.guest_ids).delete()[0]


def terms(person: Person, _now: datetime) -> int:
    """Delete words that nobody else has: an own field's value may be a name."""
    words = set[tuple[str, str]]()
    for guest in Guest.objects.filter(pk__in=person.guest_ids):
        words |= {("", tag) for tag in guest.tags}
        words |= {(key, _as_text(value)) for key, value in guest.custom.items()}
    others = Guest.objects.exclude(pk__in=person.guest_ids)
    gone = 0
    for key, value in words:
        term = FactsTerm.objects.filter(key=key, value=value, bit__isnull=False)
        if term.exists() and not others.filter(_has(key, value)).exists():
            gone += term.delete()[0]
    return gone


def _as_text(value: Any) -> str:
    """As PostgreSQL's jsonb_each_text writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value)


def _has(key: str, value: str) -> Q:
    if not key:
        return Q(tags__contains=[value])
    same = Q(custom__contains={key: value})
    return same | Q(custom__contains={key: int(value)}) if value.isdecimal() else same


def stays(person: Person, now: datetime) -> int:
    """Let bookings be of nobody, for good: a later message of the channel does not bring the person back."""
    return Stay.objects.filter(pk__in=person.stay_ids).update(
        guest=None, channel_email="", channel_email_valid_until=None, erased_at=now
    )


def merges(person: Person, _now: datetime) -> int:
    """Delete what a merge kept of either guest, undone ones too."""
    mine = Q(survivor_id__in=person.guest_ids) | Q(absorbed_id__in=person.guest_ids)
    return GuestMerge.objects.filter(mine).delete()[0]


def suggestions(person: Person, _now: datetime) -> int:
    """Delete pairs the person is one of."""
    mine = Q(guest_id__in=person.guest_ids) | Q(other_id__in=person.guest_ids)
    return MergeSuggestion.objects.filter(mine).delete()[0]


def places(person: Person, _now: datetime) -> int:
    """Take the person off all lists."""
    return GuestListMember.objects.filter(guest_id__in=person.guest_ids).delete()[0]


def lists(person: Person, _now: datetime) -> int:
    """Take the person's name or address out of what lists asked for."""
    changed = 0
    for row in GuestList.objects.only("name", "tree", "organization"):
        tree, name = person.scrub(row.tree), person.scrub(row.name)
        if (tree, name) != (row.tree, row.name):
            # The number keeps two such names apart.
            name = row.name if name == row.name else f"{name} {row.pk}"[:200]
            changed += GuestList.objects.filter(pk=row.pk).update(tree=tree, name=name)
    return changed


def segments(person: Person, _now: datetime) -> int:
    """Take the person's name or address out of saved questions."""
    changed = 0
    for row in Segment.objects.only("name", "description", "tree", "organization"):
        tree, name, description = (person.scrub(each) for each in (row.tree, row.name, row.description))
        if (tree, name, description) != (row.tree, row.name, row.description):
            name = row.name if name == row.name else f"{name} {row.pk}"[:200]
            changed += Segment.objects.filter(pk=row.pk).update(tree=tree, name=name, description=description)
    return changed


def changes(person: Person, _now: datetime) -> int:
    """Delete what imports kept for an undo."""
    return ImportChange.objects.filter(guest_id__in=person.guest_ids).delete()[0]


def rejections(person: Person, _now: datetime) -> int:
    """Empty refused rows; line and reason stay, so that each row of a file is accounted for."""
    return rejections_of(person).update(cells=[])


def uploads(person: Person, now: datetime) -> int:
    """Delete files that wait to be imported and name the person, or are packed and may.

    One that is being imported is let be: it ends within minutes, its parts are deleted then, and the erasure is
    repeated during the next two days.
    """
    gone = 0
    for batch in Import.objects.exclude(state="running").filter(parts__isnull=False).distinct():
        if _names(batch, person):
            batch.parts.all().delete()
            Import.objects.filter(pk=batch.pk).update(
                state="cancelled", message=_UPLOAD_GONE, finished_at=now
            )
            gone += 1
    return gone


def _names(batch: Import, person: Person) -> bool:
    wanted = [text.lower().encode(code) for text in person.texts for code in ("utf-8", "utf-16-le")]
    overlap = max(map(len, wanted), default=1)
    tail = b""
    with parts_open(batch) as file:
        while block := file.read(_BLOCK):
            if not tail and block.startswith(_PACKED):
                return True
            window = (tail + block).lower()
            if any(text in window for text in wanted):
                return True
            tail = block[-overlap:]
    return False


def check_ins(person: Person, _now: datetime) -> int:
    """Delete addresses that were left for a stay."""
    return check_ins_of(person).delete()[0]


def signups(person: Person, _now: datetime) -> int:
    """Delete sign-ups, with what was entered."""
    rows = SignupRequest.objects.filter(address_hash__in=person.hashes)
    return early(rows, person).delete()[0]
