"""The iCal parser on feeds of our own."""

import json
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.ical.content import MAX_EVENTS
from integrations_ota.adapters.ical.parser import parse_message, read_feed, split_document
from integrations_ota.adapters.port import ParsedReservation, PullBatch, ReservationStatus
from tests.integrations_ota.calendars import HEAD, calendar, event

FIXTURES = Path(__file__).parent / "fixtures"
ROME = ZoneInfo("Europe/Rome")


def batch(name: str) -> PullBatch:
    return split_document((FIXTURES / f"ical-{name}.ics").read_bytes())


def parsed(found: PullBatch) -> list[ParsedReservation]:
    return [parse_message(message) for message in found.messages]


def one(
    *lines: str, start: str = "20260701", end: str = "20260703", summary: str = "Booking"
) -> ParsedReservation:
    return parsed(split_document(calendar(event("u@x", start, end, *lines, summary=summary))))[0]


def test_an_airbnb_booking_is_dates_and_a_number_and_nobody() -> None:
    found = batch("airbnb")
    (booking,) = parsed(found)
    assert (booking.source_channel, booking.reservation_code) == ("airbnb", "HMQ4X7TZ2K")
    assert (booking.arrival, booking.departure) == (date(2026, 7, 1), date(2026, 7, 5))
    assert (booking.status, booking.guest, booking.newsletter) == (ReservationStatus.BOOKED, None, None)
    assert "1234" not in found.messages[0].body


def test_f71_a_rolling_window_is_no_booking() -> None:
    assert [piece.key for piece in batch("airbnb").ignored] == ["7f662ec65913-a6f3@airbnb.com"]


def test_booking_com_is_told_by_its_uids_where_its_product_line_is_broken() -> None:
    found = batch("booking")
    (booking,) = parsed(found)
    assert (booking.source_channel, booking.departure) == ("booking.com", date(2026, 8, 4))
    assert [piece.reason for piece in found.ignored] == [
        "It lasts more than 90 nights, so it is a closed calendar and no booking."
    ]


def test_f74_vrbo_speaks_its_hosts_language_and_names_stay_there() -> None:
    found = batch("vrbo")
    assert [(b.status, b.arrival, b.departure) for b in parsed(found)] == [
        (ReservationStatus.BOOKED, date(2026, 9, 1), date(2026, 9, 8)),
        (ReservationStatus.REQUESTED, date(2026, 9, 20), date(2026, 9, 22)),
    ]
    assert [piece.key for piece in found.ignored] == ["33333333-cccc"]
    assert "Hélène" not in repr(found) + "".join(m.body for m in found.messages)


def test_f73_each_oddity_has_its_outcome() -> None:
    found = batch("odd")
    assert {b.reservation_id: (b.arrival, b.departure, b.status.value) for b in parsed(found)} == {
        "known-zone": (date(2026, 6, 11), date(2026, 6, 12), "booked"),
        "unknown-zone": (date(2026, 6, 15), date(2026, 6, 16), "booked"),
        "twice": (date(2026, 6, 20), date(2026, 6, 25), "booked"),
        "cancelled": (date(2026, 7, 10), date(2026, 7, 12), "cancelled"),
        "no-end": (date(2026, 8, 1), date(2026, 8, 2), "booked"),
    }
    assert [piece.key for piece in found.ignored] == ["every-monday"]
    assert [piece.reason for piece in found.quarantined] == [
        "An event of the calendar cannot be read: it ends on 2026-07-01 before it begins on 2026-07-05."
    ]
    assert "Moser" not in found.quarantined[0].body


def test_times_with_a_zone_become_the_hotels_days() -> None:
    lines = ("DTSTART;TZID=America/New_York:20260610T220000", "DTEND:20260612T230000Z")
    feed = read_feed(calendar(event("u@x", "", "", *lines)), ROME)
    assert [(e.arrival, e.departure) for e in feed.events] == [(date(2026, 6, 11), date(2026, 6, 13))]


@pytest.mark.parametrize(
    ("line", "departure"),
    [
        ("DURATION:P2D", date(2026, 7, 3)),
        ("DURATION:P1W", date(2026, 7, 8)),
        ("DURATION:PT36H", date(2026, 7, 3)),
        ("X-NOTE:nothing", date(2026, 7, 2)),
    ],
)
def test_a_duration_stands_for_an_end(line: str, departure: date) -> None:
    found = split_document(calendar(event("u@x", "", "", "DTSTART;VALUE=DATE:20260701", line)))
    assert [b.departure for b in parsed(found)] == [departure]


@pytest.mark.parametrize("ending", ["\n", "\r"])
def test_f73_other_line_ends_and_folds_are_read(ending: str) -> None:
    text = calendar(event("long@x", "20260701", "20260703")).decode().replace("DTEND;", "DTE\r\n ND;")
    found = split_document(text.replace("\r\n", ending).encode())
    assert [b.departure for b in parsed(found)] == [date(2026, 7, 3)]


@pytest.mark.parametrize("codec", ["utf-8-sig", "utf-16", "latin-1"])
def test_f31_other_encodings_are_read(codec: str) -> None:
    text = calendar(event("u@x", "20260701", "20260703", summary="Réservé pour Zoë")).decode()
    assert len(split_document(text.encode(codec)).messages) == 1


def test_method_cancel_cancels_every_event_of_the_feed() -> None:
    body = calendar(event("u@x", "20260701", "20260703"), head=f"{HEAD}METHOD:CANCEL\r\n")
    assert [b.status for b in parsed(split_document(body))] == [ReservationStatus.CANCELLED]


@pytest.mark.parametrize(
    "summary",
    [
        "Blocked",
        "Airbnb (Not available)",
        "Indisponible",
        "Nicht verfügbar",
        "gesperrt",
        "UNAVAILABLE",
        "Closed",
    ],
)
def test_a_closed_calendar_is_no_booking(summary: str) -> None:
    found = split_document(calendar(event("u@x", "20260701", "20260703", summary=summary)))
    assert (len(found.messages), len(found.ignored)) == (0, 1)


def test_a_uid_without_domain_is_named_after_its_listing_only_where_one_is_known() -> None:
    found = split_document(calendar(event("7", "20260701", "20260703")))
    assert parsed(found)[0].reservation_code == "7"


def test_a_very_long_uid_is_kept_as_its_hash() -> None:
    found = split_document(calendar(event("u" * 5000, "20260701", "20260703")))
    assert len(parsed(found)[0].reservation_id) == 71


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("DTSTART:tomorrow",), "'tomorrow' is no date"),
        (("DTSTART;VALUE=DATE:20261301",), "month must be in 1..12"),
        (("DTSTART;VALUE=DATE:00010101",), "is not a plausible date"),
        (("DTSTART;VALUE=DATE:20260701", "DURATION:soon"), "'soon' is no duration"),
        ((), "it has no DTSTART"),
    ],
)
def test_an_event_that_cannot_be_read_says_why(lines: tuple[str, ...], words: str) -> None:
    found = split_document(calendar(event("u@x", "", "", *lines)))
    assert words in found.quarantined[0].reason


def test_an_event_without_uid_cannot_be_told_apart() -> None:
    found = split_document(calendar(event("", "20260701", "20260703")))
    assert "it has no UID" in found.quarantined[0].reason


def test_f73_a_missing_end_spoils_one_event_and_no_other() -> None:
    broken = event("a@x", "20260701", "20260703").replace("END:VEVENT\r\n", "")
    found = split_document(calendar(broken, event("b@x", "20260801", "20260803")))
    assert [b.reservation_id for b in parsed(found)] == ["b@x"]
    assert "its END is missing" in found.quarantined[0].reason


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "it is empty"),
        (b"<html>log in</html>", "it is no calendar"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:1", "it is cut off before its end"),
        (b"\x00\x01\x02", "its bytes are no text"),
        (calendar(event("1", "20260701", "20260702") * (MAX_EVENTS + 1)), "it has more than 5,000 events"),
    ],
)
def test_a_document_that_is_no_whole_calendar_is_refused(body: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        split_document(body)


def test_the_body_of_a_message_is_our_own_and_small() -> None:
    message = split_document(calendar(event("u@x", "20260701", "20260703", summary="Ada Moser"))).messages[0]
    assert json.loads(message.body) == {
        "id": "u@x",
        "source": "ical",
        "code": "u@x",
        "listing": "",
        "arrival": "2026-07-01",
        "departure": "2026-07-03",
        "status": "booked",
        "seen_at": "2000-01-01T00:00:00+00:00",
    }


def test_a_stay_of_no_night_is_taken_as_it_is() -> None:
    assert one(end="20260701").departure == date(2026, 7, 1)
