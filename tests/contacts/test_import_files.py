"""Reading files, without a database."""

from datetime import UTC, date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from accounts.spreadsheet import formula_escape
from contacts.errors import UnreadableFile
from contacts.imports.columns import columns_match
from contacts.imports.rejections import rejections_csv
from contacts.imports.rows import PersonRow, Rejection, table_open
from contacts.imports.values import Standing, day_of, moment_of, standing_of, tags_of

FIXTURES = Path(__file__).parent / "fixtures"


def rows_of(content: bytes) -> list[PersonRow | Rejection]:
    return list(table_open(BytesIO(content)).rows)


def person(content: bytes) -> PersonRow:
    (row,) = rows_of(content)
    assert isinstance(row, PersonRow)
    return row


@pytest.mark.parametrize(
    ("name", "encoding", "delimiter"),
    [
        ("mailchimp_subscribed.csv", "utf-8", ","),
        ("brevo.csv", "utf-8", ";"),
        ("generic_fr_semicolon_bom.csv", "utf-8-sig", ";"),
        ("generic_it_utf16.csv", "utf-16", ";"),
        ("generic_de_tab_latin1.csv", "cp1252", "\t"),
    ],
)
def test_encoding_and_delimiter_are_found(name: str, encoding: str, delimiter: str) -> None:
    shape = table_open(BytesIO((FIXTURES / name).read_bytes())).shape
    assert (shape.encoding, shape.delimiter) == (encoding, delimiter)


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf16_without_a_mark_is_found(encoding: str) -> None:
    content = "Email;Vorname\nrita@example.com;Rita\n".encode(encoding)
    assert person(content).guest.first_name == "Rita"


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("generic_fr_semicolon_bom.csv", "Zoé", "Petit"),
        ("generic_it_utf16.csv", "Nicolò", "Verdi"),
        ("generic_de_tab_latin1.csv", "Rita", "König"),
        ("generic_es.csv", "Iñigo", "García López"),
    ],
)
def test_columns_are_known_in_five_languages(name: str, first: str, last: str) -> None:
    guest = person((FIXTURES / name).read_bytes()).guest
    assert (guest.first_name, guest.last_name) == (first, last)


def test_of_two_columns_for_one_field_the_first_counts() -> None:
    assert columns_match(["E-Mail", "Email Address", "Plan"]) == {"email": 0}


def test_a_full_name_is_split_at_its_last_space() -> None:
    guest = person(b"email,name\na@example.com,Anna Maria Moser\n").guest
    assert (guest.first_name, guest.last_name) == ("Anna Maria", "Moser")


def test_a_cell_of_two_lines_keeps_the_line_numbers_right() -> None:
    rows = rows_of((FIXTURES / "mailchimp_subscribed.csv").read_bytes())
    assert [row.line for row in rows] == [2, 4, 5, 6]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2024-05-01 08:05:00", datetime(2024, 5, 1, 8, 5, tzinfo=UTC)),
        ("2022-10-11T12:13:14Z", datetime(2022, 10, 11, 12, 13, 14, tzinfo=UTC)),
        ("2024-02-03T10:00:00+01:00", datetime(2024, 2, 3, 9, 0, tzinfo=UTC)),
        ("13-04-2022 10:00", datetime(2022, 4, 13, 10, 0, tzinfo=UTC)),
        ("04/13/2022", datetime(2022, 4, 13, tzinfo=UTC)),
        ("03.04.2024", datetime(2024, 4, 3, tzinfo=UTC)),
        ("2024/05/01 08:05", datetime(2024, 5, 1, 8, 5, tzinfo=UTC)),
        ("", None),
        ("yesterday", None),
        ("31.02.2024", None),
        ("0001-01-01T00:00:00+14:00", None),
    ],
)
def test_dates_are_read_as_services_write_them(text: str, moment: datetime | None) -> None:
    assert moment_of(text) == moment


def test_a_birthday_without_a_year_is_not_guessed() -> None:
    assert (day_of("29.02.1980"), day_of("02/29")) == (date(1980, 2, 29), None)


@pytest.mark.parametrize(
    ("word", "standing"),
    [
        ("Subscribed", Standing.SUBSCRIBED),
        ("abonné", Standing.SUBSCRIBED),
        ("Unsubscribed", Standing.UNSUBSCRIBED),
        ("désinscrit", Standing.UNSUBSCRIBED),
        ("Hard bounce", Standing.BOUNCED),
        ("cleaned", Standing.BOUNCED),
        ("Marked as spam", Standing.COMPLAINED),
        ("NEVER_SUBSCRIBED", Standing.UNCLEAR),
        ("pending", Standing.UNCLEAR),
        ("", Standing.UNSTATED),
    ],
)
def test_status_words_are_known(word: str, standing: Standing) -> None:
    assert standing_of(word) is standing


@pytest.mark.parametrize(
    ("header", "cells", "standing"),
    [
        ("status,state", "subscribed,CA", Standing.SUBSCRIBED),
        ("state,status", "CA,unsubscribed", Standing.UNSUBSCRIBED),
        ("status,blacklisted", "active,Yes", Standing.UNSUBSCRIBED),
        ("status,bounced_at", "unsubscribed,2024-01-01", Standing.BOUNCED),
        ("status,unsubscribed_at", "subscribed,2024-01-01", Standing.UNSUBSCRIBED),
    ],
)
def test_the_gravest_of_what_a_row_says_counts(header: str, cells: str, standing: Standing) -> None:
    assert person(f"email,{header}\na@example.com,{cells}\n".encode()).standing is standing


def test_tags_lose_their_quotes() -> None:
    assert tags_of('"Spa","Autumn", "Spa"') == ("Spa", "Autumn")


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"anna@example.com,Anna\nb@example.com,Bob\n", "header"),
        (b"Room,Price\n12,80\n", "Email"),
        (b"\x00\x01\x02\x03", "Email"),
    ],
)
def test_a_file_without_addresses_is_refused_as_a_whole(content: bytes, word: str) -> None:
    with pytest.raises(UnreadableFile) as refused:
        table_open(BytesIO(content))
    assert word in refused.value.message


def test_a_cell_beyond_all_measure_costs_its_row_only() -> None:
    content = b"email,notes\na@example.com," + b"x" * 200_000 + b"\nb@example.com,ok\n"
    rows = rows_of(content)
    assert [(row.line, type(row).__name__) for row in rows] == [(2, "Rejection"), (3, "PersonRow")]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
def test_formulas_are_escaped(cell: str) -> None:
    assert formula_escape(cell) == f"'{cell}"


def test_rejections_are_a_table() -> None:
    rows: Any = [(7, "no_address", ["", "=cmd"])]
    assert "".join(rejections_csv(rows)) == (
        "\ufeffline,reason,row\r\n7,The row has no e-mail address.,,'=cmd\r\n"
    )
