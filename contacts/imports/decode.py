"""From bytes to records: the format, encoding and delimiter of a file nobody described."""

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from typing import BinaryIO
from zipfile import ZipFile

from contacts.errors import FileTooLarge, UnreadableFile
from contacts.imports.archive import Budget, archive_open, entry_open, table_names
from contacts.imports.limits import DEFAULT, Limits
from contacts.imports.lines import BLOCK, EncodingGuess, text_lines
from contacts.imports.records import RawRow, records_read
from contacts.imports.workbook import workbook_check, workbook_rows

DELIMITERS = (",", ";", "\t", "|")
_CSV = "Save it as CSV, in UTF-8, and send that."
_OLD_OR_LOCKED = "an old Excel file, or one locked with a password. Save it as .xlsx without a password"
_REFUSED = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", _OLD_OR_LOCKED),
    (b"\x1f\x8b", "packed with gzip. Unpack it"),
    (b"7z\xbc\xaf\x27\x1c", "packed with 7-Zip. Unpack it"),
    (b"Rar!", "packed with RAR. Unpack it"),
    (b"%PDF", "a PDF, which has no rows. Export the guests as CSV"),
    (b"SQLite format 3", "a database. Export its guests as CSV"),
)  # fmt: skip
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file is to be read. ``sha256`` is of its bytes, in hex; ``format`` is csv, xlsx or zip.

    Of an archive ``encoding`` and ``delimiter`` are its first table's; a workbook has no delimiter.
    """

    encoding: str
    delimiter: str
    sha256: str
    format: str = "csv"


@dataclass(frozen=True, slots=True)
class Section:
    """One table of a file; ``name`` is its file's within an archive. ``rows`` can be gone through once."""

    name: str
    rows: Iterator[RawRow]


def shape_detect(file: BinaryIO, limits: Limits = DEFAULT) -> FileShape:
    """Read a seekable file once, in blocks, and say how to read it. Leaves it at its start.

    What is packed is unpacked once too, so that nothing broken or boundless is begun. Raises
    UnreadableFile, FileTooLarge.
    """
    file.seek(0)
    head = file.read(BLOCK)
    for mark, what in _REFUSED:
        if head.startswith(mark):
            raise UnreadableFile(f"The file is {what}, and send that; no guest was imported.")
    digest, guess, size, block = sha256(), EncodingGuess(), 0, head
    packed = head.startswith(_ZIP)
    while block:
        size += len(block)
        if size > limits.file_bytes:
            raise _too_large(limits)
        digest.update(block)
        if not packed:
            guess.add(block)
        block = file.read(BLOCK)
    file.seek(0)
    if packed:
        return _packed_shape(file, digest.hexdigest(), limits)
    encoding = guess.result()
    return FileShape(encoding, _delimiter(head, encoding), digest.hexdigest())


def sections_open(file: BinaryIO, shape: FileShape, limits: Limits = DEFAULT) -> Iterator[Section]:
    """Yield the tables of a file, each to be gone through before the next. Raises UnreadableFile."""
    if shape.format == "csv":
        lines = text_lines(file, shape.encoding, limits.record_chars)
        yield Section("", records_read(lines, shape.delimiter, limits))
    elif shape.format == "xlsx":
        yield Section("", workbook_rows(file, limits))
    else:
        with archive_open(file) as archive:
            for name in table_names(archive, limits):
                encoding, delimiter = _entry_shape(archive, name, Budget(limits))
                with entry_open(archive, name, Budget(limits)) as entry:
                    lines = text_lines(entry, encoding, limits.record_chars)
                    yield Section(name, records_read(lines, delimiter, limits))


def raw_rows(file: BinaryIO, shape: FileShape, limits: Limits = DEFAULT) -> Iterator[RawRow]:
    """Yield the records of the first table that are not empty."""
    for section in islice(sections_open(file, shape, limits), 1):
        yield from section.rows


def _packed_shape(file: BinaryIO, digest: str, limits: Limits) -> FileShape:
    with archive_open(file) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" in names:
            workbook_check(file, limits)
            file.seek(0)
            return FileShape("utf-8", "", digest, "xlsx")
        if "xl/workbook.bin" in names or "content.xml" in names:
            raise UnreadableFile(
                f"This kind of spreadsheet is not read here, so no guest was imported. {_CSV}"
            )
        budget = Budget(limits)
        shapes = [_entry_shape(archive, name, budget) for name in table_names(archive, limits)]
    file.seek(0)
    encoding, delimiter = shapes[0]
    return FileShape(encoding, delimiter, digest, "zip")


def _entry_shape(archive: ZipFile, name: str, budget: Budget) -> tuple[str, str]:
    """Read an entry through and return its encoding and delimiter. Raises UnreadableFile."""
    guess = EncodingGuess()
    with entry_open(archive, name, budget) as entry:
        head = block = entry.read(BLOCK)
        if head.startswith((*_ZIP, *(mark for mark, _what in _REFUSED))):
            raise UnreadableFile(
                "The archive holds a file that is called a table and is none, so no guest was imported. "
                "Unpack it, and send its CSV files."
            )
        while block:
            guess.add(block)
            block = entry.read(BLOCK)
    encoding = guess.result()
    return encoding, _delimiter(head, encoding)


def _too_large(limits: Limits) -> FileTooLarge:
    size = limits.file_bytes
    unit, name = next((u, n) for u, n in ((1 << 30, "GB"), (1 << 20, "MB"), (1, "bytes")) if size >= u)
    return FileTooLarge(
        f"The file is larger than the {size // unit} {name} that an import takes, so no guest was imported. "
        "Split it into smaller files."
    )


def _delimiter(head: bytes, encoding: str) -> str:
    lines = head.decode(encoding, errors="replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4]
    unquoted = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=unquoted.count)
