"""Workbooks, archives, and what services write into their exports."""

from io import BytesIO

import pytest

from contacts.errors import UnreadableFile
from contacts.imports.analysis import file_analyse
from contacts.imports.decode import raw_rows, shape_detect
from contacts.imports.rows import PersonRow, Rejection, table_open
from contacts.imports.values import Standing
from tests.contacts.spreadsheets import text, workbook, zipped

ANNA = text("A2", "anna@example.com")


def people(content: bytes) -> list[PersonRow]:
    return [row for row in table_open(BytesIO(content)).rows if isinstance(row, PersonRow)]


def cells(content: bytes) -> list[list[str]]:
    file = BytesIO(content)
    return [row.cells for row in raw_rows(file, shape_detect(file))][1:]


def test_a_workbook_is_read_by_its_first_visible_sheet() -> None:
    content = workbook(f'<row r="2">{ANNA}{text("B2", "Anna")}</row>')
    table = table_open(BytesIO(content))
    (row,) = table.rows
    assert isinstance(row, PersonRow)
    assert (table.shape.format, row.line, row.guest.email, row.guest.first_name) == (
        "xlsx",
        2,
        "anna@example.com",
        "Anna",
    )


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ('<c r="A2"><v>436641234567</v></c>', "436641234567"),
        ('<c r="A2"><v>4.36641234567E11</v></c>', "436641234567"),
        ('<c r="A2"><v>12.5</v></c>', "12.5"),
        ('<c r="A2" s="1"><v>45413</v></c>', "2024-05-01"),
        ('<c r="A2" s="2"><v>45413.336805555555</v></c>', "2024-05-01T08:05:00"),
        ('<c r="A2" s="3"><v>45413</v></c>', "45413"),
        ('<c r="A2" t="b"><v>1</v></c>', "true"),
        ('<c r="A2" t="str"><f>B2&amp;"x"</f><v>of a formula</v></c>', "of a formula"),
        ('<c r="A2" t="inlineStr"><is><r><t>Mo</t></r><r><t>ser</t></r></is></c>', "Moser"),
        ('<c r="A2" t="inlineStr"><is><t>a_x000A_b</t></is></c>', "a\nb"),
        ('<c r="A2" t="s"><v>1</v></c>', "山田"),
        ('<x:c xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main" r="A2"><x:v>7</x:v></x:c>', "7"),
    ],
)  # fmt: skip
def test_a_cell_is_read_as_it_is_shown(cell: str, value: str) -> None:
    strings = ["<t>Email</t>", '<t>山田</t><rPh sb="0" eb="1"><t>ヤマダ</t></rPh>']
    assert cells(workbook(f'<row r="2">{cell}</row>', strings=strings)) == [[value]]


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        ('<c r="B2" t="e"><v>#REF!</v></c>', "cell_error"),
        ('<c r="B2"><f>A1</f></c>', "formula_without_value"),
    ],
)
def test_a_cell_without_a_value_is_empty_and_noted(cell: str, note: str) -> None:
    (row,) = people(workbook(f'<row r="2">{ANNA}{cell}</row>'))
    assert (row.guest.first_name, row.notes) == ("", (note,))


def test_a_gap_between_rows_keeps_the_spreadsheets_numbers() -> None:
    (row,) = people(workbook(f'<row r="900">{text("A900", "a@example.com")}</row>'))
    assert row.line == 900


def test_a_cell_far_to_the_right_costs_its_row_only() -> None:
    rows = f'<row r="2">{ANNA}{text("XFD2", "x")}</row><row r="3">{text("A3", "b@example.com")}</row>'
    read = list(table_open(BytesIO(workbook(rows))).rows)
    assert [row.reason if isinstance(row, Rejection) else row.guest.email for row in read] == [
        "too_wide",
        "b@example.com",
    ]


def test_an_archive_is_read_table_by_table_whatever_its_paths() -> None:
    content = zipped(
        {
            "__MACOSX/._a.csv": b"\x00\x05",
            "../../etc/a.csv": "Email;Name\nanna@example.com;Anna Moser\n",
            "b.CSV": "First Name,Email\nBób,bob@example.com\n".encode("utf-16"),
        }
    )
    table = table_open(BytesIO(content))
    rows = [row for row in table.rows if isinstance(row, PersonRow)]
    assert [(row.line, row.guest.first_name, row.guest.email) for row in rows] == [
        (2, "Anna", "anna@example.com"),
        (4, "Bób", "bob@example.com"),
    ]


def test_columns_chosen_by_hand_are_found_by_name_in_the_archives_other_tables() -> None:
    content = zipped(
        {"a.csv": "Mail X,Plan\na@example.com,1\n", "b.csv": "Plan,Other,Mail X\n2,o,b@example.com\n"}
    )
    rows = table_open(BytesIO(content), mapping={"0": "email", "1": "custom:plan"}).rows
    assert [(row.guest.email, row.custom) for row in rows if isinstance(row, PersonRow)] == [
        ("a@example.com", {"plan": "1"}),
        ("b@example.com", {"plan": "2"}),
    ]


@pytest.mark.parametrize(
    ("name", "standing"),
    [
        ("subscribed_email_audience_export_1.csv", Standing.UNSTATED),
        ("nonsubscribed_email_audience_export_1.csv", Standing.UNCLEAR),
        ("unsubscribed_email_audience_export_1.csv", Standing.UNSUBSCRIBED),
        ("cleaned_email_audience_export_1.csv", Standing.BOUNCED),
    ],
)
def test_mailchimps_archive_says_the_standing_by_file_name(name: str, standing: Standing) -> None:
    (row,) = people(zipped({name: "Email Address,OPTIN_TIME\na@example.com,2024-01-01\n"}))
    assert row.standing is standing


def test_a_table_without_addresses_in_an_archive_is_refused_row_by_row() -> None:
    content = zipped({"a.csv": "Email\na@example.com\n", "b.csv": "Room,Price\n12,80\n"})
    read = list(table_open(BytesIO(content)).rows)
    assert [row.reason if isinstance(row, Rejection) else "" for row in read] == ["", "no_address_column"]


LISTMONK = """uuid,email,name,attributes,status,created_at,updated_at
u1,a@example.com,Anna Moser,"{""city"": ""Graz"", ""stays"": 3, ""name"": ""x"", ""more"": {""a"": [1]}}",enabled,2024,
u2,b@example.com,Bob,{},blocklisted,2024,2024
u3,c@example.com,Cleo,"{""city"": null, ""country"": ""AT""}",disabled,2024,2024
"""


def test_listmonks_attributes_become_columns() -> None:
    seen = file_analyse(BytesIO(LISTMONK.encode())).columns
    assert [(column.header, column.field) for column in seen[7:]] == [
        ("city", ""),
        ("stays", ""),
        ("attributes.name", ""),
        ("more", ""),
        ("country", "country"),
    ]
    mapping = {"1": "email", "4": "status", "7": "custom:city", "8": "custom:stays", "10": "custom:more"}
    rows = table_open(BytesIO(LISTMONK.encode()), mapping=mapping).rows
    assert [(row.custom, row.standing) for row in rows if isinstance(row, PersonRow)] == [
        ({"city": "Graz", "stays": "3", "more": '{"a":[1]}'}, Standing.SUBSCRIBED),
        ({}, Standing.UNSUBSCRIBED),
        ({}, Standing.UNCLEAR),
    ]


def test_revinates_columns_are_known() -> None:
    content = b"Guest First Name,Guest Last Name,Guest Email,Email Opt-In\nAnna,Moser,a@example.com,No\n"
    (row,) = people(content)
    assert (row.guest.first_name, row.guest.last_name, row.standing) == (
        "Anna",
        "Moser",
        Standing.UNSUBSCRIBED,
    )


def test_a_file_without_header_is_mapped_by_number() -> None:
    content = b"anna@example.com;Anna;2024-01-01\nbob@example.com;Bob;2024-01-02\n"
    seen = file_analyse(BytesIO(content))
    assert (seen.has_header, [column.field for column in seen.columns], seen.sample_rows) == (
        False,
        ["email", "", ""],
        2,
    )
    rows = table_open(BytesIO(content), mapping={"0": "email", "1": "first_name"}, has_header=False).rows
    assert [row.guest.first_name for row in rows if isinstance(row, PersonRow)] == ["Anna", "Bob"]


@pytest.mark.parametrize(
    ("files", "word"),
    [
        ({"xl/workbook.bin": b""}, "kind of spreadsheet"),
        ({"content.xml": b"", "mimetype": b""}, "kind of spreadsheet"),
        ({"xl/workbook.xml": b"<workbook/>"}, "no sheet"),
        ({"xl/workbook.xml": b"<workbook"}, "damaged"),
        ({"picture.png": b""}, "no CSV file"),
        ({}, "no CSV file"),
    ],
)
def test_what_holds_no_table_is_refused_by_name(files: dict[str, bytes], word: str) -> None:
    with pytest.raises(UnreadableFile, match=word):
        table_open(BytesIO(zipped(files)))
