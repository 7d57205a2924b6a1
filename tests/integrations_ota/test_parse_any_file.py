"""`manage.py ota_parse` answers any file in JSON lines, never with a traceback."""

import gzip
import json
import random
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from integrations_ota.adapters.registry import CHANNELS
from tests.integrations_ota.agoda import booking, result
from tests.integrations_ota.calendars import calendar, event
from tests.integrations_ota.siteminder import envelope, pushed, reservation, retrieved

BOMB = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><l>&b;</l>'
GOOD = {
    "agoda": result(booking()),
    "ical": calendar(event("u@x", "20260701", "20260703", summary="Réservé")),
    "siteminder": retrieved(reservation()),
    "smx": envelope(pushed(reservation(status="Reserved"))),
}
HOSTILE = {
    "empty": b"",
    "blank": b" \r\n\t",
    "entity bomb": BOMB,
    "external entity": BOMB.replace(b'"ha"', b'SYSTEM "file:///etc/hostname"'),
    "html": b"<!doctype html><html><body>Log in</body></html>",
    "deep": b"<a>" * 5000 + b"</a>" * 5000,
    "nodes": b"<a>" + b"<b/>" * 500_000 + b"</a>",
    "gzip": gzip.compress(b"x" * 1_000_000),
    "nulls": b"\0" * 1000,
    "lone surrogate": b"\xed\xa0\x80",
    "not utf-8": b'<?xml version="1.0"?><a>\xff\xfe</a>',
    "unknown encoding": b'<?xml version="1.0" encoding="klingon"?><a/>',
    "json": b'{"data": [1, {"id": []}, null]}',
    "deep json": b"[" * 100_000,
    "a million folds": b"BEGIN:VCALENDAR\r\n" + b"X:1\r\n " * 200_000,
    "a duration beyond all days": calendar(
        event("u@x", "", "", "DTSTART:20260701T000000", "DURATION:P9999W")
    ),
    "a year beyond all years": calendar(event("u@x", "99991231", "99991231")),
    "a zone that climbs": calendar(event("u@x", "", "", "DTSTART;TZID=../../etc/passwd:20260701T000000")),
}


def rows_of(channel: str, file: Path) -> list[dict[str, Any]]:
    out = StringIO()
    call_command("ota_parse", channel, str(file), "--json", stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


@pytest.mark.parametrize("channel", list(GOOD))
def test_a_good_file_is_one_reservation(channel: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(GOOD[channel])
    assert [row["result"] for row in rows_of(channel, file)] == ["reservation"]


@pytest.mark.parametrize("name", list(HOSTILE))
@pytest.mark.parametrize("channel", list(CHANNELS))
def test_a_hostile_file_is_refused_in_words(channel: str, name: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(HOSTILE[name])
    rows = rows_of(channel, file)
    assert all(row["result"] in {"reservation", "quarantined", "document_refused", "ignored"} for row in rows)
    assert all(row["reason"] for row in rows if row["result"] != "reservation")


@pytest.mark.parametrize("channel", list(GOOD))
def test_a_file_cut_off_or_damaged_anywhere_ends_in_rows(channel: str, tmp_path: Path) -> None:
    rng = random.Random(channel)
    file = tmp_path / "file"
    whole = GOOD[channel]
    for _ in range(60):
        damaged = bytearray(whole[: rng.randrange(len(whole))] if rng.random() < 0.5 else whole)
        for _ in range(rng.randrange(4)):
            if damaged:
                damaged[rng.randrange(len(damaged))] = rng.randrange(256)
        file.write_bytes(bytes(damaged))
        assert isinstance(rows_of(channel, file), list)


@pytest.mark.parametrize(
    ("codec", "channel"), [("utf-16", "ical"), ("utf-8-sig", "ical"), ("utf-16", "siteminder")]
)
def test_f31_byte_order_marks_are_read(codec: str, channel: str, tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(GOOD[channel].decode().encode(codec))
    assert [row["result"] for row in rows_of(channel, file)] == ["reservation"]
