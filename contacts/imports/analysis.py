"""What a person is shown before an import: the columns, samples of them, and what they seem to hold."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from contacts.errors import UnreadableFile
from contacts.imports.attributes import attributes_expand
from contacts.imports.columns import FIELDS, columns_match
from contacts.imports.decode import FileShape, raw_rows, shape_detect
from contacts.imports.limits import DEFAULT, Limits
from contacts.imports.records import RawRow
from contacts.imports.values import Standing, moment_of, standing_of

SAMPLES = 5
READ = 100
_SURE, _MOST = 1.0, 0.9


@dataclass(frozen=True, slots=True)
class ColumnSeen:
    """A column: ``confidence`` from 0 (nothing known) to 1 (its header names the field)."""

    number: int
    header: str
    samples: list[str]
    field: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Analysis:
    """How a file would be read; ``fields`` are those that a column can be given.

    ``sample_rows`` is how many rows were looked at, ``notes`` what was odd about them.
    """

    shape: FileShape
    has_header: bool
    columns: list[ColumnSeen]
    fields: list[str]
    sample_rows: int = 0
    notes: tuple[str, ...] = ()


def file_analyse(file: BinaryIO, *, limits: Limits = DEFAULT) -> Analysis:
    """Look at the start of a seekable file. Raises UnreadableFile where it holds nothing, FileTooLarge."""
    shape = shape_detect(file, limits)
    records = raw_rows(file, shape, limits)
    first = next((record for record in records if not record.fault), None)
    if first is None:
        raise UnreadableFile("The file is empty, so there is nothing to import. Export it again as CSV.")
    has_header = header_likely(first.cells)
    if has_header:
        headers, records = attributes_expand(first.cells, records)
        rows = _readable(islice(records, READ))
    else:
        headers, rows = [""] * len(first.cells), [first, *_readable(islice(records, READ - 1))]
    columns = _columns(headers, [row.cells for row in rows])
    notes = tuple(sorted({note for row in rows for note in row.notes}))
    return Analysis(shape, has_header, columns, list(FIELDS), len(rows), notes)


def header_likely(cells: Sequence[str]) -> bool:
    """Say whether a first row names columns: a guest's row has an address, a date or a number in it."""
    if any("@" in cell for cell in cells):
        return False
    if columns_match(cells):
        return True
    return not any(moment_of(cell) or cell.strip().lstrip("+").isdecimal() for cell in cells)


def _readable(rows: "islice[RawRow]") -> list[RawRow]:
    return [row for row in rows if not row.fault]


def _columns(headers: Sequence[str], rows: Sequence[list[str]]) -> list[ColumnSeen]:
    known = {number: field for field, number in columns_match(headers).items()}
    columns = []
    for number, header in enumerate(headers):
        cells = [row[number] for row in rows if number < len(row) and row[number].strip()]
        field, confidence = known.get(number, ""), _SURE if number in known else 0.0
        if not field:
            field, confidence = _by_values(cells)
            if field in known.values():
                field, confidence = "", 0.0
            elif field:
                known[number] = field
        columns.append(
            ColumnSeen(number, _shown(header), [_shown(c) for c in cells[:SAMPLES]], field, confidence)
        )
    return columns


def _by_values(cells: Sequence[str]) -> tuple[str, float]:
    """Guess a column's field by what is in it, as sure as the share of cells that agree, at most 0.9."""
    if not cells:
        return "", 0.0
    addresses = sum("@" in cell for cell in cells) / len(cells)
    statuses = sum(_is_status(cell) for cell in cells) / len(cells)
    if addresses >= 0.5:  # noqa: PLR2004 - most of them
        return "email", round(min(_MOST, addresses), 2)
    if statuses >= _MOST:
        return "status", 0.5
    return "", 0.0


def _is_status(cell: str) -> bool:
    return len(cell) > 3 and standing_of(cell) not in {Standing.UNCLEAR, Standing.UNSTATED}  # noqa: PLR2004


def _shown(cell: str) -> str:
    return cell[:200].replace("\0", "\ufffd")
