"""The SiteMinder parser on documents of our own."""

from datetime import UTC, date, datetime

import pytest

from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed, Unavailable
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus
from integrations_ota.adapters.siteminder.parser import parse_reservation, split_document
from integrations_ota.adapters.smx.adapter import DIALECT
from tests.integrations_ota.siteminder import envelope, pushed, reservation, retrieved


def parse(text: str) -> ParsedReservation:
    return parse_reservation(split_document(retrieved(text)).messages[0])


def parse_smx(text: str) -> ParsedReservation:
    return parse_reservation(split_document(envelope(pushed(text))).messages[0], DIALECT)


def test_a_reservation_is_read_whole() -> None:
    found = parse(reservation())
    assert (found.reservation_id, found.source_channel, found.reservation_code) == (
        "BDC-1",
        "booking.com",
        "1",
    )
    assert (found.status, found.version.at) == (
        ReservationStatus.BOOKED,
        datetime(2026, 5, 1, 0, 0, tzinfo=UTC),
    )
    assert (found.arrival, found.departure, found.hotel_code) == (date(2026, 7, 1), date(2026, 7, 8), "MERAN")
    assert (found.adults, found.children, found.total_minor, found.currency) == (2, 1, 41250, "EUR")
    assert (found.room_stays[0].room_code, found.room_stays[0].rate_code) == ("DZ", "BAR")
    assert found.guest is not None
    assert (found.guest.last_name, found.guest.language, found.guest.country) == ("Garnier", "fr", "FR")
    assert (found.newsletter, found.issues) == (None, ())


def test_the_message_number_is_what_is_confirmed() -> None:
    message = split_document(retrieved(reservation())).messages[0]
    assert (message.message_key, message.ack_token) == ("16:m-77", "Commit:m-77")


def test_an_envelope_makes_no_difference() -> None:
    bare = retrieved(reservation())
    assert split_document(envelope(bare.decode())) == split_document(bare)


def test_a_cancellation_may_be_only_its_numbers() -> None:
    found = parse(reservation(status="Cancel", inner=""))
    assert (found.status, found.arrival, found.guest) == (ReservationStatus.CANCELLED, None, None)


def test_f62_a_time_of_day_in_a_stay_is_never_converted() -> None:
    found = parse(reservation(start="2026-07-01T00:30:00+10:00", end="2026-07-02T23:30:00-10:00"))
    assert (found.arrival, found.departure) == (date(2026, 7, 1), date(2026, 7, 2))


def test_f47_card_numbers_are_gone_before_anything_is_stored() -> None:
    card = '<Guarantee><PaymentCard CardNumber="4111111111111111" SeriesCode="737"/></Guarantee></RoomStay>'
    text = reservation(comment="Card 4111 1111 1111 1111").replace("</RoomStay>", card, 1)
    body = split_document(retrieved(text)).messages[0].body
    assert "4111" not in body
    assert "737" not in body


def test_f42_unknown_elements_and_attributes_are_passed_over() -> None:
    odd = reservation().replace("<RatePlans>", '<Novelty xmlns="urn:new"/><RatePlans Novel="1">')
    assert parse(odd).room_stays[0].rate_code == "BAR"


def test_f45_a_reservation_without_guest_or_room_is_taken_with_its_issues() -> None:
    text = reservation(inner='<ResGlobalInfo><TimeSpan Start="2026-07-01" End="2026-07-02"/></ResGlobalInfo>')
    found = parse(text)
    assert (found.arrival, found.guest, [issue.kind for issue in found.issues]) == (
        date(2026, 7, 1), None, ["no_guest"],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "words", "kind"),
    [
        (reservation(status="Maybe"), "is marked “Maybe”", "malformed"),
        (reservation(status="CancelPending"), "it is not clear what it means", "ambiguous_cancellation"),
        (reservation(start="2026-13-01"), "month must be in 1..12", "malformed"),
        (reservation(end="2026-06-01"), "it departs on 2026-06-01 before", "malformed"),
        (reservation(at="yesterday"), "Invalid isoformat", "malformed"),
        (reservation(identifier=""), "it has no reservation number", "malformed"),
        (reservation(inner=""), "it has no arrival or departure date", "malformed"),
    ],
)
def test_what_cannot_be_read_says_why(text: str, words: str, kind: str) -> None:
    with pytest.raises(Malformed) as caught:
        parse(text)
    assert words in caught.value.message
    assert caught.value.kind == kind


def test_a_fetched_reservation_without_message_number_is_set_aside() -> None:
    batch = split_document(retrieved(reservation(message=""), reservation(message="m-2")))
    assert ([m.ack_token for m in batch.messages], len(batch.quarantined)) == (["Commit:m-2"], 1)


def test_a_pushed_one_is_told_apart_by_its_number_and_content() -> None:
    first, again, other = (
        split_document(envelope(pushed(reservation(message="", end=end), echo=echo))).messages[0]
        for end, echo in (("2026-07-08", "e1"), ("2026-07-08", "e2"), ("2026-07-09", "e1"))
    )
    assert first.message_key == again.message_key != other.message_key
    assert first.ack_token.startswith("pushed:")


@pytest.mark.parametrize(
    ("body", "error", "words"),
    [
        (b'<A_RS><Errors><Error Type="4" Code="497">Not you</Error></Errors></A_RS>', AuthFailed, "Not you"),
        (
            b'<A_RS><Errors><Error Type="6" Code="392" ShortText="No hotel"/></Errors></A_RS>',
            ContractViolation,
            "No hotel",
        ),
        (
            envelope("<s:Fault><faultcode>s:Server</faultcode><faultstring>Busy</faultstring></s:Fault>"),
            Unavailable,
            "Busy",
        ),
        (
            envelope(
                "<s:Fault><faultcode>w:FailedAuthentication</faultcode><faultstring>x</faultstring></s:Fault>"
            ),
            AuthFailed,
            "refused the log-in",
        ),
        (envelope(""), Malformed, "an empty envelope"),
        (b"<html/>", Malformed, "instead of reservations"),
        (b"", Malformed, "cannot be read as XML"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', Malformed, "declares a document type"),
    ],
)
def test_f43_errors_of_the_channel_are_told_in_its_words(
    body: bytes, error: type[Exception], words: str
) -> None:
    with pytest.raises(error, match=words):
        split_document(body)


@pytest.mark.parametrize(
    ("flags", "expected"),
    [
        (' ShareAllMarketInd="Yes"', True),
        (' ShareAllMarketInd="1" ShareAllOptOutInd="0"', True),
        (' ShareAllOptOutInd="Yes"', False),
        (' ShareAllMarketInd="No"', False),
        (' ShareAllMarketInd="Yes" ShareAllOptOutInd="Yes"', None),
        (' ShareAllMarketInd="Inherit"', None),
        ("", None),
    ],
)
def test_f51_consent_flags_are_taken_as_said_and_a_conflict_as_nothing(
    flags: str, expected: bool | None
) -> None:
    assert parse_smx(reservation(status="Reserved", flags=flags)).newsletter is expected
    assert parse(reservation(flags=flags)).newsletter is None


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("Reserved", "booked"), ("Waitlisted", "requested"), ("Cancelled", "cancelled"), ("No-show", "no_show"),
        ("In-house", "in_house"), ("Checked-out", "checked_out"),
    ],
)  # fmt: skip
def test_smx_speaks_of_the_whole_stay(word: str, status: str) -> None:
    assert parse_smx(reservation(status=word)).status.value == status


def test_a_pushed_reservation_without_time_takes_that_of_its_message() -> None:
    text = reservation().replace(' CreateDateTime="2026-05-01T10:00:00+10:00"', "")
    found = parse_reservation(split_document(envelope(pushed(text))).messages[0])
    assert found.version.at == datetime(2026, 5, 1, 0, 0, tzinfo=UTC)


def test_another_channel_is_named_by_its_word() -> None:
    found = parse(reservation(source="XYZ", identifier="XYZ-9").replace(">Booking.com<", ">Hotel Website<"))
    assert (found.source_channel, found.reservation_code) == ("hotel website", "9")
