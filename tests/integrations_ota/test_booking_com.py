"""The Booking.com parser on documents of our own."""

from dataclasses import astuple
from datetime import UTC, date, datetime

import pytest

from integrations_ota.adapters.booking_com.parser import parse_reservation, split_document
from integrations_ota.adapters.errors import ContractViolation, Malformed
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus, StayGuest
from tests.integrations_ota.booking_documents import (
    NAMESPACE,
    changes_queue,
    item,
    new_queue,
    room,
    total,
)

NIGHTS = ("2026-05-01", "2026-05-02")
TWO_NIGHTS = room(*NIGHTS)


def parse(text: str) -> ParsedReservation:
    return parse_reservation(split_document(new_queue(text)).messages[0])


def changed(text: str) -> ParsedReservation:
    return parse_reservation(split_document(changes_queue(text)).messages[0])


def test_a_reservation_is_read_whole() -> None:
    found = parse(item(rooms=[TWO_NIGHTS], amount=total(20000)))
    assert (found.reservation_id, found.reservation_code) == ("4000000001", "4000000001")
    assert (found.source_channel, found.hotel_code) == ("booking.com", "10001")
    assert (found.status, found.version.at) == (
        ReservationStatus.BOOKED, datetime(2026, 3, 1, 9, 58, tzinfo=UTC),
    )  # fmt: skip
    assert (found.arrival, found.departure) == (date(2026, 5, 1), date(2026, 5, 3))
    assert (found.adults, found.children, found.total_minor, found.currency) == (2, 0, 20000, "EUR")
    assert (found.newsletter, found.issues) == (None, ())
    assert found.guest == StayGuest(
        first_name="Nora", last_name="Lindqvist", title="", email="nlind.443322@guest.booking.com",
        phone="+46701234567", language="", country="SE", gender="", birth_date=None, street="",
        postal_code="", city="",
    )  # fmt: skip


def test_dates_follow_from_the_nights_and_not_from_a_time_span() -> None:
    misleading = TWO_NIGHTS.replace(
        "</RoomStay>", '<TimeSpan Start="2026-04-30" End="2026-05-09"/></RoomStay>'
    )
    found = parse(item(rooms=[misleading]))
    assert (found.arrival, found.departure) == (date(2026, 5, 1), date(2026, 5, 3))


def test_a_room_without_nights_is_dated_by_its_time_span() -> None:
    bare = room().replace("</RoomStay>", '<TimeSpan Start="2026-04-30" End="2026-05-02"/></RoomStay>')
    found = parse(item(rooms=[bare]))
    assert (found.arrival, found.departure) == (date(2026, 4, 30), date(2026, 5, 2))


def test_two_rooms_are_one_stay_from_the_first_arrival_to_the_last_departure() -> None:
    found = parse(item(rooms=[TWO_NIGHTS, room("2026-05-02", "2026-05-03", code="102")]))
    assert (found.arrival, found.departure, found.adults) == (date(2026, 5, 1), date(2026, 5, 4), 4)
    assert [stay.room_code for stay in found.room_stays] == ["101", "102"]


@pytest.mark.parametrize(
    ("minor", "places", "currency", "expected"),
    [
        ("10000", "2", "EUR", 10000),
        ("25000", "0", "JPY", 25000),
        ("25125", "3", "KWD", 25125),
        ("990", "0", "HUF", 99000),
        ("100.5", "", "EUR", 10050),
    ],
)
def test_amounts_count_the_decimals_they_name(minor: str, places: str, currency: str, expected: int) -> None:
    found = parse(item(rooms=[TWO_NIGHTS], amount=total(minor, places=places, currency=currency)))
    assert (found.total_minor, found.currency) == (expected, currency)


@pytest.mark.parametrize(
    ("minor", "places"), [("lots", "2"), ("1", "x"), ("NaN", "2"), ("1E+999999999", "2")]
)
def test_an_amount_that_is_none_is_malformed(minor: str, places: str) -> None:
    with pytest.raises(Malformed):
        parse(item(rooms=[TWO_NIGHTS], amount=total(minor, places=places)))


def test_children_are_told_from_adults_by_age_or_by_code() -> None:
    guests = (
        '<GuestCount Count="2" AgeQualifyingCode="10"/><GuestCount Count="1" Age="6"/>'
        '<GuestCount Count="1" AgeQualifyingCode="8"/>'
    )
    found = parse(item(rooms=[room(*NIGHTS, guests=guests)]))
    assert (found.adults, found.children, found.room_stays[0].child_ages) == (2, 2, (6,))


def test_nights_that_do_not_add_up_are_an_issue() -> None:
    found = parse(item(rooms=[TWO_NIGHTS], amount=total(20700)))
    assert [issue.kind for issue in found.issues] == ["price_mismatch"]


def test_extras_make_a_difference_normal() -> None:
    with_extra = item(rooms=[TWO_NIGHTS], amount=total(21500)).replace(
        "<Services/>", "<Services><Service/></Services>"
    )
    assert parse(with_extra).issues == ()


def test_a_room_without_code_and_a_booking_without_guest_are_issues() -> None:
    found = parse(item(rooms=[room(*NIGHTS, code="")], customer=""))
    assert [issue.kind for issue in found.issues] == ["no_guest", "unmapped_room"]


def test_the_genius_flag_is_not_read() -> None:
    flag = '<TPA_Extensions><flags><flag name="booker_is_genius"/></flags></TPA_Extensions>'
    found = parse(item(rooms=[TWO_NIGHTS], info=flag))
    assert "genius" not in repr(astuple(found))
    assert found.status is ReservationStatus.BOOKED


def test_f47_cards_are_gone_from_their_node_and_from_the_comment() -> None:
    card = (
        "<Comments><Comment><Text>Karte 4111 1111 1111 1111</Text></Comment></Comments><Guarantee>"
        '<GuaranteesAccepted><GuaranteeAccepted><PaymentCard CardCode="VI" CardNumber="4111111111111111"'
        ' SeriesCode="737" ExpireDate="1231"/></GuaranteeAccepted></GuaranteesAccepted></Guarantee>'
    )
    message = split_document(new_queue(item(rooms=[TWO_NIGHTS], info=card))).messages[0]
    assert "1111" not in message.body
    assert "737" not in message.body
    assert parse_reservation(message).comments == ("Karte [card number removed]",)


def test_a_change_is_a_full_overlay() -> None:
    found = changed(item(rooms=[room("2026-05-02")], status="Modify"))
    assert (found.status, found.arrival) == (ReservationStatus.MODIFIED, date(2026, 5, 2))
    assert found.version > parse(item(rooms=[TWO_NIGHTS])).version


CANCEL_MARKS = [
    item(rooms=[], status="Cancel"),
    item(rooms=[], status="Cancelled"),
    item(rooms=[TWO_NIGHTS], info="<TPA_Extensions><status>cancelled</status></TPA_Extensions>"),
    item(rooms=[], info='<TPA_Extensions><x name="status" value="cancelled_by_guest"/></TPA_Extensions>'),
    item(rooms=[], info='<TPA_Extensions><booking status="canceled"/></TPA_Extensions>', status="Modify"),
    item(rooms=[], info="<CancelInfo/>"),
]


@pytest.mark.parametrize("text", CANCEL_MARKS)
def test_a_cancellation_is_what_says_so(text: str) -> None:
    assert changed(text).status is ReservationStatus.CANCELLED


@pytest.mark.parametrize(
    "text",
    [
        item(rooms=[]),
        item(rooms=[], status="Modify"),
        item(rooms=[TWO_NIGHTS], status="No-show"),
        item(rooms=[TWO_NIGHTS], status="Commit", info="<CancelInfo/>"),
        item(rooms=[TWO_NIGHTS.replace("<RoomStay ", '<RoomStay RoomStayStatus="Cancelled" ')]),
    ],
)
def test_an_unclear_mark_is_set_aside_and_never_guessed(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        changed(text)
    assert caught.value.kind == "ambiguous_cancellation"


def test_a_cancellation_policy_is_no_cancellation() -> None:
    policy = TWO_NIGHTS.replace("</RoomStay>", '<CancelPenalties CancelPolicyIndicator="true"/></RoomStay>')
    assert changed(item(rooms=[policy])).status is ReservationStatus.MODIFIED


def test_the_reservations_own_number_is_taken_among_others() -> None:
    text = item(rooms=[TWO_NIGHTS]).replace(
        "<HotelReservationIDs>", '<HotelReservationIDs><HotelReservationID ResID_Value="77" ResID_Type="99"/>'
    )
    assert parse(text).reservation_id == "4000000001"


def test_a_message_has_the_same_key_whenever_it_is_delivered() -> None:
    first, second = (split_document(new_queue(*texts)).messages[0] for texts in (
        [item(rooms=[TWO_NIGHTS])], [item(rooms=[TWO_NIGHTS]), item(rooms=[TWO_NIGHTS], number="2")],
    ))  # fmt: skip
    assert first == second
    assert first.ack_token == "new:4000000001"
    other = split_document(new_queue(item(rooms=[room("2026-05-02")]))).messages[0]
    assert other.message_key != first.message_key


def test_a_reservation_without_number_is_set_aside_and_its_neighbour_kept() -> None:
    batch = split_document(new_queue(item(rooms=[TWO_NIGHTS], number=""), item(rooms=[TWO_NIGHTS])))
    assert ([m.ack_token for m in batch.messages], len(batch.quarantined)) == (["new:4000000001"], 1)


@pytest.mark.parametrize("booked", ["", "yesterday"])
def test_a_reservation_that_does_not_say_when_it_was_booked_is_malformed(booked: str) -> None:
    with pytest.raises(Malformed):
        parse(item(rooms=[TWO_NIGHTS], booked=booked))


def test_a_booking_without_nights_is_malformed() -> None:
    with pytest.raises(Malformed, match="it has no nights"):
        parse(item(rooms=[room()]))


def test_errors_are_shown_in_the_channels_words() -> None:
    body = (
        f'<OTA_HotelResNotifRS xmlns="{NAMESPACE}"><Errors>'
        '<Error Type="6" Code="497" ShortText="No access"/></Errors></OTA_HotelResNotifRS>'
    )
    with pytest.raises(ContractViolation, match="“No access”"):
        split_document(body.encode())


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<OTA_HotelResNotifRQ", b"{}", b"\xff\xfe\x00"])
def test_other_documents_are_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        split_document(body)


def test_an_empty_queue_is_no_message() -> None:
    assert split_document(new_queue()).messages == ()
