"""From records to people: each record becomes a row to import or a rejection with its reason."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import BinaryIO

from contacts.errors import UnreadableFile
from contacts.imports.columns import (
    FILE_OF_BOUNCED,
    FILE_OF_UNSUBSCRIBED,
    columns_match,
    header_key,
)
from contacts.imports.decode import FileShape, RawRow, raw_rows, shape_detect
from contacts.imports.values import Standing, day_of, is_yes, moment_of, standing_of, tags_of
from contacts.types import BookingGuest

CUSTOM = "custom:"
Cell = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A person of the file. ``opt_in_at`` is when they agreed, None where the row does not say."""

    line: int
    cells: list[str]
    guest: BookingGuest
    tags: tuple[str, ...]
    standing: Standing
    opt_in_at: datetime | None
    evidence: Mapping[str, str]
    custom: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Rejection:
    """A record that is not taken; ``reason`` is a key of rejections.REASONS."""

    line: int
    cells: list[str]
    reason: str


@dataclass(frozen=True, slots=True)
class Table:
    """An opened file. ``rows`` can be gone through once."""

    shape: FileShape
    rows: Iterator[PersonRow | Rejection]


def table_open(file: BinaryIO, *, mapping: Mapping[str, str] | None = None, has_header: bool = True) -> Table:
    """Find out how a seekable file is to be read and what its columns mean.

    ``mapping`` gives columns, by number as text, their fields where a person chose them; a field
    ``custom:KEY`` is one of the organisation's own. Without it the headers decide. Raises
    UnreadableFile where there is no column of addresses: nothing of it can be imported.
    """
    shape = shape_detect(file)
    records = raw_rows(file, shape)
    header = next(records, None)
    if header is None or header.cells is None:
        raise UnreadableFile("The file is empty, so no guest was imported. Export it again as CSV.")
    if mapping:
        columns = {field: int(number) for number, field in mapping.items() if field}
    else:
        columns = columns_match(header.cells) if has_header else {}
    if "email" not in columns:
        raise UnreadableFile(_no_addresses(header.cells))
    if not has_header:
        return Table(shape, _rows(chain([header], records), [""] * len(header.cells), columns))
    return Table(shape, _rows(records, header.cells, columns))


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
    records: Iterator[RawRow], headers: list[str], columns: Mapping[str, int]
) -> Iterator[PersonRow | Rejection]:
    keys = {header_key(header) for header in headers}
    forced = None
    if FILE_OF_UNSUBSCRIBED in keys:
        forced = Standing.UNSUBSCRIBED
    elif FILE_OF_BOUNCED in keys:
        forced = Standing.BOUNCED
    own = {
        field.removeprefix(CUSTOM): number for field, number in columns.items() if field.startswith(CUSTOM)
    }
    for record in records:
        yield _row(record, len(headers), columns, forced, own)


def _row(
    record: RawRow, width: int, columns: Mapping[str, int], forced: Standing | None, own: Mapping[str, int]
) -> PersonRow | Rejection:
    if record.cells is None:
        return Rejection(record.line, [], "unreadable")
    cells = record.cells
    # Missing cells at the end are how spreadsheets write empty ones; extra ones mean that a
    # delimiter slipped in and every later cell stands under the wrong header.
    if any(cell.strip() for cell in cells[width:]):
        return Rejection(record.line, cells, "ragged_row")

    def cell(field: str) -> str:
        number = columns.get(field, -1)
        return cells[number] if 0 <= number < len(cells) else ""

    if not cell("email").strip():
        return Rejection(record.line, cells, "no_address")
    return PersonRow(
        line=record.line,
        cells=cells,
        guest=_guest(cell),
        tags=tags_of(cell("tags")),
        standing=forced or _standing(cell),
        opt_in_at=moment_of(cell("confirm_at")) or moment_of(cell("opt_in_at")),
        evidence={field: text for field in _EVIDENCE if field in columns and (text := cell(field))},
        custom={
            key: cells[number] for key, number in own.items() if number < len(cells) and cells[number].strip()
        },
    )


_EVIDENCE = ("opt_in_at", "opt_in_ip", "confirm_at", "confirm_ip", "status", "standing")


def _guest(cell: Cell) -> BookingGuest:
    first, last = cell("first_name"), cell("last_name")
    if not (first or last):
        first, _, last = cell("full_name").strip().rpartition(" ")
    return BookingGuest(
        first_name=first,
        last_name=last,
        email=cell("email"),
        phone=cell("phone"),
        language=cell("language"),
        country=cell("country"),
        birth_date=day_of(cell("birth_date")),
    )


def _standing(cell: Cell) -> Standing:
    """Take the gravest of what the row says: a person who left stays away whatever else is noted."""
    said = [standing_of(cell("status")), standing_of(cell("standing"))]
    if cell("bounced_at").strip():
        said.append(Standing.BOUNCED)
    if is_yes(cell("blacklisted")) or cell("unsubscribed_at").strip():
        said.append(Standing.UNSUBSCRIBED)
    for grave in (Standing.COMPLAINED, Standing.BOUNCED, Standing.UNSUBSCRIBED):
        if grave in said:
            return grave
    return said[0] if said[0] is not Standing.UNSTATED else said[1]
