"""From bytes to text: the encoding and the delimiter of a file nobody described."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import TextIOWrapper
from typing import BinaryIO

BLOCK = 1 << 20
DELIMITERS = (",", ";", "\t", "|")
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))


@dataclass(frozen=True, slots=True)
class FileShape:
    """How a file is to be read. ``sha256`` is of its bytes, in hex."""

    encoding: str
    delimiter: str
    sha256: str


@dataclass(frozen=True, slots=True)
class RawRow:
    """One record with the line it starts on; ``cells`` is None where it could not be read."""

    line: int
    cells: list[str] | None


def shape_detect(file: BinaryIO) -> FileShape:
    """Read the file once, in blocks, and say how to read it. Leaves it at its start.

    A byte order mark decides; else UTF-16 by its zero bytes, else UTF-8 if all of it is valid,
    else Windows-1252, which Latin-1 exports are in practice.
    """
    file.seek(0)
    head = file.read(BLOCK)
    digest, encoding = sha256(head), _by_mark(head)
    decoder = codecs.getincrementaldecoder("utf-8")()
    valid, block = True, head
    while block:
        valid = valid and _decodes(decoder, block)
        block = file.read(BLOCK)
        digest.update(block)
    valid = valid and _decodes(decoder, b"", final=True)
    encoding = encoding or ("utf-8" if valid else "cp1252")
    file.seek(0)
    return FileShape(encoding, _delimiter(head, encoding), digest.hexdigest())


def raw_rows(file: BinaryIO, shape: FileShape) -> Iterator[RawRow]:
    """Yield the records that are not empty. A record that breaks the format is yielded without cells."""
    text = TextIOWrapper(file, encoding=shape.encoding, errors="replace", newline="")
    reader = csv.reader(text, delimiter=shape.delimiter)
    try:
        while True:
            line = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error:
                yield RawRow(line, None)
                continue
            if any(cell.strip() for cell in cells) and not (line == 1 and cells[0].startswith("sep=")):
                yield RawRow(line, cells)
    finally:
        # Else the wrapper closes the caller's file when it is collected.
        if not file.closed:
            text.detach()


def _by_mark(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    if head[1:200:2].count(0) > len(head[1:200:2]) // 2:
        return "utf-16-le"
    if head[0:200:2].count(0) > len(head[0:200:2]) // 2:
        return "utf-16-be"
    return ""


def _decodes(decoder: codecs.IncrementalDecoder, block: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(block, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(head: bytes, encoding: str) -> str:
    lines = head.decode(encoding, errors="replace").splitlines()
    first = next((line for line in lines if line.strip()), "")
    if first.startswith("sep=") and first[4:5] in DELIMITERS:
        return first[4]
    unquoted = "".join(first.split('"')[::2])
    return max(DELIMITERS, key=unquoted.count)
