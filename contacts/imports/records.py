"""From lines to records of cells. A quote that is never closed costs its own line, not the file."""

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from contacts.imports.limits import Limits
from contacts.imports.lines import line_mend

CELL_LENGTH = 131_072
_FEWEST_LINES = 20


class RawRow(NamedTuple):
    """One record with the line it starts on.

    ``fault``, a key of rejections.REASONS, says why it could not be read; ``cells`` then holds
    what there is of it. ``notes`` are keys of rejections.NOTES.
    """

    line: int
    cells: list[str]
    fault: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Unclosed(Exception):
    """A quoted cell goes on for too long, or to the end of the file."""


def records_read(lines: Iterator[str], delimiter: str, limits: Limits) -> Iterator[RawRow]:
    """Yield the records that are not empty."""
    source = _Lines(lines)
    quoted = _Quoted(source, delimiter, limits)
    longest, columns = limits.record_chars, limits.columns
    for line in source:
        start, fault = source.number, ""
        notes: tuple[str, ...] = ()
        if not line.isascii():
            line, notes = line_mend(line)  # noqa: PLW2901 - the line as it should be
        if '"' in line and len(line) <= longest:
            cells, fault = quoted.read(line)
        else:
            cells = line.split(delimiter, columns)
        if len(line) > CELL_LENGTH and max(map(len, cells)) > CELL_LENGTH:
            fault = "too_long"
        elif len(cells) > columns:
            fault = "too_wide"
        if fault:
            yield RawRow(start, cells, fault, notes)
        elif line.strip() and any(map(str.strip, cells)) and not (start == 1 and line.startswith("sep=")):
            yield RawRow(start, cells, "", notes)


class _Lines:
    """Lines with their numbers; some may be given back to be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._back: deque[str] = deque()
        self.number = 0

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._back.popleft() if self._back else next(self._lines)
        self.number += 1
        return line

    def give_back(self, lines: list[str]) -> None:
        self._back.extendleft(reversed(lines))
        self.number -= len(lines)


class _Quoted:
    """Reads records with quotes, over several lines where a quoted cell has line breaks."""

    def __init__(self, source: _Lines, delimiter: str, limits: Limits) -> None:
        self._source = source
        self._strict = csv.reader(self, delimiter=delimiter, strict=True)
        self._lenient = csv.reader(self, delimiter=delimiter)
        self._longest, self._most = limits.record_chars, limits.record_lines
        self._first, self._taken, self._size = "", list[str](), 0

    def read(self, line: str) -> tuple[list[str], str]:
        """Return the cells of the record that begins with a line, and its fault or ``""``."""
        self._first, self._taken, self._size = line, [], 0
        try:
            return next(self._strict), ""
        except _Unclosed:
            pass
        except csv.Error:
            if not self._taken:
                return self._by_itself(line)
        # What follows is read again as records of its own. Each failure halves how far the next
        # may look ahead, so a file full of such quotes is still read in one pass or two.
        self._source.give_back(self._taken)
        self._most = max(_FEWEST_LINES, self._most // 2)
        return [line], "unreadable"

    def _by_itself(self, line: str) -> tuple[list[str], str]:
        """Read a line whose quotes are not as they should be, as spreadsheets would."""
        self._first, self._taken, self._size = line, [], 0
        try:
            return next(self._lenient), ""
        except (csv.Error, _Unclosed):
            self._source.give_back(self._taken)
            return [line], "too_long" if len(line) > CELL_LENGTH else "unreadable"

    def __iter__(self) -> "_Quoted":
        return self

    def __next__(self) -> str:
        """Give csv.reader the next line of the record."""
        if not self._taken and not self._size:
            self._size = len(self._first) + 1
            return self._first + "\n"
        return self._following()

    def _following(self) -> str:
        line = next(self._source, None)
        if line is None:
            raise _Unclosed
        self._taken.append(line)
        self._size += len(line) + 1
        if len(self._taken) >= self._most or self._size > self._longest:
            raise _Unclosed
        if not line.isascii():
            line, _notes = line_mend(line)
        return line + "\n"
