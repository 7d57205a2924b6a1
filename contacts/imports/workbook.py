"""XLSX workbooks: the first sheet that is shown, as records of text.

Read with the standard library's expat and zipfile alone, so that memory is bounded whatever the sheet
holds: strings beyond 32 MB wait on disk and rows pass by. Libraries that hold a whole sheet, or all of
its strings, cannot promise that of a file a stranger made.
"""

import re
from array import array
from collections.abc import Iterator, Sequence
from functools import lru_cache
from tempfile import SpooledTemporaryFile
from typing import BinaryIO, Self
from xml.parsers.expat import ExpatError
from zipfile import ZipFile

from contacts.errors import UnreadableFile
from contacts.imports.archive import Budget, archive_open, entry_open
from contacts.imports.limits import MEGABYTE, Limits
from contacts.imports.records import CELL_LENGTH, RawRow
from contacts.imports.sheet import BLOCK, BROKEN, SheetParser, expat_make, unescape, xml_feed

STRINGS = "xl/sharedStrings.xml"
_BUILT_IN_DATES = frozenset([*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)])
_NOT_CODE = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
_SMALL_PART = 32 * MEGABYTE


def workbook_check(file: BinaryIO, limits: Limits) -> None:
    """Unpack what will be read, so that a bomb or a damaged file is found before any row. Raises UnreadableFile."""
    with archive_open(file) as archive:
        budget = Budget(limits)
        for name in (_sheet_name(archive, budget)[0], STRINGS):
            if name in archive.namelist():
                with entry_open(archive, name, budget) as part:
                    while part.read(BLOCK):
                        pass


def workbook_rows(file: BinaryIO, limits: Limits) -> Iterator[RawRow]:
    """Yield the rows that are not empty, numbered as the spreadsheet does. Raises UnreadableFile."""
    with archive_open(file) as archive, _Strings() as strings:
        budget = Budget(limits)
        name, from_1904 = _sheet_name(archive, budget)
        if STRINGS in archive.namelist():
            with entry_open(archive, STRINGS, budget) as part:
                strings.load(part)
        parser = SheetParser(
            strings=lru_cache(4096)(strings.get),
            dates=_date_styles(archive, budget),
            from_1904=from_1904,
            limits=limits,
        )
        with entry_open(archive, name, budget) as part:
            for rows in xml_feed(part, parser):
                yield from rows


def _sheet_name(archive: ZipFile, budget: Budget) -> tuple[str, bool]:
    """Return the part of the first visible sheet, and whether days count from 1904."""
    sheets, dated = [], False
    for tag, attributes in _elements(archive, "xl/workbook.xml", budget):
        if tag == "workbookPr":
            dated = attributes.get("date1904", "0") in {"1", "true"}
        if tag == "sheet":
            link = next((value for key, value in attributes.items() if key.endswith(":id")), "")
            sheets.append((attributes.get("state", "visible") != "visible", link))
    targets = {
        attributes.get("Id", ""): attributes.get("Target", "")
        for tag, attributes in _elements(archive, "xl/_rels/workbook.xml.rels", budget)
        if tag == "Relationship" and attributes.get("Type", "").endswith("/worksheet")
    }
    for _hidden, link in sorted(sheets, key=lambda sheet: sheet[0]):
        target = targets.get(link, "")
        name = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        if name in archive.namelist():
            return name, dated
    raise UnreadableFile("The workbook has no sheet of cells, so no guest was imported. Save it as CSV.")


def _date_styles(archive: ZipFile, budget: Budget) -> Sequence[bool]:
    codes: dict[str, str] = {}
    styles, inside = [], False
    for tag, attributes in _elements(archive, "xl/styles.xml", budget):
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        if tag in {"cellXfs", "cellStyleXfs", "cellStyles", "dxfs"}:
            inside = tag == "cellXfs"
        if tag == "xf" and inside:
            number = attributes.get("numFmtId", "0")
            styles.append(is_date(number, codes.get(number)))
    return styles


def is_date(number: str, code: str | None) -> bool:
    """Say whether a number format shows days or times."""
    if code is None:
        return number.isdecimal() and len(number) < 4 and int(number) in _BUILT_IN_DATES  # noqa: PLR2004
    return any(char in _NOT_CODE.sub("", code.split(";")[0]).lower() for char in "dmyhs")


def _elements(archive: ZipFile, name: str, budget: Budget) -> list[tuple[str, dict[str, str]]]:
    """Return the tags and attributes of a small part, in their order; nothing where it is missing."""
    if name not in archive.namelist():
        return []
    found: list[tuple[str, dict[str, str]]] = []
    with entry_open(archive, name, budget) as part:
        content = part.read(_SMALL_PART + 1)
    if len(content) > _SMALL_PART:
        raise UnreadableFile(BROKEN)
    expat = expat_make(
        lambda tag, attributes: found.append((tag.rpartition(":")[2], attributes)),
        lambda _tag: None,
        lambda _text: None,
    )
    try:
        expat.Parse(content, True)
    except ExpatError as broken:
        raise UnreadableFile(BROKEN) from broken
    return found


class _Strings:
    """The shared strings, in memory while they are few and on disk beyond."""

    def __init__(self) -> None:
        self._file = SpooledTemporaryFile(max_size=_SMALL_PART)  # noqa: SIM115 - closed by __exit__
        self._ends = array("Q", [0])
        self._pieces: list[str] = []
        self._size, self._reading, self._phonetic = 0, False, False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self._file.close()

    def load(self, part: BinaryIO) -> None:
        """Read the part. Raises UnreadableFile."""
        expat = expat_make(self._start, self._end, self._chars)
        try:
            while block := part.read(BLOCK):
                expat.Parse(block, False)
            expat.Parse(b"", True)
        except ExpatError as broken:
            raise UnreadableFile(BROKEN) from broken

    def get(self, number: int) -> str:
        """Return a string by its number; ``""`` for one that is not there."""
        if number + 1 >= len(self._ends):
            return ""
        self._file.seek(self._ends[number])
        return self._file.read(self._ends[number + 1] - self._ends[number]).decode("utf-8", "replace")

    def _start(self, tag: str, _attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        self._phonetic = self._phonetic or tag == "rPh"
        self._reading = tag == "t" and not self._phonetic
        if tag == "si":
            self._pieces, self._size = [], 0

    def _chars(self, text: str) -> None:
        if self._reading and self._size <= CELL_LENGTH:
            self._pieces.append(text)
            self._size += len(text)

    def _end(self, tag: str) -> None:
        tag = tag.rpartition(":")[2]
        self._reading = False
        if tag == "rPh":
            self._phonetic = False
        if tag == "si":
            written = self._file.write(unescape("".join(self._pieces)).encode("utf-8", "replace"))
            self._ends.append(self._ends[-1] + written)
