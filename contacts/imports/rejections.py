"""Refused rows as a CSV file that can be corrected and imported again."""

from collections.abc import Iterable, Iterator

from accounts.spreadsheet import formula_escape, line_writer

REASONS = {
    "no_address": "The row has no e-mail address.",
    "not_an_address": "The e-mail address is not written as one.",
    "bad_domain": "The part after the @ cannot be a domain.",
    "white_space": "The e-mail address has a space in it.",
    "control_character": "The e-mail address has a line break or another invisible character in it.",
    "ota_alias": "The address is an OTA's alias, which leads to the guest for one stay only.",
    "ragged_row": "The row has more cells than the header, so its values stand under wrong names.",
    "unreadable": "The row breaks the CSV format; look for a quote that is not closed.",
    "too_long": "A cell of the row is longer than 131,072 characters, as cells with pictures or files in them are.",
    "too_wide": "The row has more than 2,000 columns.",
    "no_address_column": "The row is in a file of the archive that has no column of e-mail addresses.",
}
# What was odd about a row that was taken.
NOTES = {
    "mixed_encoding": "Some characters of the row were not written as the rest of the file; check its accents.",
    "direction_marks": "Invisible marks that turn the direction of writing were taken out of the row.",
    "cell_error": "A cell of the row shows a spreadsheet's error, such as #REF!, and was read as empty.",
    "formula_without_value": "A formula of the row was never computed, so its cell was read as empty.",
}


def rejections_csv(rows: Iterable[tuple[int, str, list[str]]]) -> Iterator[str]:
    """Yield the lines of a CSV file: line number, reason, then the cells as they came.

    A cell that a spreadsheet would run as a formula gets an apostrophe in front.
    """
    write = line_writer()
    yield "\ufeff"
    yield write(["line", "reason", "row"])
    for line, reason, cells in rows:
        yield write([line, REASONS.get(reason, reason), *map(formula_escape, cells)])
