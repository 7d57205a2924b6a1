"""The Channex parser on revisions of our own."""

import contextlib
import copy
import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from integrations_ota.adapters.channex.parser import parse_revision, split_document
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus

REVISION: dict[str, Any] = {
    "type": "booking_revision",
    "id": "rev-1",
    "attributes": {
        "id": "rev-1",
        "booking_id": "book-1",
        "unique_id": "BDC-5551234",
        "ota_name": "Booking.com",
        "ota_reservation_code": "5551234",
        "status": "new",
        "property_id": "MERAN",
        "arrival_date": "2026-10-24",
        "departure_date": "2026-10-26",
        "currency": "EUR",
        "amount": "250.00",
        "inserted_at": "2026-06-01T07:00:00.000000",
        "customer": {
            "name": "Chloé", "surname": "Garnier", "mail": "cgarn.123@guest.booking.com",
            "phone": "+33612345678", "country": "fr", "language": "FR",
        },
        "occupancy": {"adults": 2, "children": 1, "infants": 1},
        "guarantee": {"card_number": "4111111111111111", "cvv": "123"},
        "notes": "Bitte 4111 1111 1111 1111 belasten.",
        "rooms": [
            {
                "room_type_id": "rt-1", "rate_plan_id": "rp-1", "checkin_date": "2026-10-24",
                "checkout_date": "2026-10-26", "amount": "250.00", "services": [], "taxes": [],
                "days": {"2026-10-24": "120.00", "2026-10-25": "130.00"},
            }
        ],
    },
}  # fmt: skip


def revision(**changes: Any) -> dict[str, Any]:
    made = copy.deepcopy(REVISION)
    made["attributes"] |= changes
    return made


def page(*revisions: Any, total: int | None = None) -> bytes:
    meta = {"page": 1, "limit": 10, "total": len(revisions) if total is None else total}
    return json.dumps({"data": list(revisions), "meta": meta}).encode()


def parse(**changes: Any) -> ParsedReservation:
    return parse_revision(split_document(page(revision(**changes))).messages[0])


def test_a_revision_is_read_whole() -> None:
    found = parse()
    assert (found.reservation_id, found.source_channel, found.reservation_code) == (
        "book-1", "booking.com", "5551234",
    )  # fmt: skip
    assert (found.status, found.version.at) == (
        ReservationStatus.BOOKED, datetime(2026, 6, 1, 7, 0, tzinfo=UTC),
    )  # fmt: skip
    assert (found.arrival, found.departure) == (date(2026, 10, 24), date(2026, 10, 26))
    assert (found.adults, found.children, found.total_minor) == (2, 2, 25000)
    assert found.guest is not None
    assert (found.guest.country, found.guest.language) == ("FR", "fr")
    assert found.newsletter is None
    assert found.issues == ()


def test_card_data_is_gone_before_anything_is_stored() -> None:
    message = split_document(page(revision())).messages[0]
    assert "guarantee" not in message.body
    assert "4111" not in message.body
    assert parse().comments == ("Bitte [card number removed] belasten.",)


@pytest.mark.parametrize(
    ("currency", "amount", "minor"),
    [("EUR", "250.00", 25000), ("JPY", "25000", 25000), ("KWD", "25.125", 25125), ("HUF", "990.5", 99050)],
)
def test_money_has_the_decimals_of_its_currency(currency: str, amount: str, minor: int) -> None:
    assert parse(currency=currency, amount=amount, rooms=[]).total_minor == minor


def test_an_unmapped_room_is_an_issue() -> None:
    rooms = copy.deepcopy(REVISION["attributes"]["rooms"])
    rooms[0]["room_type_id"] = None
    assert [issue.kind for issue in parse(rooms=rooms).issues] == ["unmapped_room"]


def test_nights_that_do_not_add_up_are_an_issue() -> None:
    found = parse(amount="251.00")
    assert [issue.kind for issue in found.issues] == ["price_mismatch"]
    assert found.total_minor == 25100


def test_a_booking_without_customer_has_no_guest() -> None:
    found = parse(customer=None)
    assert found.guest is None
    assert [issue.kind for issue in found.issues] == ["no_guest"]


@pytest.mark.parametrize(
    ("unique_id", "ota_name", "source"),
    [
        ("EXP-1", "Expedia", "expedia"),
        ("ABB-1", "Airbnb", "airbnb"),
        ("XYZ-1", "My Engine", "my engine"),
        ("", "", "channex"),
    ],
)
def test_the_ota_behind_a_booking_is_named(unique_id: str, ota_name: str, source: str) -> None:
    assert parse(unique_id=unique_id, ota_name=ota_name).source_channel == source


@pytest.mark.parametrize(
    "change",
    [
        {"status": "maybe"},
        {"arrival_date": "31/31/2026"},
        {"departure_date": "2026-10-01"},
        {"inserted_at": None},
        {"booking_id": ""},
        {"amount": "NaN"},
    ],
    ids=str,
)
def test_what_cannot_be_read_is_malformed(change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse(**change)


@pytest.mark.parametrize("rooms", [None, "none", [None], [{"checkin_date": 3}]], ids=str)
def test_odd_shapes_never_end_in_another_exception(rooms: Any) -> None:
    with contextlib.suppress(Malformed):
        assert parse(rooms=rooms, occupancy=[], customer="x").guest is None


def test_a_revision_without_id_is_set_aside() -> None:
    batch = split_document(page({"type": "booking_revision"}, revision()))
    assert (len(batch.messages), len(batch.quarantined)) == (1, 1)


def test_a_further_page_is_announced() -> None:
    batch = split_document(page(revision(), total=25))
    assert (batch.has_more, batch.next_cursor) == (True, {"page": 2})


@pytest.mark.parametrize("body", [b"<html>", b"[]", b'{"data":3}', b""])
def test_other_documents_are_refused(body: bytes) -> None:
    with pytest.raises(Malformed):
        split_document(body)
