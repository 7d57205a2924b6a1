"""The Agoda parser on documents of our own."""

from datetime import UTC, date, datetime

import pytest

from integrations_ota.adapters.agoda.parser import parse_booking, refusal, split_document
from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus
from tests.integrations_ota.agoda import DETAILS, booking, result


def parse(text: str) -> ParsedReservation:
    return parse_booking(split_document(result(text)).messages[0])


def test_a_booking_is_read_whole() -> None:
    found = parse(booking())
    assert (found.source_channel, found.reservation_code, found.hotel_code) == ("agoda", "900001", "MERAN")
    assert (found.status, found.arrival, found.departure) == (
        ReservationStatus.BOOKED, date(2026, 7, 1), date(2026, 7, 4),
    )  # fmt: skip
    assert (found.adults, found.children, found.total_minor, found.currency) == (2, 1, 41250, "EUR")
    assert (found.room_stays[0].room_code, found.room_stays[0].rate_code) == ("DZ", "BAR")
    assert found.guest is not None
    assert (found.guest.first_name, found.guest.country, found.guest.email) == ("Chloé", "FR", "")
    assert (found.newsletter, found.issues) == (None, ())


def test_f62_bangkoks_hours_order_the_versions_and_never_move_a_stay() -> None:
    found = parse(booking(arrival="2026-07-01T00:00:00+07:00", departure="2026-07-04T00:00:00+07:00"))
    assert (found.arrival, found.departure) == (date(2026, 7, 1), date(2026, 7, 4))
    assert found.version.at == datetime(2026, 4, 30, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    ["2026-05-01T05:30:00+07:00", "2026-05-01 05:30:00", "2026-05-01T05:30:00", "2026-04-30T22:30:00Z"],
)
def test_f62_a_time_without_offset_is_bangkoks(text: str) -> None:
    assert parse(booking(at=text)).version.at == datetime(2026, 4, 30, 22, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("word", "status"),
    [("ConfirmBooking", "booked"), ("AmendBooking", "modified"), ("CancelBooking", "cancelled")],
)
def test_the_three_states_are_read(word: str, status: str) -> None:
    assert parse(booking(status=word)).status.value == status


def test_facts_may_be_elements_too() -> None:
    inner = (
        "<customer><first_name>Ada</first_name><last_name>Moser</last_name></customer><rooms><room><room_id>EZ</room_id>"
        "</room></rooms><price><currency>JPY</currency><sell_inclusive>41250</sell_inclusive></price>"
    )
    found = parse(booking(inner=inner))
    assert found.guest is not None
    assert (found.guest.last_name, found.room_stays[0].room_code) == ("Moser", "EZ")
    assert (found.total_minor, found.currency) == (41250, "JPY")


def test_f45_a_row_of_a_list_alone_is_a_stay_with_issues() -> None:
    found = parse(booking(inner=""))
    assert (found.guest, found.total_minor) == (None, None)
    assert [issue.kind for issue in found.issues] == ["unmapped_room", "no_guest"]


def test_f47_card_numbers_are_gone_before_anything_is_stored() -> None:
    inner = f"{DETAILS}<special_request>4111 1111 1111 1111</special_request><PaymentCard><CardNumber>4111111111111111"
    body = split_document(result(booking(inner=f"{inner}</CardNumber></PaymentCard>"))).messages[0].body
    assert "4111" not in body


def test_the_flag_that_we_know_a_booking_is_no_change_of_it() -> None:
    first, second = (
        split_document(result(booking().replace('acknowledge="false"', f'acknowledge="{flag}"'))).messages[0]
        for flag in ("false", "true")
    )
    assert first == second


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        (booking(status="Maybe"), "marked “Maybe”", "malformed"),
        (booking(status="CancelRequested"), "marked “CancelRequested”", "ambiguous_cancellation"),
        (booking(arrival=""), "it has no arrival or departure date", "malformed"),
        (booking(arrival="2026-07-09"), "it departs on 2026-07-04 before", "malformed"),
        (booking(at="soon"), "Invalid isoformat", "malformed"),
        (booking(inner='<room adults="9000"/>'), "9000 adults are not plausible", "malformed"),
        (
            booking(inner='<price currency="EUR" sell_inclusive="lots"/>'),
            "'lots' is not an amount",
            "malformed",
        ),
    ],
)
def test_what_cannot_be_read_says_why(text: str, words: str, kind: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert words in caught.value.message
    assert caught.value.kind == kind


def test_a_booking_without_number_is_set_aside() -> None:
    batch = split_document(result(booking(number=""), booking()))
    assert (len(batch.messages), len(batch.quarantined)) == (1, 1)


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (
            b'<result><errors><error code="1" description="No such property"/></errors></result>',
            ContractViolation,
            "No such",
        ),
        (b"<html/>", Malformed, "instead of bookings"),
        (b"", Malformed, "cannot be read as XML"),
    ],
)
def test_other_answers_are_refused(body: bytes, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        split_document(body)


@pytest.mark.parametrize(
    ("status", "error"), [(400, ContractViolation), (401, AuthFailed), (403, AuthFailed)]
)
def test_a_refusal_is_told_in_the_channels_words_with_its_support_number(
    status: int, error: type[Exception]
) -> None:
    body = b'<result TUID="t-9"><errors><error description="Wrong key"/></errors></result>'
    found = refusal(body, status)
    assert isinstance(found, error)
    assert ("“Wrong key”" in found.message, found.detail) == (True, f"HTTP {status} TUID t-9")
    assert "says" not in refusal(b"<html", status).message
