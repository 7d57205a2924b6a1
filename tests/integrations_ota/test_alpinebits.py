"""The AlpineBits parser on documents of our own."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from integrations_ota.adapters.alpinebits.parser import parse_messages, parse_reservation, split_document
from integrations_ota.adapters.errors import ContractViolation, Malformed
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus, StayGuest
from tests.integrations_ota.documents import GUEST, INFO, ROOM, document, reservation

FIXTURES = Path(__file__).parent / "fixtures"
AT = "2026-05-01T10:00:00+02:00"


def parse(text: str) -> ParsedReservation:
    return parse_reservation(split_document(document(text)).messages[0])


def reserved(**changes: str) -> ParsedReservation:
    return parse(reservation(identifier="A1", status="Reserved", at=AT, start="2026-07-01", **changes))


def with_remark(remark: str) -> ParsedReservation:
    guest = GUEST.replace("newsletter:yes", remark)
    inner = ROOM.format(start="2026-07-01", end="2026-07-02") + guest + INFO
    return parse(reservation(identifier="A1", status="Reserved", at=AT, inner=inner))


def test_a_reservation_is_read_whole() -> None:
    found = reserved()
    assert (found.reservation_id, found.source_channel, found.hotel_code) == ("A1", "alpinebits", "MERAN")
    assert found.status is ReservationStatus.BOOKED
    assert found.version.at == datetime(2026, 5, 1, 8, 0, tzinfo=UTC)
    assert (found.arrival, found.departure) == (date(2026, 7, 1), date(2026, 7, 8))
    assert (found.adults, found.children, found.room_stays[0].child_ages) == (2, 1, (7,))
    assert (found.total_minor, found.currency) == (41250, "EUR")
    assert found.newsletter is True
    assert found.issues == ()
    assert found.guest == StayGuest(
        first_name="Ada", last_name="Moser", title="", email="ada.moser@example.com", phone="+436641234567",
        language="de", country="AT", gender="female", birth_date=None, street="", postal_code="",
        city="Dornbirn",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("remark", "expected"),
    [
        ("newsletter:yes", True),
        ("newsletter:no", False),
        ("catalog:yes", None),
        ("Newsletter: YES", True),
        ("newsletter:yes newsletter:no", None),
    ],
)
def test_the_newsletter_flag_is_taken_as_said_and_a_conflict_as_nothing(
    remark: str, expected: bool | None
) -> None:
    assert with_remark(remark).newsletter is expected


def test_an_enquiry_has_windows_instead_of_dates() -> None:
    batch = split_document((FIXTURES / "alpinebits-enquiry.xml").read_bytes())
    found = parse_reservation(batch.messages[0])
    assert (found.status, found.arrival, found.departure) == (ReservationStatus.REQUESTED, None, None)
    room = found.room_stays[0]
    assert (room.earliest_arrival, room.latest_arrival) == (date(2026, 8, 3), date(2026, 8, 9))


def test_two_rooms_are_one_stay_with_both_prices() -> None:
    batch = split_document((FIXTURES / "alpinebits-two-rooms.xml").read_bytes())
    found = parse_reservation(batch.messages[0])
    assert (found.arrival, found.departure) == (date(2026, 9, 4), date(2026, 9, 8))
    assert (found.total_minor, found.currency, found.adults) == (91000, "EUR", 3)
    assert found.comments == ("Ankunft spät, bitte Schlüssel hinterlegen.",)


def test_a_cancellation_may_be_only_a_number() -> None:
    found = parse(reservation(identifier="A1", status="Cancelled", at=AT))
    assert (found.status, found.arrival, found.guest) == (ReservationStatus.CANCELLED, None, None)


def test_line_breaks_in_an_address_stay_visible_as_a_blank() -> None:
    guest = GUEST.replace("ada.moser@example.com", "a@example.com&#13;&#10;Bcc: b@example.com")
    inner = ROOM.format(start="2026-07-01", end="2026-07-02") + guest + INFO
    found = parse(reservation(identifier="A1", status="Reserved", at=AT, inner=inner))
    assert found.guest is not None
    assert found.guest.email == "a@example.com Bcc: b@example.com"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("Reserved", "Booked"), "its status 'Booked' is not one of"),
        (('Start="2026-07-01"', 'Start="2026-07-32"'), "day is out of range"),
        (('End="2026-07-08"', 'End="2026-06-08"'), "it departs on 2026-06-08 before it arrives"),
        (("412.50", "lots"), "'lots' is not an amount"),
        (('Count="2"', 'Count="two"'), "invalid literal"),
        ((AT, "yesterday"), "Invalid isoformat string"),
    ],
)
def test_what_cannot_be_read_is_malformed_and_says_why(change: tuple[str, str], words: str) -> None:
    text = reservation(identifier="A1", status="Reserved", at=AT, start="2026-07-01").replace(*change)
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert words in caught.value.message
    assert caught.value.raw.startswith("<HotelReservation")


def test_a_type_that_contradicts_the_status_is_never_a_cancellation() -> None:
    text = reservation(identifier="A1", status="Cancelled", at=AT).replace('Type="15"', 'Type="14"')
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert caught.value.kind == "ambiguous_cancellation"


def test_a_reservation_without_number_is_set_aside_and_its_neighbour_kept() -> None:
    nameless = reservation(identifier="", status="Reserved", at=AT, start="2026-07-01")
    good = reservation(identifier="A1", status="Reserved", at=AT, start="2026-07-01")
    batch = split_document(document(nameless, good))
    assert [m.ack_token for m in batch.messages] == ["14:A1"]
    assert [q.reason[:34] for q in batch.quarantined] == ["The reservation has no valid UniqueI"[:34]]


def test_errors_of_the_server_are_shown_in_its_words() -> None:
    with pytest.raises(ContractViolation, match="“Invalid hotel code”"):
        split_document((FIXTURES / "alpinebits-error.xml").read_bytes())


def test_the_key_of_a_message_depends_on_its_content_alone() -> None:
    text = reservation(identifier="A1", status="Reserved", at=AT, start="2026-07-01")
    first, second = (split_document(document(*texts)).messages[0] for texts in ([text], [text, text]))
    changed = split_document(document(text.replace("Moser", "Huber"))).messages[0]
    assert first == second
    assert first.message_key != changed.message_key


def test_a_document_is_summed_up_in_words() -> None:
    good = reservation(identifier="A1", status="Reserved", at=AT, start="2026-07-01")
    bad = reservation(identifier="A2", status="Reserved", at=AT, start="2026-13-01")
    assert parse_messages(document(good, bad)) == ["booked", "quarantined"]
    assert parse_messages(document()) == ["empty answers"]
    assert parse_messages(b"<nothing/>") == ["unreadable documents"]
