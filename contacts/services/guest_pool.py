"""Finding and writing the guests of a batch: read once, decided in memory, written once.

The rules of identity: guests become one only on the same real address and a compatible surname.
The same address with another surname makes its own guest and a suggestion; with a third surname
the address turns out to be an agency's, for all who have it. Aliases, role and shared addresses
join nobody.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from django.db import connection
from django.db.models import Q

from accounts.tenancy.scope import required_organization_id
from contacts.identity.address import Classified
from contacts.identity.names import surname_tokens, surnames_compatible, surnames_make_shared
from contacts.identity.phone import phone_comparable
from contacts.models import Guest, GuestMerge, MergeSuggestion
from contacts.services.guest_fields import guest_fill, guest_from
from contacts.services.person import Person
from contacts.types import EmailKind

_WRITTEN = [
    field.name
    for field in Guest._meta.local_concrete_fields
    if field.name not in {"id", "organization", "created_at"}
]
NO_ADDRESS = Classified("", EmailKind.NONE)
_LOCK_CLASS = 20_417  # any number that no other room locks with


def guests_lock() -> None:
    """Let one writer at a time decide who is who in this organisation, until commit.

    Two batches that both miss a guest would else both create them.
    """
    organization_id = required_organization_id("Guest")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, organization_id % 2**31])


class GuestPool:
    """The guests within reach of a batch of persons."""

    def __init__(
        self,
        persons: Sequence[Person],
        *,
        now: datetime,
        guest_ids: Iterable[int] = (),
        kinds: Sequence[EmailKind] = (EmailKind.REAL,),
    ) -> None:
        self._now = now
        self._by_hash: dict[bytes, list[Guest]] = defaultdict(list)
        self._by_phone: dict[str, list[Guest]] = defaultdict(list)
        self._by_birth: dict[object, list[Guest]] = defaultdict(list)
        self._by_id: dict[int, Guest] = {}
        self._new: list[Guest] = []
        self._changed: dict[int, Guest] = {}
        self._suggestions: dict[tuple[int, int], MergeSuggestion] = {}
        self._load(persons, list(guest_ids), kinds)

    def by_id(self, guest_id: int | None) -> Guest | None:
        """Return a guest that was asked for by id when the pool was made."""
        return self._by_id.get(guest_id) if guest_id is not None else None

    def find(self, person: Person) -> Guest | None:
        """Return the guest this person certainly is, or None."""
        if person.address.kind is not EmailKind.REAL or person.address_hash is None:
            return None
        same_inbox = [
            guest
            for guest in self._by_hash[person.address_hash]
            if guest.email_kind == EmailKind.REAL and surnames_compatible(guest.last_name, person.last_name)
        ]
        wanted = surname_tokens(person.last_name)
        same_inbox.sort(key=lambda guest: surname_tokens(guest.last_name) != wanted)
        return same_inbox[0] if same_inbox else self._heir(person)

    def _heir(self, person: Person) -> Guest | None:
        """Return the guest into whom the owner of this address was merged by a person's decision."""
        merge = self._heirs.get(person.address_hash or b"")
        if merge is None or not surnames_compatible(merge.absorbed_surname, person.last_name):
            return None
        return self._by_id.get(merge.survivor_id)

    def find_listed(self, person: Person) -> Guest | None:
        """Return the guest that an earlier import made of this very address and name.

        A desk's or an agency's mailbox joins no two reservations; the same line of a mailing
        list is still the same line.
        """
        if person.address_hash is None:
            return None
        name = (person.first_name, person.last_name)
        for guest in self._by_hash[person.address_hash]:
            if guest.imported_in_id is not None and (guest.first_name, guest.last_name) == name:
                return guest
        return None

    def add(self, person: Person) -> Guest:
        """Make a new guest of the person, with suggestions where they may be known."""
        guest = guest_from(person, now=self._now)
        self._new.append(guest)
        self._settle_address(guest)
        self._suggest_by_person(guest)
        self._index(guest)
        return guest

    def update(self, guest: Guest, person: Person) -> bool:
        """Write what the person's source may write. Returns whether anything changed."""
        before = bytes(guest.address_hash) if guest.address_hash else None
        merge = self._heirs.get(person.address_hash or b"")
        if merge is not None and merge.survivor_id == guest.pk and before != person.address_hash:
            # Their address is the survivor's to keep: the other one may part from them again.
            person = replace(person, address=NO_ADDRESS, address_hash=None)
        changed = guest_fill(guest, person, now=self._now)
        if changed and guest.pk is not None:
            self._changed[guest.pk] = guest
        if (bytes(guest.address_hash) if guest.address_hash else None) != before:
            self._move(guest, before)
        return changed

    def flush(self) -> None:
        """Write new and changed guests and suggestions: at most three statements."""
        Guest.objects.bulk_create(self._new)
        # An upsert by id writes a hundred changed rows in one plain statement, where
        # bulk_update builds a CASE per column and row.
        Guest.objects.bulk_create(
            self._changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_WRITTEN,
        )
        MergeSuggestion.objects.bulk_create(self._suggestions.values(), ignore_conflicts=True)
        self._new, self._changed, self._suggestions = [], {}, {}

    def _load(self, persons: Sequence[Person], guest_ids: list[int], kinds: Sequence[EmailKind]) -> None:
        hashes = {person.address_hash for person in persons if person.address_hash}
        self._heirs = _heirs(hashes)
        guest_ids += [merge.survivor_id for merge in self._heirs.values()]
        for guest in Guest.objects.filter(_within_reach(persons, hashes, guest_ids, kinds)).order_by("pk"):
            self._by_id[guest.pk] = guest
            self._index(guest)
        self._shared = _shared_hashes(hashes) if hashes else set()

    def _index(self, guest: Guest) -> None:
        if guest.address_hash is not None:
            self._by_hash[bytes(guest.address_hash)].append(guest)
        if guest.phone:
            self._by_phone[guest.phone].append(guest)
        if guest.birth_date:
            self._by_birth[guest.birth_date].append(guest)

    def _move(self, guest: Guest, before: bytes | None) -> None:
        if before is not None:
            held = self._by_hash[before]
            held[:] = [other for other in held if other is not guest]
        self._settle_address(guest)
        if guest.address_hash is not None:
            self._by_hash[bytes(guest.address_hash)].append(guest)

    def _settle_address(self, guest: Guest) -> None:
        """Compare a guest's address with those who have it already, before it is indexed."""
        if guest.email_kind != EmailKind.REAL or guest.address_hash is None:
            return
        key = bytes(guest.address_hash)
        others = [other for other in self._by_hash[key] if other.email_kind == EmailKind.REAL]
        names = [other.last_name for other in (*others, guest)]
        if key in self._shared or surnames_make_shared(names):
            self._shared.add(key)
            for one in (*others, guest):
                self._reclassify(one)
        elif others:
            self._suggest(guest, others[0], "same_address")

    def _reclassify(self, guest: Guest) -> None:
        guest.email_kind = EmailKind.AGENCY_SHARED.value
        guest.updated_at = self._now
        if guest.pk is not None:
            self._changed[guest.pk] = guest

    def _suggest_by_person(self, guest: Guest) -> None:
        if phone_comparable(guest.phone):
            for other in self._by_phone[guest.phone]:
                if guest.last_name and surnames_compatible(guest.last_name, other.last_name):
                    return self._suggest(guest, other, "same_phone")
        if guest.birth_date and guest.last_name:
            for other in self._by_birth[guest.birth_date]:
                if _full_name(guest) == _full_name(other):
                    return self._suggest(guest, other, "same_birth_date")
        return None

    def _suggest(self, guest: Guest, other: Guest, reason: str) -> None:
        pair = (id(guest), id(other))
        self._suggestions.setdefault(
            pair,
            MergeSuggestion(guest=guest, other=other, reason=reason, created_at=self._now),
        )


def _shared_hashes(hashes: set[bytes]) -> set[bytes]:
    shared = Guest.objects.filter(address_hash__in=hashes, email_kind=EmailKind.AGENCY_SHARED.value)
    found = shared.order_by().values_list("address_hash", flat=True).distinct()
    return {bytes(row) for row in found if row is not None}


def _heirs(hashes: set[bytes]) -> dict[bytes, GuestMerge]:
    """The merges in which guests with these addresses were absorbed, the newest of each address."""
    merges = GuestMerge.objects.filter(absorbed_hash__in=hashes, undone_at=None) if hashes else []
    return {bytes(merge.absorbed_hash): merge for merge in merges if merge.absorbed_hash is not None}


def _full_name(guest: Guest) -> tuple[frozenset[str], frozenset[str]]:
    return surname_tokens(guest.first_name), surname_tokens(guest.last_name)


def _within_reach(
    persons: Sequence[Person], hashes: set[bytes], guest_ids: list[int], kinds: Sequence[EmailKind]
) -> Q:
    """Select who may be one of the persons.

    By address only ``kinds`` are looked up, for reservations the real ones: an agency's or a
    role's mailbox may have thousands of guests, and joins none. Phone and birth date count
    together with the surname, for the same reason.
    """
    surnames = {person.last_name for person in persons if person.last_name}
    phones = {person.phone for person in persons if phone_comparable(person.phone)}
    births = {person.birth_date for person in persons if person.birth_date}
    reach = Q(pk__in=guest_ids) | Q(address_hash__in=hashes, email_kind__in=[kind.value for kind in kinds])
    if phones and surnames:
        reach |= Q(phone__in=phones, last_name__in=surnames)
    if births and surnames:
        reach |= Q(birth_date__in=births, last_name__in=surnames)
    return reach
