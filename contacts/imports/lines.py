"""From bytes to lines of text, in blocks, whatever their encoding and line ends."""

import codecs
import re
from collections.abc import Iterator
from io import IncrementalNewlineDecoder
from typing import BinaryIO

BLOCK = 1 << 18
_MARKS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_HEAD = 200
_BAD = re.compile("[\udc80-\udcff]")
_GOOD = re.compile("[\u0080-\ud7ff\ue000-\U0010ffff]")
# Marks that turn the direction of writing, and the byte order mark; spreadsheets paste them in unseen.
_UNSEEN = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


class EncodingGuess:
    """Learns from each block of a file in turn how its bytes are to be read.

    A byte order mark decides; else UTF-16 by its zero bytes; else UTF-8, unless more bytes break
    it than it explains: then Windows-1252, which Latin-1 exports are in practice.
    """

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("surrogateescape")
        self._sure: str | None = None
        self._good = self._bad = 0

    def add(self, block: bytes) -> None:
        """Look at the next block."""
        if self._sure is None:
            self._sure = _by_mark(block)
        if not self._sure:
            self._count(self._decoder.decode(block))

    def result(self) -> str:
        """Return the name of the codec."""
        self._count(self._decoder.decode(b"", final=True))
        return self._sure or ("cp1252" if self._bad > self._good else "utf-8")

    def _count(self, text: str) -> None:
        if not text.isascii():
            self._bad += len(_BAD.findall(text))
            self._good += len(_GOOD.findall(text))


def text_lines(file: BinaryIO, encoding: str, longest: int) -> Iterator[str]:
    """Yield the lines without their ends.

    Of a line longer than ``longest`` only a beginning is given, which is itself longer than that.
    Bytes that break UTF-8 come as lone surrogates: ``line_mend`` reads them.
    """
    rest, skipping = "", False
    for text in _texts(file, encoding):
        parts = text.split("\n")
        if skipping and len(parts) == 1:
            continue
        parts[0] = "" if skipping else rest + parts[0]
        rest = parts.pop()
        yield from parts[1:] if skipping else parts
        skipping = False
        if len(rest) > longest:
            yield rest
            rest, skipping = "", True
    if rest:
        yield rest


def line_mend(line: str) -> tuple[str, tuple[str, ...]]:
    """Return a line that is not ASCII as people should see it, and what was odd about it.

    Bytes that are no UTF-8 are read as Windows-1252 where the line has nothing else beyond ASCII:
    files that were put together change their encoding midway. Else they become U+FFFD.
    """
    notes: tuple[str, ...] = ()
    if _BAD.search(line):
        raw = line.encode("utf-8", "surrogateescape")
        line = raw.decode("utf-8" if _GOOD.search(line) else "cp1252", "replace")
        notes = ("mixed_encoding",)
    elif "\ufffd" in line:
        notes = ("mixed_encoding",)
    if _UNSEEN.search(line):
        line = _UNSEEN.sub("", line)
        notes = (*notes, "direction_marks")
    return line, notes


def _texts(file: BinaryIO, encoding: str) -> Iterator[str]:
    errors = "surrogateescape" if encoding.startswith("utf-8") else "replace"
    decoder = IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors), translate=True)
    while block := file.read(BLOCK):
        yield decoder.decode(block)
    yield decoder.decode(b"", final=True)


def _by_mark(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    odd, even = head[1:_HEAD:2], head[0:_HEAD:2]
    if odd.count(0) > len(odd) // 2:
        return "utf-16-le"
    if even.count(0) > len(even) // 2:
        return "utf-16-be"
    return ""
