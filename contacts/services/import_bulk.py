"""The plain rows of a slice, decided and written by a handful of statements instead of one by one.

Plain is what the rules of identity cannot doubt: an address that nobody here has yet, whose phone and
name with birth date nobody has either; or one that a single guest of the same surname has, about whom
the row says nothing new. All else is left to GuestPool, which decides who is who.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from itertools import chain
from typing import Any

import orjson
from django.db import connection

from accounts.tenancy.scope import required_organization_id
from compliance.hashing import hashes_parameter
from contacts.identity.names import surname_tokens
from contacts.identity.phone import phone_comparable
from contacts.imports.rows import PersonRow
from contacts.services.person import Person
from contacts.types import EmailKind

Pair = tuple[PersonRow, Person]
Group = list[Pair]
_FIELDS = ("first_name", "last_name", "phone", "language", "country", "birth_date")

# Of the session's own, since COPY is refused on tables that row-level security binds; gone at commit,
# never in the log or a backup, and seen by no other session, so by no other organisation.
_STAGE = """
CREATE TEMPORARY TABLE IF NOT EXISTS import_stage (
    n int, address_hash bytea, email_kind varchar, email varchar, first_name varchar, last_name varchar,
    phone varchar, language varchar, country varchar, birth_date date, tags varchar[], custom jsonb,
    provenance jsonb
) ON COMMIT DROP
"""
_COPY = "COPY import_stage FROM STDIN"
# By lists of keys, never by a join with the stage: with a table that grew since its last statistics the planner
# takes the join for a small one, and reads all guests for each row.
_KNOWN = """
SELECT address_hash, email, email_kind, first_name, last_name, phone, language, country, birth_date, tags, custom,
    imported_in_id
FROM contacts_guest WHERE organization_id = %(organization)s AND address_hash = ANY(%(hashes)s::bytea[])
"""
_PHONES = """
SELECT DISTINCT phone FROM contacts_guest
WHERE organization_id = %(organization)s AND phone = ANY(%(phones)s) AND phone <> ''
"""
_MERGED = """
SELECT absorbed_hash FROM contacts_guestmerge
WHERE organization_id = %(organization)s AND absorbed_hash = ANY(%(hashes)s::bytea[]) AND undone_at IS NULL
"""
_BIRTHS = """
SELECT DISTINCT birth_date, last_name FROM contacts_guest WHERE organization_id = %(organization)s
AND birth_date = ANY(%(days)s) AND birth_date IS NOT NULL AND last_name = ANY(%(names)s)
"""
_INSERT = """
INSERT INTO contacts_guest (organization_id, first_name, last_name, email, email_kind, address_hash, phone,
    language, country, birth_date, tags, custom, provenance, imported_in_id, created_at, updated_at)
SELECT %(organization)s, first_name, last_name, email, email_kind, address_hash, phone,
    language, country, birth_date, tags, custom, provenance, %(batch)s, %(now)s, %(now)s
FROM import_stage ORDER BY n
"""


def plain_rows_write(
    people: Sequence[Pair], *, batch_id: int, now: datetime, taken: Callable[[Group, bool], None]
) -> list[Pair]:
    """Write the plain ones of a slice and return the others, in their order.

    Calls ``taken`` with each plain address's rows and whether they made a new guest. Joins the
    caller's transaction, which holds ``guests_lock``.
    """
    groups = _alike(people)
    if not groups:
        return list(people)
    made = _decide_and_write(groups, batch_id, now)
    done: set[bytes | None] = set()
    for number, new in made:
        group = groups[number]
        done.add(group[0][1].address_hash)
        taken(group, new)
    return [pair for pair in people if pair[1].address_hash not in done]


def _alike(people: Sequence[Pair]) -> list[Group]:
    """Return the addresses whose rows all say the same, and which no other row may be a relative of."""
    by_address: dict[bytes | None, Group] = defaultdict(list)
    for pair in people:
        by_address[pair[1].address_hash].append(pair)
    groups = list(by_address.values())
    marks = [_marks(group) for group in groups]
    relatives = Counter(chain.from_iterable(marks))
    return [
        group
        for group, own in zip(groups, marks, strict=True)
        if (len(group) == 1 or all(person == group[0][1] for _row, person in group[1:]))
        and all(relatives[mark] == 1 for mark in own)
    ]


def _marks(group: Group) -> set[Any]:
    """By what the person of an address may be recognised besides it."""
    found: set[Any] = set()
    for _row, person in group:
        if phone_comparable(person.phone):
            found.add(person.phone)
        if person.birth_date and person.last_name:
            name = (surname_tokens(person.first_name), surname_tokens(person.last_name))
            found.add((person.birth_date, name))
    return found


def _decide_and_write(groups: Sequence[Group], batch_id: int, now: datetime) -> list[tuple[int, bool]]:
    organization = {"organization": required_organization_id("Guest")}
    with connection.cursor() as cursor:
        decided = list(_decided(groups, cursor, organization))
        cursor.execute(_STAGE)
        cursor.execute("TRUNCATE import_stage")
        with cursor.copy(_COPY) as copy:
            for number, new in decided:
                if new:
                    copy.write_row(_staged(number, groups[number][0][1]))
        cursor.execute(_INSERT, organization | {"batch": batch_id, "now": now})
    return decided


def _decided(
    groups: Sequence[Group], cursor: Any, organization: Mapping[str, int]
) -> Iterator[tuple[int, bool]]:
    """Give the plain groups' numbers, and whether each is a new guest."""
    persons = [group[0][1] for group in groups]
    hashes = hashes_parameter(person.address_hash for person in persons if person.address_hash)
    known = _known(hashes, cursor, organization)
    cursor.execute(_MERGED, {**organization, "hashes": hashes})
    merged = {bytes(key) for (key,) in cursor.fetchall()}
    phones, births = _relatives(
        [one for one in persons if one.address_hash not in known], cursor, organization
    )
    for number, person in enumerate(persons):
        if person.address_hash in merged:
            continue
        rows = known.get(person.address_hash)
        if rows is not None:
            if len(rows) == 1 and _says_nothing_new(person, rows[0]):
                yield number, False
        elif person.phone not in phones and (person.birth_date, person.last_name) not in births:
            yield number, True


def _known(
    hashes: str, cursor: Any, organization: Mapping[str, int]
) -> dict[bytes | None, list[tuple[Any, ...]]]:
    cursor.execute(_KNOWN, {**organization, "hashes": hashes})
    known: dict[bytes | None, list[tuple[Any, ...]]] = defaultdict(list)
    for key, *rest in cursor.fetchall():
        known[bytes(key)].append(tuple(rest))
    return dict(known)


def _relatives(
    persons: Sequence[Person], cursor: Any, organization: Mapping[str, int]
) -> tuple[set[str], set[tuple[date, str]]]:
    """By what guests on file may be the same persons with another address."""
    phones = [person.phone for person in persons if phone_comparable(person.phone)]
    births = [(person.birth_date, person.last_name) for person in persons if person.birth_date]
    found_phones: set[str] = set()
    found_births: set[tuple[date, str]] = set()
    if phones:
        cursor.execute(_PHONES, {**organization, "phones": phones})
        found_phones = {phone for (phone,) in cursor.fetchall()}
    if births:
        days, names = {day for day, _name in births}, {name for _day, name in births}
        cursor.execute(_BIRTHS, {**organization, "days": list(days), "names": list(names)})
        found_births = set(cursor.fetchall())
    return found_phones, found_births


def _says_nothing_new(person: Person, row: tuple[Any, ...]) -> bool:
    """Say whether the guest on file is the person beyond doubt, and has all that the person says."""
    email, kind, first_name, last_name, phone, language, country, birth_date, tags, custom, imported = row
    return (
        (email, kind, last_name) == (person.address.email, person.address.kind.value, person.last_name)
        and (kind == EmailKind.REAL or (imported is not None and first_name == person.first_name))
        and person.first_name in ("", first_name)
        and person.phone in ("", phone)
        and person.language in ("", language)
        and person.country in ("", country)
        and person.birth_date in (None, birth_date)
        and set(person.tags) <= set(tags)
        and (not person.custom or person.custom.items() <= orjson.loads(custom).items())
    )


def _staged(number: int, person: Person) -> tuple[Any, ...]:
    said = tuple(name for name in _FIELDS if getattr(person, name))
    return (
        number,
        f"\\x{person.address_hash.hex()}" if person.address_hash else None,
        person.address.kind.value,
        person.address.email,
        person.first_name,
        person.last_name,
        person.phone,
        person.language,
        person.country,
        person.birth_date,
        _tags(person.tags),
        orjson.dumps(dict(person.custom)).decode() if person.custom else "{}",
        _provenance(said, person.source.value),
    )


@lru_cache(maxsize=4096)
def _tags(tags: tuple[str, ...]) -> str:
    """Write tags as PostgreSQL's own array text, which takes the driver longer than all other columns."""
    quoted = (tag.replace("\\", "\\\\").replace('"', '\\"') for tag in tags)
    return "{" + ",".join(f'"{tag}"' for tag in quoted) + "}"


@lru_cache(maxsize=256)
def _provenance(said: tuple[str, ...], source: str) -> str:
    return orjson.dumps(dict.fromkeys((*said, "email"), source)).decode()
