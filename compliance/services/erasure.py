"""A person forgotten: in all tables at once, for good, and in a journal that outlives every backup."""

from datetime import datetime, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import connection, transaction

from accounts.models import Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy.scope import required_organization_id
from compliance.hashing import key_version
from compliance.models import ConsentStatus, Erasure
from compliance.personal import Kept, Person, person_complete, personal_tables
from compliance.services.erasure_journal import journal_write
from compliance.services.lock import addresses_lock
from compliance.services.suppression import suppressions_add
from compliance.types import SuppressionEntry, SuppressionReason

SOURCE = "erasure"
# A freeze or an import that ran beside an erasure may write its rows a moment later; both end within a day.
REPEATED_FOR = timedelta(days=2)
_LOCK_CLASS = 20_418  # any number that no other room locks with


@transaction.atomic
def person_erase(*, person: Person, actor: User | None, now: datetime, **detail: Any) -> Erasure:
    """Forget a person (GDPR 17), given by a guest's id or an address's hash; returns the journal's first row.

    All rooms' handlers run in one transaction. The addresses are suppressed by hash, so that nothing brings them
    back to being mailed but the person's own double opt-in; letters that wait are taken out, one that a worker
    holds leaves once. Statistics stay, of nobody. Somebody who is gone already is not forgotten twice: the row of
    the first time is returned.
    """
    _lock()
    whole = person_complete(person)
    earlier = _earlier(whole)
    _suppress(whole, now)
    counts = _forget(whole, now)
    if earlier is not None and not counts:
        return earlier
    number = uuid4()
    rows = _journal(number, whole, counts, now)
    organization = Organization.objects.get(pk=required_organization_id("Erasure"))
    audit_record(
        actor=actor, action="person.erased", target=organization, now=now,
        erasure=str(number), guests=sorted(whole.guest_ids), rows=sum(counts.values()), **detail,
    )  # fmt: skip
    transaction.on_commit(partial(journal_write, rows=rows))
    return rows[0]


@transaction.atomic
def person_expire(*, guest_id: int, now: datetime) -> int:
    """Forget a person whose time is over, in all tables; returns how many rows went.

    Nobody asked for it, so they may come back. Only who refused mail before stays suppressed, since the
    state of their consent goes too. No journal: after a restore the next night finds them again.
    """
    _lock()
    whole = person_complete(Person(guest_ids=frozenset({guest_id})))
    if ConsentStatus.objects.filter(address_hash__in=whole.hashes, granted=False).exists():
        _suppress(whole, now)
    return sum(_forget(whole, now).values())


@transaction.atomic
def erasure_replay(*, rows: list[Erasure]) -> int:
    """Carry out again an erasure that a restored backup knows nothing of; returns how many rows went.

    `rows` are the lines of one act, from the file. Whoever came after it stays.
    """
    _lock()
    person = person_complete(_of(rows))
    _suppress(person, rows[0].at)
    counts = _forget(person, rows[0].at)
    for row in rows:
        row.counts = counts
    Erasure.objects.bulk_create(rows, ignore_conflicts=True)
    return sum(counts.values())


@transaction.atomic
def erasures_repeat(*, now: datetime) -> int:
    """Run the handlers again for the erasures of the last two days; returns how many rows went.

    What the person did since, such as a new sign-up, stays.
    """
    _lock()
    acts: dict[UUID, list[Erasure]] = {}
    for row in Erasure.objects.filter(at__gt=now - REPEATED_FOR).order_by("at", "pk"):
        acts.setdefault(row.number, []).append(row)
    return sum(sum(_forget(person_complete(_of(rows)), rows[0].at).values()) for rows in acts.values())


def _lock() -> None:
    """One erasure at a time in an organisation, until commit: of two for one person the second finds nothing."""
    with connection.cursor() as cursor:
        organization_id = required_organization_id("Erasure")
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, organization_id % 2**31])


def _earlier(person: Person) -> Erasure | None:
    """The row of an earlier erasure of the same person."""
    earlier = Erasure.objects.filter(address_hash__in=person.hashes).order_by("-at", "-pk").first()
    if earlier is None and person.guest_ids:
        earlier = Erasure.objects.filter(guest_ids__overlap=list(person.guest_ids)).order_by("-at").first()
    return earlier


def _suppress(person: Person, now: datetime) -> None:
    addresses_lock(*person.hashes)
    entries = [
        SuppressionEntry(address_hash=key, reason=SuppressionReason.OTHER, scope="all", source=SOURCE)
        for key in sorted(person.hashes)
    ]
    suppressions_add(entries=entries, now=now)


def _forget(person: Person, now: datetime) -> dict[str, int]:
    addresses_lock(*person.hashes)
    counts = {}
    for table in personal_tables():
        if table.erase is not None and not isinstance(table.erase, Kept):
            counts[table.label] = table.erase(person, now)
    return {label: count for label, count in counts.items() if count}


def _journal(number: UUID, person: Person, counts: dict[str, int], now: datetime) -> list[Erasure]:
    keys: list[bytes | None] = [*sorted(person.hashes)]
    return Erasure.objects.bulk_create(
        Erasure(
            number=number,
            address_hash=key,
            key_version=key_version(),
            guest_ids=sorted(person.guest_ids),
            counts=counts,
            at=now,
        )
        for key in keys or [None]
    )


def _of(rows: list[Erasure]) -> Person:
    return Person(
        guest_ids=frozenset(number for row in rows for number in row.guest_ids),
        hashes=frozenset(bytes(row.address_hash) for row in rows if row.address_hash is not None),
        before=rows[0].at,
    )
