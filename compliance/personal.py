"""The registry of personal data: for each table how a person is told what stands there, and how it is forgotten.

Each room declares its tables in its own `services/personal.py` when the apps are ready, since this room cannot
know them. A table that holds nothing personal, or is kept, says why; a test holds the list against the schema.
Nothing here reads a database.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime

Row = Mapping[str, object]

# Shorter texts stand in too many places by chance to be taken out of them.
_SHORTEST = 5
ERASED = "[erased]"


@dataclass(frozen=True, slots=True)
class Person:
    """One person in every spelling that the tables know; `before` leaves alone what came later.

    `hashes` are those of addresses that nobody else has: with an agency's mailbox they stay empty, and only what
    names the guest by id is theirs. `guest_ids` include guests who were merged into this one.
    """

    guest_ids: frozenset[int] = frozenset()
    stay_ids: frozenset[int] = frozenset()
    hashes: frozenset[bytes] = frozenset()
    addresses: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()
    phones: frozenset[str] = frozenset()
    reservations: frozenset[str] = frozenset()
    before: datetime | None = field(default=None, compare=False)

    def join(self, other: "Person") -> "Person":
        """Return what both know together."""
        both = {
            each.name: getattr(self, each.name) | getattr(other, each.name)
            for each in fields(Person)
            if each.name != "before"
        }
        return Person(**both, before=self.before or other.before)

    @property
    def texts(self) -> list[str]:
        """What may stand written out somewhere, longest first."""
        known = self.addresses | self.names | self.phones
        return sorted((text for text in known if len(text) >= _SHORTEST), key=len, reverse=True)

    def scrub(self, value: object) -> object:
        """Return a JSON value without the person's address, name and phone in its texts."""
        if isinstance(value, str):
            for text in self.texts:
                value = re.sub(re.escape(text), ERASED, value, flags=re.IGNORECASE)
            return value
        if isinstance(value, list):
            return [self.scrub(item) for item in value]
        if isinstance(value, dict):
            return {key: self.scrub(item) for key, item in value.items()}
        return value


@dataclass(frozen=True, slots=True)
class Kept:
    """In place of a handler: why a person is not shown these rows, or why they are not forgotten."""

    reason: str


Export = Callable[[Person, datetime], Iterable[Row]]
Erase = Callable[[Person, datetime], int]


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table as `app.Model`. `section` names its part of an export; `nothing` says why nobody stands in it.

    `columns` gives the reason for each column of a telling name in a table without personal data.
    """

    label: str
    section: str = ""
    export: Export | Kept | None = None
    erase: Erase | Kept | None = None
    nothing: str = ""
    columns: Mapping[str, str] = field(default_factory=dict)


Finder = Callable[[Person], Person]
_tables: dict[str, PersonalTable] = {}
_finders: list[Finder] = []


def personal(label: str, *, section: str, export: Export | Kept, erase: Erase | Kept) -> None:
    """Declare a table that holds personal data; once, when the apps are ready."""
    _tables[label] = PersonalTable(label, section, export, erase)


def not_personal(label: str, reason: str, **columns: str) -> None:
    """Declare a table in which nobody stands, with a reason, and one for each column that sounds otherwise."""
    _tables[label] = PersonalTable(label, nothing=reason, columns=columns)


def person_finder(find: Finder) -> None:
    """Add somebody who, given some of a person, knows more: ids for an address, addresses for an id."""
    if find not in _finders:
        _finders.append(find)


def person_complete(person: Person) -> Person:
    """Return the person with all that the finders know."""
    for find in _finders:
        person = person.join(find(person))
    return person


def personal_tables() -> list[PersonalTable]:
    """Return all declared tables, the upper rooms' first: what refers goes before what it refers to."""
    return list(reversed(_tables.values()))
