"""One sheet of a workbook (ECMA-376, part 1, 18.3), row by row. No tree is ever built of it."""

import re
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import BinaryIO
from xml.parsers.expat import ExpatError, ParserCreate, XMLParserType

from contacts.errors import UnreadableFile
from contacts.imports.limits import Limits
from contacts.imports.lines import line_mend
from contacts.imports.records import CELL_LENGTH, RawRow

BLOCK = 1 << 16
BROKEN = "The workbook is damaged, so no guest was imported. Open it, save it as CSV, and send that."
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_EPOCH, _EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001 - sheets know no zones
_DAYS = 2_958_466  # 10000-01-01, where both sheets' and Python's calendars end
_EXACT = 1e15
_LETTERS = 26

Lookup = Callable[[int], str]


def xml_feed(file: BinaryIO, parser: "SheetParser") -> Iterator[list[RawRow]]:
    """Parse a part block by block and yield the rows each gave. Raises UnreadableFile."""
    try:
        while block := file.read(BLOCK):
            parser.expat.Parse(block, False)
            yield parser.rows_take()
        parser.expat.Parse(b"", True)
    except ExpatError as broken:
        raise UnreadableFile(BROKEN) from broken
    yield parser.rows_take()


def expat_make(
    start: Callable[[str, dict[str, str]], None], end: Callable[[str], None], text: Callable[[str], None]
) -> XMLParserType:
    """Return a parser that resolves nothing outside the part and takes no document type."""
    expat = ParserCreate()
    expat.buffer_text = True
    expat.StartElementHandler, expat.EndElementHandler, expat.CharacterDataHandler = start, end, text
    expat.StartDoctypeDeclHandler = _refuse
    return expat


def _refuse(*_args: object) -> None:
    raise UnreadableFile(BROKEN)


class SheetParser:
    """Gathers rows while expat goes through ``sheetData``.

    ``strings`` gives shared strings by number; ``dates`` says for each cell style whether it
    shows a date. Texts are as a CSV file would hold them: dates in ISO 8601, no formula, but the
    value that the spreadsheet last computed for it.
    """

    def __init__(self, *, strings: Lookup, dates: Sequence[bool], from_1904: bool, limits: Limits) -> None:
        self._strings, self._dates, self._limits = strings, dates, limits
        self._epoch = _EPOCH_1904 if from_1904 else _EPOCH
        self._rows: list[RawRow] = []
        self._line = self._column = 0
        self._cells: list[str] = []
        self._notes: set[str] = set()
        self._fault = self._type = self._text = ""
        self._style, self._formula, self._reading, self._phonetic = 0, False, False, False
        self.expat = expat_make(self._start, self._end, self._chars)

    def rows_take(self) -> list[RawRow]:
        """Return the rows since the last call."""
        rows, self._rows = self._rows, []
        return rows

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name == "c":
            self._cell_start(attributes)
        elif name == "v" or (name == "t" and not self._phonetic):
            self._reading = True
        elif name == "f":
            self._formula = True
        elif name == "rPh":
            self._phonetic = True
        elif name == "row":
            given = attributes.get("r", "")
            self._line = int(given) if _is_small(given) else self._line + 1
            self._cells, self._column, self._notes, self._fault = [], 0, set(), ""

    def _cell_start(self, attributes: dict[str, str]) -> None:
        self._type, self._text, self._formula = attributes.get("t", "n"), "", False
        style, reference = attributes.get("s", "0"), attributes.get("r")
        self._style = int(style) if _is_small(style) else 0
        self._column = column_number(reference) if reference else self._column + 1

    def _chars(self, text: str) -> None:
        if self._reading:
            if len(self._text) > CELL_LENGTH:
                self._fault = "too_long"
            else:
                self._text += text

    def _end(self, name: str) -> None:
        if ":" in name:
            name = name.rpartition(":")[2]
        if name in {"v", "t"}:
            self._reading = False
        elif name == "c":
            self._cell_end()
        elif name == "rPh":
            self._phonetic = False
        elif name == "row" and (self._fault or any(map(str.strip, self._cells))):
            self._rows.append(RawRow(self._line, self._cells, self._fault, tuple(sorted(self._notes))))

    def _cell_end(self) -> None:
        if not self._text and not self._formula:
            return
        value = self._value()
        if not value:
            return
        if self._column > self._limits.columns:
            self._fault = self._fault or "too_wide"
            return
        if not value.isascii():
            value, notes = line_mend(value)
            self._notes.update(notes)
        while len(self._cells) < self._column - 1:
            self._cells.append("")
        self._cells[self._column - 1 : self._column] = [value]

    def _value(self) -> str:
        kind, text = self._type, self._text
        if kind == "s":
            return self._strings(int(text)) if _is_small(text) else ""
        if kind in {"inlineStr", "str", "d"}:
            return unescape(text)
        if kind == "b":
            return "true" if text.strip() == "1" else "false"
        if kind == "e":
            self._notes.add("cell_error")
            return ""
        if not text:
            self._notes.add("formula_without_value")
            return ""
        return self._number(text)

    def _number(self, text: str) -> str:
        try:
            number = float(text)
        except ValueError:
            return text
        if self._style < len(self._dates) and self._dates[self._style] and 0 <= number < _DAYS:
            return _moment(self._epoch, number)
        if text.isdecimal():
            return text
        return str(int(number)) if number.is_integer() and abs(number) < _EXACT else repr(number)


def _moment(epoch: datetime, days: float) -> str:
    try:
        moment = epoch + timedelta(seconds=round(days * 86_400))
    except OverflowError:
        return repr(days)
    return moment.isoformat() if moment.time() != epoch.time() else moment.date().isoformat()


def _is_small(text: str) -> bool:
    return text.isdecimal() and len(text) < 10  # noqa: PLR2004 - a row or string has no more digits


def column_number(reference: str) -> int:
    """Return the column of 'AB12', from 1; a large one for what is no reference."""
    return _column(reference.rstrip("0123456789"))


@lru_cache(4096)
def _column(letters: str) -> int:
    if not 0 < len(letters) <= 3 or not (letters.isascii() and letters.isupper()):  # noqa: PLR2004 - XFD is the last
        return 1 << 20
    number = 0
    for letter in letters:
        number = number * _LETTERS + ord(letter) - 64
    return number


def unescape(text: str) -> str:
    """Return a text of the workbook with its escapes ('_x000D_') read."""
    if "_x" not in text:
        return text
    return (
        _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
        .encode("utf-16-le", "surrogatepass")
        .decode("utf-16-le", "replace")
    )
