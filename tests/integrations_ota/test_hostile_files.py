"""Any file may be given to a parser: one line of JSON for each, a reservation or a reason, never a traceback."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.integrations_ota.booking_documents import item, new_queue, room
from tests.integrations_ota.expedia_documents import booking, document

CHANNELS = ["booking_com", "expedia", "expedia_lodging"]
BOMB = b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><OTA_HotelResNotifRQ>&b;</OTA_HotelResNotifRQ>'
GOOD = new_queue(item(rooms=[room("2026-05-01")]))
FILES = {
    "empty": b"",
    "blank": b" \n\t ",
    "truncated": GOOD[: len(GOOD) // 2],
    "entity bomb": BOMB,
    "external entity": b'<!DOCTYPE r SYSTEM "file:///etc/hostname"><r/>',
    "utf-16": new_queue().decode().replace("UTF-8", "UTF-16").encode("utf-16")[:-3],
    "wrong encoding": b'<?xml version="1.0" encoding="UTF-8"?><r>\xff\xfe\xfa</r>',
    "unknown encoding": b'<?xml version="1.0" encoding="EBCDIC"?><r/>',
    "null bytes": b"\0" * 100,
    "html": b"<!doctype html><html><form></form></html>",
    "json list": b"[1, 2]",
    "json depth": b"[" * 100_000,
    "xml depth": b"<a>" * 5_000,
    "picture": bytes(range(256)) * 20,
}


def rows(channel: str, file: Path) -> list[dict[str, object]]:
    out = StringIO()
    call_command("ota_parse", channel, str(file), "--json", stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("channel", CHANNELS)
@pytest.mark.parametrize("name", FILES)
def test_f40_a_hostile_file_is_refused_in_one_line(channel: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(FILES[name])
    [row] = rows(channel, file)
    assert row["result"] == "document_refused"
    assert row["reason"]


def test_one_line_for_each_reservation_of_a_mixed_file(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(new_queue(item(rooms=[room("2026-05-01")]), item(rooms=[room()], number="2")))
    assert [row["result"] for row in rows("booking_com", file)] == ["reservation", "quarantined"]
    file.write_bytes(document(booking(), booking(kind="Odd"), booking(identifier="")))
    assert sorted(str(row["result"]) for row in rows("expedia", file)) == [
        "quarantined", "quarantined", "reservation",
    ]  # fmt: skip


def test_f49_names_of_all_kinds_are_kept_on_one_line(tmp_path: Path) -> None:
    file = tmp_path / "file"
    names = ["王小明", "\u202eevil", "=HYPERLINK(1)", "&lt;script&gt;", "O'Brien", "é" * 300, "😀"]
    file.write_bytes(
        new_queue(
            *(
                item(rooms=[room("2026-05-01")], number=str(n)).replace("Lindqvist", name)
                for n, name in enumerate(names, start=1)
            )
        )
    )
    found = [row["guest"]["last_name"] for row in rows("booking_com", file)]  # type: ignore[index]
    assert found == ["王小明", "evil", "=HYPERLINK(1)", "<script>", "O'Brien", "é" * 200, "😀"]
