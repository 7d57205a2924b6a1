"""Rows for people's spreadsheets: CSV lines in which no cell is run as a formula."""

import csv
from collections.abc import Callable, Iterable
from typing import Any

_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class _Echo:
    """A file that gives each line back instead of keeping it."""

    def write(self, line: str) -> str:
        return line


def line_writer() -> Callable[[Iterable[object]], str]:
    """Return what makes a line of CSV of a row's cells, as they are."""
    writer: Any = csv.writer(_Echo())
    write: Callable[[Iterable[object]], str] = writer.writerow
    return write


def formula_escape(cell: str) -> str:
    """Return the cell so that no spreadsheet takes it for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
