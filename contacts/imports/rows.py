"""From records to people: each record becomes a row to import or a rejection with its reason."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from contacts.errors import UnreadableFile
from contacts.imports.attributes import attributes_expand
from contacts.imports.columns import (
    FIELDS,
    FILE_OF_BOUNCED,
    FILE_OF_UNSUBSCRIBED,
    columns_match,
    header_key,
)
from contacts.imports.decode import FileShape, Section, sections_open, shape_detect
from contacts.imports.limits import DEFAULT, Limits
from contacts.imports.records import RawRow
from contacts.imports.values import Standing, day_of, is_yes, moment_of, standing_of, tags_of
from contacts.types import BookingGuest

CUSTOM = "custom:"
_EVIDENCE = ("opt_in_at", "opt_in_ip", "confirm_at", "confirm_ip", "status", "standing")
# Mailchimp's archive has a file for each standing; these say it by their names alone.
_FILE_NAMES = (
    ("nonsubscribed_", Standing.UNCLEAR),
    ("unsubscribed_", Standing.UNSUBSCRIBED),
    ("cleaned_", Standing.BOUNCED),
)
_GRAVE = (Standing.COMPLAINED, Standing.BOUNCED, Standing.UNSUBSCRIBED)


# Not frozen, since there are millions: a frozen one takes three times as long to make.
@dataclass(slots=True)
class PersonRow:
    """A person of the file. ``opt_in_at`` is when they agreed, None where the row does not say.

    ``notes`` are keys of rejections.NOTES: what was odd about the row.
    """

    line: int
    cells: list[str]
    guest: BookingGuest
    tags: tuple[str, ...]
    standing: Standing
    opt_in_at: datetime | None
    evidence: Mapping[str, str]
    custom: Mapping[str, str]
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that is not taken; ``reason`` is a key of rejections.REASONS."""

    line: int
    cells: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file. ``rows`` can be gone through once.

    Of an archive the rows of all its tables, one after the other, their lines counted on.
    """

    shape: FileShape
    rows: Iterator[PersonRow | Rejection]


def table_open(
    file: BinaryIO,
    *,
    mapping: Mapping[str, str] | None = None,
    has_header: bool = True,
    limits: Limits = DEFAULT,
    shape: FileShape | None = None,
) -> Table:
    """Find out how a seekable file is to be read and what its columns mean.

    ``mapping`` gives columns, by number as text, their fields where a person chose them; a field
    ``custom:KEY`` is one of the organisation's own. Without it the headers decide. ``shape`` is given
    where it was found out just before. Raises
    UnreadableFile where there is no column of addresses, since nothing of it can be imported, and
    FileTooLarge; what is packed is checked as a whole before the first row.
    """
    shape = shape or shape_detect(file, limits)
    file.seek(0)
    sections = sections_open(file, shape, limits)
    chosen = {int(number): field for number, field in (mapping or {}).items() if field}
    first = _Opened(next(sections), has_header=has_header, chosen=chosen)
    if not first.headers:
        raise UnreadableFile("The file is empty, so no guest was imported. Export it again as CSV.")
    if "email" not in first.columns:
        raise UnreadableFile(_no_addresses(first.headers))
    return Table(shape, _rows(first, sections, has_header=has_header, chosen=chosen))


class _Opened:
    """A table whose header is read: what its columns hold, and its records."""

    def __init__(
        self, section: Section, *, has_header: bool, chosen: Mapping[int, str], like: Sequence[str] = ()
    ) -> None:
        first = next(section.rows, None)
        self.name, self.headers, self.width = section.name, list[str](), 0
        self.records: Iterator[RawRow] = iter(())
        if first is None or first.fault:
            self.columns: dict[str, int] = {}
            return
        self.width = len(first.cells)
        if has_header:
            self.headers, self.records = attributes_expand(first.cells, section.rows)
        else:
            self.headers = [""] * self.width
            self.records = chain([first], section.rows)
        if chosen and not like:
            self.columns = {field: number for number, field in chosen.items()}
        elif has_header:
            self.columns = columns_match(self.headers) | self._by_name(chosen, like)
        else:
            self.columns = {field: number for number, field in chosen.items()}
        if not has_header and not chosen:
            self.headers = first.cells

    def _by_name(self, chosen: Mapping[int, str], like: Sequence[str]) -> dict[str, int]:
        """Find by name, in another file of the archive, the columns that a person chose in the first."""
        numbers = {header_key(header): number for number, header in reversed([*enumerate(self.headers)])}
        wanted = {field: header_key(like[n]) for n, field in chosen.items() if n < len(like)}
        return {field: numbers[key] for field, key in wanted.items() if key in numbers}


def _no_addresses(headers: list[str]) -> str:
    if any("@" in header for header in headers):
        return (
            "The first line holds a guest instead of column names, so no guest was imported. "
            "Export the file with its header line."
        )
    return (
        "No column of the file is named as e-mail addresses are, so no guest was imported. "
        "Name that column 'Email'."
    )


def _rows(
    first: _Opened, others: Iterator[Section], *, has_header: bool, chosen: Mapping[int, str]
) -> Iterator[PersonRow | Rejection]:
    line = 0
    opened: _Opened | None = first
    while opened is not None:
        reader, before = RowReader(opened.headers, opened.width, opened.columns, opened.name), line
        for record in opened.records:
            line = before + record.line
            yield reader.read(record._replace(line=line) if before else record)
        section = next(others, None)
        opened = None
        if section is not None:
            opened = _Opened(section, has_header=has_header, chosen=chosen, like=first.headers)


class RowReader:
    """Makes rows of one table's records."""

    def __init__(
        self, headers: Sequence[str], width: int, columns: Mapping[str, int], name: str = ""
    ) -> None:
        keys = {header_key(header) for header in headers}
        self._width, self._full = width, len(headers)
        self._standing = _standing_by_name(name)
        if FILE_OF_UNSUBSCRIBED in keys:
            self._standing = Standing.UNSUBSCRIBED
        elif FILE_OF_BOUNCED in keys:
            self._standing = Standing.BOUNCED
        # A column that is not there is read as one more cell, which is always empty.
        numbers = {field: columns.get(field, self._full) for field in FIELDS}
        self._email = numbers["email"]
        self._person = [numbers[f] for f in ("first_name", "last_name", "phone", "language", "country")]
        self._full_name, self._birth, self._tags = (
            numbers[field] for field in ("full_name", "birth_date", "tags")
        )
        self._opt_in, self._confirm = numbers["opt_in_at"], numbers["confirm_at"]
        self._said = [
            numbers[f] for f in ("status", "standing", "bounced_at", "blacklisted", "unsubscribed_at")
        ]
        self._evidence = [(field, numbers[field]) for field in _EVIDENCE if field in columns]
        self._custom = [(f.removeprefix(CUSTOM), n) for f, n in columns.items() if f.startswith(CUSTOM)]

    def read(self, record: RawRow) -> PersonRow | Rejection:
        """Return the record as a person, or as a rejection with its reason."""
        line, cells, fault, notes = record
        if fault:
            return Rejection(line, cells, fault)
        full = self._full
        # Missing cells at the end are how spreadsheets write empty ones; extra ones mean that a
        # delimiter slipped in and every later cell stands under the wrong header.
        if len(cells) > full and any(cell.strip() for cell in cells[full:]):
            return Rejection(line, cells, "ragged_row")
        row = [*cells[:full], *[""] * max(1, full + 1 - len(cells))] if len(cells) != full else [*cells, ""]
        if len(row) <= self._email or not row[self._email].strip():
            missing = self._email == full
            return Rejection(line, cells[: self._width], "no_address_column" if missing else "no_address")
        confirmed = row[self._confirm]
        return PersonRow(
            line,
            cells,
            self._guest(row),
            tags_of(row[self._tags]),
            self._standing_of(row),
            (moment_of(confirmed) if confirmed else None) or moment_of(row[self._opt_in]),
            {field: row[number] for field, number in self._evidence if row[number]},
            {key: row[number] for key, number in self._custom if row[number].strip()} if self._custom else {},
            notes,
        )

    def _guest(self, row: list[str]) -> BookingGuest:
        first, last, phone, language, country = [row[number] for number in self._person]
        if not (first or last):
            first, _, last = row[self._full_name].strip().rpartition(" ")
        birth = row[self._birth]
        return BookingGuest(
            first, last, row[self._email], phone, language, country, day_of(birth) if birth else None
        )

    def _standing_of(self, row: list[str]) -> Standing:
        """Take the gravest of what the row says: a person who left stays away whatever else is noted."""
        forced = self._standing
        if forced is Standing.BOUNCED or forced is Standing.UNSUBSCRIBED:
            return forced
        status, standing, bounced, blacklisted, left = [row[number] for number in self._said]
        said = [standing_of(status), standing_of(standing)]
        if bounced and bounced.strip():
            said.append(Standing.BOUNCED)
        if (blacklisted and is_yes(blacklisted)) or (left and left.strip()):
            said.append(Standing.UNSUBSCRIBED)
        for grave in _GRAVE:
            if grave in said:
                return grave
        if forced is not None:
            return forced
        return said[0] if said[0] is not Standing.UNSTATED else said[1]


def _standing_by_name(name: str) -> Standing | None:
    plain = name.replace("\\", "/").rpartition("/")[2].lower()
    return next((standing for start, standing in _FILE_NAMES if plain.startswith(start)), None)
