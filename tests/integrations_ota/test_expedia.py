"""The Expedia parser on documents of our own."""

from datetime import UTC, date, datetime

import pytest

from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed, OtaError, Unavailable
from integrations_ota.adapters.expedia.parser import parse_booking, split_document
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus, StayGuest
from tests.integrations_ota.expedia_documents import (
    BASE,
    booking,
    cancellation,
    document,
    error,
    room_stay,
)


def parse(text: str) -> ParsedReservation:
    return parse_booking(split_document(document(text)).messages[0])


def test_a_booking_is_read_whole() -> None:
    found = parse(booking(rest='<SpecialRequest code="1.15">1 queen bed</SpecialRequest>'))
    assert (found.reservation_id, found.source_channel, found.hotel_code) == ("9001", "expedia", "111")
    assert (found.status, found.version.at) == (
        ReservationStatus.BOOKED, datetime(2026, 3, 1, 9, 0, tzinfo=UTC),
    )  # fmt: skip
    assert (found.arrival, found.departure) == (date(2026, 5, 1), date(2026, 5, 3))
    assert (found.adults, found.children, found.room_stays[0].child_ages) == (2, 1, (6,))
    assert (found.total_minor, found.currency, found.comments) == (19800, "EUR", ("1 queen bed",))
    assert (found.room_stays[0].room_code, found.room_stays[0].rate_code) == ("21", "31A")
    assert (found.newsletter, found.issues) == (None, ())
    assert found.guest == StayGuest(
        first_name="Amélie", last_name="Laurent", title="",
        email="0123456789abcdef0123456789abcdef@m.expediapartnercentral.com", phone="+33612345678",
        language="", country="", gender="", birth_date=None, street="", postal_code="", city="",
    )  # fmt: skip


def test_f09_a_cancellation_brings_neither_room_nor_price() -> None:
    found = parse(cancellation(at="2026-03-02T09:00:00Z"))
    assert (found.status, found.arrival, found.room_stays) == (ReservationStatus.CANCELLED, None, ())
    assert (found.total_minor, found.issues) == (None, ())


def test_room_zero_without_a_cancellation_is_never_guessed_to_be_one() -> None:
    with pytest.raises(Malformed) as caught:
        parse(booking(kind="Modify", stay=room_stay(room="0", rate="0")))
    assert caught.value.kind == "ambiguous_cancellation"


def test_the_versions_of_a_booking_are_ordered_even_at_the_same_moment() -> None:
    versions = [parse(text).version for text in (booking(), booking(kind="Modify"), cancellation())]
    assert versions == sorted(set(versions))


def test_a_redelivered_booking_is_known_though_its_state_changed() -> None:
    first, again = (
        split_document(document(text)).messages[0]
        for text in (booking(), booking(status="confirmed", number="BH9001"))
    )
    assert first == again
    assert first.ack_token == "Book:9001"


def test_f42_another_year_of_the_namespace_and_unknown_elements_are_tolerated() -> None:
    text = booking(rest="<Surprise a='1'><b/></Surprise>").replace("<Hotel ", '<Hotel x="y" ')
    batch = split_document(document(text, namespace=f"{BASE}/BR/2031/07"))
    assert parse_booking(batch.messages[0]).hotel_code == "111"


@pytest.mark.parametrize("namespace", ["http://example.com/x", f"{BASE}/AR/2014/01", ""])
def test_another_family_of_documents_is_refused(namespace: str) -> None:
    with pytest.raises(Malformed):
        split_document(document(booking(), namespace=namespace))


def test_f47_the_card_is_gone_with_its_holder_and_from_the_request() -> None:
    card = (
        '<PaymentCard cardCode="VI" cardNumber="4111111111111111" seriesCode="737" expireDate="1231">'
        '<CardHolder name="Amélie Laurent" address="12 rue X"/></PaymentCard>'
        '<SpecialRequest code="4">carte 4111-1111-1111-1111</SpecialRequest>'
    )
    message = split_document(document(booking(rest=card))).messages[0]
    assert not any(word in message.body for word in ("1111", "737", "rue X"))
    assert parse_booking(message).comments == ("carte [card number removed]",)


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("JPY", "19800", 19800), ("KWD", "19.805", 19805), ("HUF", "198.5", 19850)],
)
def test_f48_money_has_the_decimals_of_its_currency(currency: str, amount: str, minor: int) -> None:
    total = f'<Total amountAfterTaxes="{amount}" currency="{currency}"/>'
    assert parse(booking(stay=room_stay(total=total))).total_minor == minor


def test_nights_that_do_not_add_up_are_an_issue() -> None:
    total = '<Total amountAfterTaxes="205.00" amountOfTaxes="18.00" currency="EUR"/>'
    assert [i.kind for i in parse(booking(stay=room_stay(total=total))).issues] == ["price_mismatch"]


def test_f45_a_booking_without_guest_or_room_is_taken_over_with_an_issue() -> None:
    found = parse(booking(guest="", stay=room_stay(room="")))
    assert [issue.kind for issue in found.issues] == ["no_guest", "unmapped_room"]


@pytest.mark.parametrize(
    "text",
    [
        booking(kind="Maybe"),
        booking(at=""),
        booking(at="soon"),
        booking(stay=""),
        booking(stay="<RoomStay/>"),
        booking(stay=room_stay(arrival="2026-13-45")),
        booking(stay=room_stay(departure="2026-04-01")),
        booking(stay=room_stay(total='<Total amountAfterTaxes="lots" currency="EUR"/>')),
        booking(stay=room_stay().replace('adult="2"', 'adult="two"')),
        booking(stay=room_stay().replace('age="6"', 'age="-6"')),
    ],
)
def test_what_cannot_be_read_is_malformed(text: str) -> None:
    with pytest.raises(Malformed):
        parse(text)


def test_a_booking_without_number_is_set_aside_and_its_neighbour_kept() -> None:
    batch = split_document(document(booking(identifier=""), booking()))
    assert ([m.ack_token for m in batch.messages], len(batch.quarantined)) == (["Book:9001"], 1)


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        (1001, AuthFailed),
        (2001, ContractViolation),
        (3107, ContractViolation),
        (3210, Unavailable),
        (4000, Unavailable),
        (4099, Unavailable),
        (4206, Unavailable),
        (5000, Unavailable),
        (4100, ContractViolation),
        (4207, ContractViolation),
    ],
)
def test_each_class_of_errors_has_its_meaning(code: int, kind: type[OtaError]) -> None:
    with pytest.raises(kind, match=f"“words” \\({code}\\)"):
        split_document(error(code))


@pytest.mark.parametrize("body", [b"", b"<html/>", b"<BookingRetrievalRS", b"{}", b"\xff\xfe\x00"])
def test_other_documents_are_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        split_document(body)
