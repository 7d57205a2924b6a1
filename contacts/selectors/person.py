"""Who a person is in this room: their guests, also those merged into them, stays, addresses, names."""

from collections.abc import Iterable, Mapping
from typing import Any

from compliance.personal import Person
from contacts.models import Guest, GuestMerge, Stay
from contacts.types import EmailKind


def person_find(given: Person) -> Person:
    """Return all that is known of whoever has these ids, or one of these addresses as their own.

    A guest who was merged into another is one person with them. A hash is the person's only where no other guest
    has the same address.
    """
    ids = _guest_ids(given)
    guests = list(_early(Guest.objects.filter(pk__in=ids), given))
    held = {guest.pk for guest in guests}
    merges = list(GuestMerge.objects.filter(survivor_id__in=held, undone_at=None))
    stays = list(Stay.objects.filter(guest_id__in=held))
    facts = [_facts(guest) for guest in guests] + [
        row["fields"] for merge in merges for row in _absorbed(merge)
    ]
    hashes = {bytes(key) for key in [guest.address_hash for guest in guests] if key is not None}
    hashes |= {bytes(merge.absorbed_hash) for merge in merges if merge.absorbed_hash is not None}
    return Person(
        guest_ids=frozenset(held | {merge.absorbed_id for merge in merges}),
        stay_ids=frozenset(stay.pk for stay in stays),
        hashes=frozenset(hashes - _shared(hashes, held)),
        addresses=_texts(
            *(str(each.get("email") or "") for each in facts), *(stay.channel_email for stay in stays)
        ),
        names=frozenset(name for each in facts for name in _names(each)),
        phones=_texts(*(str(each.get("phone") or "") for each in facts)),
        reservations=_texts(*(stay.reservation_code for stay in stays)),
    )


def _guest_ids(given: Person) -> set[int]:
    """Follow addresses and merges until nobody new turns up."""
    ids = set(given.guest_ids)
    own = Guest.objects.filter(address_hash__in=given.hashes, email_kind=EmailKind.REAL.value)
    ids |= set(own.values_list("pk", flat=True))
    ids |= set(
        GuestMerge.objects.filter(absorbed_hash__in=given.hashes, undone_at=None).values_list(
            "survivor_id", flat=True
        )
    )
    while True:
        into = GuestMerge.objects.filter(absorbed_id__in=ids, undone_at=None)
        further = set(into.values_list("survivor_id", flat=True)) - ids
        if not further:
            return ids
        ids |= further


def _early(guests: Any, given: Person) -> Any:
    return guests if given.before is None else guests.filter(created_at__lte=given.before)


def _shared(hashes: Iterable[bytes], held: Iterable[int]) -> set[bytes]:
    others = Guest.objects.filter(address_hash__in=list(hashes)).exclude(pk__in=list(held))
    return {bytes(key) for key in others.values_list("address_hash", flat=True) if key is not None}


def _facts(guest: Guest) -> dict[str, Any]:
    return {name: getattr(guest, name) for name in ("first_name", "last_name", "email", "phone")}


def _absorbed(merge: GuestMerge) -> list[dict[str, Any]]:
    return [row for row in merge.rows if row["model"] == Guest._meta.label_lower]


def _names(facts: Mapping[str, Any]) -> list[str]:
    first, last = str(facts.get("first_name") or ""), str(facts.get("last_name") or "")
    return [f"{first} {last}", f"{last} {first}", f"{last}, {first}"] if first and last else []


def _texts(*texts: str) -> frozenset[str]:
    return frozenset(text for text in texts if text)
