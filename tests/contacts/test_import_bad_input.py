"""Files that are broken, hostile or only odd: explained, within bounds, and no row of theirs lost."""

import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from zipfile import ZIP_BZIP2, ZipFile

import pytest

from accounts.errors import InvalidInput
from contacts.errors import FileTooLarge, UnreadableFile
from contacts.imports.analysis import file_analyse
from contacts.imports.limits import MEGABYTE, Limits
from contacts.imports.rows import PersonRow, table_open
from tests.contacts.spreadsheets import text, workbook, zipped

CSV = b"Email,Name\na@example.com,Anna\n"


def outcome(content: bytes, limits: Limits | None = None) -> list[tuple[int, str]]:
    """Return each row's line, and its address or why it was refused."""
    rows = table_open(BytesIO(content), limits=limits or Limits()).rows
    return [(r.line, r.guest.email if isinstance(r, PersonRow) else r.reason) for r in rows]


def person(content: bytes) -> PersonRow:
    (row,) = table_open(BytesIO(content)).rows
    assert isinstance(row, PersonRow)
    return row


def refusal(content: bytes, limits: Limits | None = None) -> InvalidInput:
    with pytest.raises(InvalidInput) as refused:
        outcome(content, limits)
    return refused.value


def test_ragged_rows_are_refused_where_values_stand_under_wrong_names() -> None:
    content = b"Email,Name\na@example.com\nb@example.com,Bob,extra\nc@example.com,Cleo,,\n"
    assert outcome(content) == [(2, "a@example.com"), (3, "ragged_row"), (4, "c@example.com")]


def test_a_quote_that_is_never_closed_costs_its_own_line_only() -> None:
    content = b'Email,Name\na@example.com,"Anna\n' + b"".join(
        b"g%d@example.com,x\n" % number for number in range(5_000)
    )
    read = outcome(content)
    assert read[:3] == [(2, "unreadable"), (3, "g0@example.com"), (4, "g1@example.com")]
    assert len(read) == 5_001


def test_a_quote_closed_by_another_rows_swallows_neither() -> None:
    content = b'Email,Name\na@example.com,"Anna\nb@example.com,"Bob"\n'
    assert outcome(content) == [(2, "unreadable"), (3, "b@example.com")]


def test_a_refused_row_is_kept_as_it_came() -> None:
    (row,) = table_open(BytesIO(b'Email,Name\na@example.com,"Anna\n')).rows
    assert row.cells == ['a@example.com,"Anna']


def test_quotes_within_a_cell_are_a_spreadsheets() -> None:
    assert person(b'Email,Name\na@example.com,"Anna" Moser\n').guest.last_name == "Moser"


def test_a_cell_of_a_megabyte_costs_its_row_only() -> None:
    content = b"Email,Name\na@example.com," + b"x" * MEGABYTE + b"\nb@example.com,Bob\n"
    assert outcome(content) == [(2, "too_long"), (3, "b@example.com")]


def test_a_row_of_too_many_columns_costs_its_row_only() -> None:
    content = b"Email,Name\na@example.com" + b"," * 5_000 + b"\nb@example.com,Bob\n"
    assert outcome(content) == [(2, "too_wide"), (3, "b@example.com")]


class Endless(RawIOBase):
    """A file of so many bytes which are never all there: a line, or a quote, without end."""

    def __init__(self, head: bytes, fill: bytes, size: int) -> None:
        self._head, self._fill, self._size, self._at = head, fill, size, 0

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        assert (offset, whence) == (0, 0)
        self._at = 0
        return 0

    def read(self, size: int = -1) -> bytes:
        start = b"" if self._at else self._head
        count = min(size, self._size - self._at) - len(start)
        data = start + (self._fill * (count // len(self._fill) + 1))[: max(count, 0)]
        self._at += len(data)
        return data


@pytest.fixture
def memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * MEGABYTE


@pytest.mark.usefixtures("memory")
@pytest.mark.parametrize(
    ("head", "fill"),
    [
        (b"Email,Name\na@example.com,", b"x"),
        (b'Email,Name\na@example.com,"', b"line " * 200 + b"\n"),
        (CSV * 20, b"\0"),
    ],
)
def test_what_never_ends_is_never_held(head: bytes, fill: bytes) -> None:
    rows = table_open(Endless(head, fill, 24 * MEGABYTE)).rows  # type: ignore[arg-type]
    assert sum(1 for row in rows) <= 24 * MEGABYTE // 1_000


def test_bytes_of_another_encoding_are_read_and_noted() -> None:
    content = "Email,Last name\na@example.com,Gößl\nc@example.com,Plain\n".encode() + (
        "b@example.com,Müller\n".encode("cp1252") + b"d@example.com,\xc3\xb6\xff\n"
    )
    rows = [row for row in table_open(BytesIO(content)).rows if isinstance(row, PersonRow)]
    assert [(row.guest.last_name, row.notes) for row in rows] == [
        ("Gößl", ()),
        ("Plain", ()),
        ("Müller", ("mixed_encoding",)),
        ("ö\ufffd", ("mixed_encoding",)),
    ]


def test_marks_that_turn_the_direction_are_taken_out_and_noted() -> None:
    row = person("Email,Name\n\u202aa@example.com\u202c,\u200fAnna\n".encode())
    assert (row.guest.email, row.guest.last_name, row.notes) == (
        "a@example.com",
        "Anna",
        ("direction_marks",),
    )


def test_a_name_of_300_letters_and_a_nul_pass_the_reading() -> None:
    row = person(b"Email,Name\na@example.com," + b"n" * 300 + b"\0\n")
    assert len(row.guest.last_name) == 301


def test_lines_may_end_in_any_way() -> None:
    content = b"Email,Name\ra@example.com,Anna\r\nb@example.com,Bob\n\rc@example.com,Cleo"
    assert outcome(content) == [(2, "a@example.com"), (3, "b@example.com"), (5, "c@example.com")]


def test_a_header_alone_holds_nobody() -> None:
    assert outcome(b"Email,Name\n") == []


def test_an_empty_file_says_so_at_each_door() -> None:
    assert "empty" in refusal(b"").message
    with pytest.raises(UnreadableFile, match="empty"):
        file_analyse(BytesIO(b""))


def test_of_columns_of_one_name_the_first_counts() -> None:
    content = b"Email,Name,Email,Name\na@example.com,Anna,b@example.com,Bob\n"
    assert person(content).guest.email == "a@example.com"
    seen = file_analyse(BytesIO(content)).columns
    assert [(column.number, column.header, column.field) for column in seen] == [
        (0, "Email", "email"),
        (1, "Name", "full_name"),
        (2, "Email", ""),
        (3, "Name", ""),
    ]


def test_a_file_beyond_the_limit_is_refused_with_the_limit() -> None:
    refused = refusal(CSV * 100_000, Limits(file_bytes=2 * MEGABYTE))
    assert (type(refused), "2 MB" in refused.message) == (FileTooLarge, True)


@pytest.mark.parametrize(
    ("content", "word"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "locked with a password"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"%PDF-1.7", "PDF"),
        (zipped({"a.csv": CSV})[:60], "damaged"),
        (zipped({"a.csv": CSV, "b/c.zip": zipped({"a.csv": CSV})}), "another archive, c.zip"),
        (zipped({"a.csv": zipped({"a.csv": CSV})}), "called a table and is none"),
        (zipped({f"{number}.csv": CSV for number in range(101)}), "101 files"),
        (workbook("<row><c>"), "damaged"),
        (workbook("", before='<!DOCTYPE a [<!ENTITY b "c">]>'), "damaged"),
    ],
    # A packed file bears its time, so its bytes name another test in each of pytest's processes.
    ids=["xls", "gzip", "pdf", "cut off", "nested", "no table", "too many", "no sheet", "entities"],
)
def test_what_cannot_be_read_is_refused_in_words(content: bytes, word: str) -> None:
    assert word in refusal(content).message


def test_a_locked_archive_is_refused() -> None:
    content = bytearray(zipped({"a.csv": CSV}))
    content[6] |= 1
    content[content.rindex(b"PK\x01\x02") + 8] |= 1
    assert "password" in refusal(bytes(content)).message


def test_an_archive_packed_in_another_way_is_refused() -> None:
    content = BytesIO()
    with ZipFile(content, "w", ZIP_BZIP2) as archive:
        archive.writestr("a.csv", CSV)
    assert "unusual" in refusal(content.getvalue()).message


@pytest.mark.parametrize(
    "limits",
    [Limits(unpacked_bytes=MEGABYTE), Limits(ratio_from=MEGABYTE, ratio=100)],
    ids=["by its size", "by its ratio"],
)
@pytest.mark.parametrize("name", ["archive", "workbook"])
def test_a_bomb_is_defused_before_its_first_row(limits: Limits, name: str) -> None:
    filling = "x" * (4 * MEGABYTE)
    content = (
        zipped({"a.csv": CSV + filling.encode()})
        if name == "archive"
        else workbook(f"<row>{text('A2', filling)}</row>")
    )
    with pytest.raises(FileTooLarge, match="unpacks to more"):
        table_open(BytesIO(content), limits=limits)


def test_a_damaged_entry_is_found_before_its_first_row() -> None:
    content = bytearray(zipped({"a.csv": CSV * 1_000}))
    content[content.rindex(b"PK\x01\x02") + 16] ^= 0xFF  # its checksum
    with pytest.raises(UnreadableFile, match="damaged"):
        table_open(BytesIO(content))
