"""What a person is shown before an import: the columns, samples of them, and what they seem to hold."""

from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from contacts.errors import UnreadableFile
from contacts.imports.columns import FIELDS, columns_match
from contacts.imports.decode import FileShape, raw_rows, shape_detect

SAMPLES = 5
_ENOUGH = 0.5


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
    """How a file would be read; ``fields`` are those that a column can be given."""

    shape: FileShape
    has_header: bool
    columns: list[ColumnSeen]
    fields: list[str]


def file_analyse(file: BinaryIO) -> Analysis:
    """Look at the start of a seekable file. Raises UnreadableFile where it holds nothing."""
    shape = shape_detect(file)
    rows = [row.cells for row in islice(raw_rows(file, shape), SAMPLES + 1) if row.cells is not None]
    if not rows:
        raise UnreadableFile("The file is empty, so there is nothing to import. Export it again as CSV.")
    has_header = not any("@" in cell for cell in rows[0])
    headers = rows[0] if has_header else [""] * len(rows[0])
    body = rows[1:] if has_header else rows[:SAMPLES]
    by_header = {number: field for field, number in columns_match(headers).items()}
    columns = []
    for number, header in enumerate(headers):
        samples = [row[number][:200].replace("\0", "\ufffd") for row in body if number < len(row)]
        field, confidence = by_header.get(number, ""), 1.0 if number in by_header else 0.0
        if not field and "email" not in by_header.values() and _addresses(samples):
            field, confidence = "email", _ENOUGH
            by_header[number] = field
        columns.append(ColumnSeen(number, header[:200].replace("\0", "\ufffd"), samples, field, confidence))
    return Analysis(shape, has_header, columns, list(FIELDS))


def _addresses(samples: list[str]) -> bool:
    return bool(samples) and sum("@" in sample for sample in samples) >= _ENOUGH * len(samples)
