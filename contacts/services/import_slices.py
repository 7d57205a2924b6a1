"""Reading a file ahead: the next slice is understood while the database still writes the one before."""

import gc
from collections.abc import Generator, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass, field
from itertools import islice
from typing import BinaryIO

from contacts.identity.address import DomainOverrides
from contacts.imports.rows import PersonRow, Rejection
from contacts.imports.values import custom_value
from contacts.models import CustomField
from contacts.services.person import Person, person_build
from contacts.types import Provenance

Row = PersonRow | Rejection
Tally = dict[str, list[int]]


@dataclass(slots=True)
class Refusal:
    """A row that is not taken; ``reason`` is a key of rejections.REASONS."""

    line: int
    cells: list[str]
    reason: str


@dataclass(slots=True)
class Slice:
    """Some thousand rows as people and refusals.

    ``notes`` has each oddity's rows and the line of the first; ``unread_values`` counts cells that are
    not of their field's type; ``ends_at`` is how many bytes of the file are read by then.
    """

    size: int
    people: list[tuple[PersonRow, Person]] = field(default_factory=list)
    refused: list[Refusal] = field(default_factory=list)
    notes: Tally = field(default_factory=dict)
    unread_values: int = 0
    ends_at: int = 0


class SliceReader:
    """Makes slices of a file's rows; asks the database nothing, so that a thread may do it."""

    def __init__(
        self,
        rows: Iterator[Row],
        *,
        file: BinaryIO,
        fields: Iterable[CustomField],
        overrides: DomainOverrides,
    ) -> None:
        self._rows, self._file, self._overrides = rows, file, overrides
        self._fields = {own.key: (own.type, tuple(own.choices)) for own in fields}

    def slices(self, size: int) -> Generator[Slice, None, None]:
        """Yield what is left of the file, one slice ahead of who takes them."""
        with ThreadPoolExecutor(1, "import-reader") as thread:
            # The scope of the organisation is a context's, and a context is entered by one thread at a time.
            coming = thread.submit(copy_context().run, self._slice, size)
            while (ready := coming.result()).size:
                coming = thread.submit(copy_context().run, self._slice, size)
                yield ready

    def _slice(self, size: int) -> Slice:
        rows = list(islice(self._rows, size))
        made = Slice(len(rows))
        for row in rows:
            if isinstance(row, Rejection):
                made.refused.append(Refusal(row.line, row.cells, row.reason))
                continue
            person = self.person(row, made)
            if person.address_hash is None:
                made.refused.append(Refusal(row.line, row.cells, person.address.reason or "ota_alias"))
            else:
                made.people.append((row, person))
            for note in row.notes:
                tally_add(made.notes, note, row.line)
        made.ends_at = self._file.tell()
        return made

    def person(self, row: PersonRow, made: Slice) -> Person:
        """Return the row's person; counts values that cannot be read."""
        custom = self._custom(row.custom, made) if row.custom else None
        return person_build(
            row.guest, source=Provenance.IMPORT, overrides=self._overrides, tags=row.tags, custom=custom
        )

    def _custom(self, cells: Mapping[str, str], made: Slice) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, text in cells.items():
            own = self._fields.get(key)
            value = custom_value(*own, text) if own else None
            if value is None:
                made.unread_values += 1
            else:
                found[key] = value
        return found


def tally_add(tally: Tally, name: str, line: int, count: int = 1) -> None:
    """Count rows under a name, and keep the line of the first."""
    held = tally.setdefault(name, [0, line])
    held[0] += count
    held[1] = min(held[1], line)


@contextmanager
def collector_paused() -> Iterator[None]:
    """Keep Python's search for cycles away from a hundred thousand rows, which have none.

    It would go through all of them again and again, for a third of the time of an import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
