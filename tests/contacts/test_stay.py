from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.errors import InvalidBooking
from contacts.models import Guest, Stay
from contacts.services.stay import StayOutcome, stay_record, stays_record
from contacts.types import Booking, BookingStatus
from tests.factories.accounts import NOW
from tests.factories.contacts import booking, booking_guest

pytestmark = pytest.mark.usefixtures("in_a")
LATER = NOW + timedelta(days=1)


def record(hotel: Hotel, given: Booking) -> StayOutcome:
    return stay_record(hotel=hotel, booking=given, now=NOW)


def test_a_reservation_becomes_a_stay_and_a_guest(hotel_a: Hotel) -> None:
    outcome = record(hotel_a, booking())
    stay, guest = Stay.objects.get(), Guest.objects.get()
    assert (outcome.created, outcome.superseded, outcome.issues) == (True, False, [])
    assert (stay.guest_id, stay.hotel_id, stay.nights, stay.status) == (guest.pk, hotel_a.pk, 3, "booked")
    assert (guest.email, guest.email_kind, guest.last_name) == ("ada.moser@example.com", "real", "Moser")


def test_the_same_version_again_changes_nothing(hotel_a: Hotel, django_assert_num_queries: Any) -> None:
    record(hotel_a, booking())
    again = stay_record(hotel=hotel_a, booking=booking(), now=LATER)
    assert (again.created, again.superseded) == (False, False)
    assert Stay.objects.get().updated_at == NOW
    assert Guest.objects.get().updated_at == NOW


def test_a_newer_version_replaces(hotel_a: Hotel) -> None:
    record(hotel_a, booking())
    changed = booking(modified_at=NOW, departure=date(2026, 7, 6), adults=1)
    outcome = stay_record(hotel=hotel_a, booking=changed, now=LATER)
    stay = Stay.objects.get()
    assert (outcome.created, stay.departure, stay.adults, stay.updated_at) == (
        False,
        date(2026, 7, 6),
        1,
        LATER,
    )


def test_an_older_version_is_superseded(hotel_a: Hotel) -> None:
    record(hotel_a, booking(modified_at=NOW, adults=1))
    outcome = record(hotel_a, booking())
    assert (outcome.superseded, Stay.objects.get().adults) == (True, 1)


def test_a_cancellation_before_its_reservation_is_never_revived(hotel_a: Hotel) -> None:
    record(hotel_a, booking(status=BookingStatus.CANCELLED, modified_at=NOW))
    outcome = record(hotel_a, booking())
    assert (outcome.superseded, Stay.objects.get().status) == (True, "cancelled")


def test_a_reservation_newer_than_its_cancellation_is_reinstated_and_reported(hotel_a: Hotel) -> None:
    record(hotel_a, booking(status=BookingStatus.CANCELLED))
    outcome = record(hotel_a, booking(modified_at=NOW))
    assert (outcome.issues, Stay.objects.get().status) == (["reinstated"], "booked")


def test_a_reservation_without_a_guest_is_a_stay_without_a_guest(hotel_a: Hotel) -> None:
    outcome = record(hotel_a, booking(guest=None))
    assert (outcome.guest, outcome.issues, Guest.objects.count()) == (None, ["no_guest"], 0)


def test_a_guest_of_empty_fields_is_no_guest(hotel_a: Hotel) -> None:
    empty = booking_guest(first_name=" ", last_name="", email="", phone="")
    assert record(hotel_a, booking(guest=empty)).issues == ["no_guest"]


def test_a_later_version_without_a_guest_keeps_the_guest(hotel_a: Hotel) -> None:
    guest = record(hotel_a, booking()).guest
    outcome = record(hotel_a, booking(modified_at=NOW, guest=None))
    assert (outcome.guest, outcome.issues) == (guest, [])


def test_an_alias_stays_with_the_stay_until_60_days_after_departure(hotel_a: Hotel) -> None:
    outcome = record(hotel_a, booking(guest=booking_guest(email="ab.1@guest.booking.com")))
    stay, guest = Stay.objects.get(), Guest.objects.get()
    assert outcome.issues == ["alias_only"]
    assert (guest.email, guest.email_kind, guest.address_hash) == ("", "alias", None)
    assert (stay.channel_email, stay.channel_email_valid_until) == (
        "ab.1@guest.booking.com",
        date(2026, 9, 2),
    )


def test_an_address_with_a_line_break_is_reported_and_never_stored(hotel_a: Hotel) -> None:
    bad = booking_guest(email="ada@example.com\r\nBcc: all@example.com")
    outcome = record(hotel_a, booking(guest=bad))
    guest = Guest.objects.get()
    assert (outcome.issues, guest.email, guest.email_kind) == (["invalid_address"], "", "invalid")


def test_a_day_use_is_a_stay_without_nights(hotel_a: Hotel) -> None:
    assert record(hotel_a, booking(departure=date(2026, 7, 1))).stay.nights == 0


@pytest.mark.parametrize(
    "broken",
    [
        {"departure": date(2026, 6, 30)},
        {"reservation_code": ""},
        {"reservation_code": "A\x00B"},
        {"reservation_code": "9" * 129},
        {"currency": ""},
        {"currency": "euro", "total_minor": None},
        {"adults": -1},
    ],
)
def test_a_contradictory_reservation_is_refused_and_leaves_nothing(
    hotel_a: Hotel, broken: dict[str, Any]
) -> None:
    page = [booking(reservation_code="R0"), booking(**broken)]
    with pytest.raises(InvalidBooking):
        stays_record(hotel=hotel_a, bookings=page, now=NOW)
    assert Stay.objects.count() == 0


def test_control_characters_in_names_are_dropped(hotel_a: Hotel) -> None:
    odd = booking_guest(first_name="Ada\x00", last_name="Mo\u202eser\r\n")
    guest = record(hotel_a, booking(guest=odd)).guest
    assert guest is not None
    assert (guest.first_name, guest.last_name) == ("Ada", "Moser")


def test_one_code_at_two_hotels_or_channels_is_two_stays(hotel_a: Hotel) -> None:
    record(hotel_a, booking())
    record(hotel_a, booking(source_channel="channex:BDC"))
    assert Stay.objects.count() == 2


def test_a_page_holds_several_versions_of_one_reservation(hotel_a: Hotel) -> None:
    page = [booking(), booking(modified_at=NOW, adults=1), booking(modified_at=NOW - timedelta(days=9))]
    outcomes = stays_record(hotel=hotel_a, bookings=page, now=NOW)
    assert [(one.created, one.superseded) for one in outcomes] == [
        (True, False),
        (False, False),
        (False, True),
    ]
    assert Stay.objects.get().adults == 1


def test_a_page_decides_as_its_bookings_one_by_one(hotel_a: Hotel) -> None:
    page = [
        booking(reservation_code=f"R{number}", guest=booking_guest(last_name=name, email=email))
        for number, (name, email) in enumerate(
            [
                ("Moser", "moser@example.com"),
                ("Huber", "moser@example.com"),
                ("Moser", "moser@example.com"),
                ("Rossi", "desk@example.org"),
                ("Bianchi", "desk@example.org"),
                ("Verdi", "desk@example.org"),
                ("Moser", "x@guest.booking.com"),
            ]
        )
    ]
    stays_record(hotel=hotel_a, bookings=page, now=NOW)
    together = contents()
    Stay.objects.all().delete()
    Guest.objects.all().delete()
    for one in page:
        record(hotel_a, one)
    assert contents() == together


def contents() -> list[Any]:
    rows = Stay.objects.order_by("reservation_code").select_related("guest")
    names: dict[int | None, int] = {}
    return [
        (
            stay.reservation_code,
            names.setdefault(stay.guest_id, len(names)),
            stay.guest and stay.guest.email_kind,
        )
        for stay in rows
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_page_costs_the_same_queries_whatever_its_size(
    hotel_a: Hotel, count: int, django_assert_num_queries: Any
) -> None:
    page = [
        booking(
            reservation_code=f"R{number}",
            guest=booking_guest(email=f"guest{number}@example.com"),
            newsletter=True,
        )
        for number in range(count)
    ]
    with django_assert_num_queries(17):
        stays_record(hotel=hotel_a, bookings=page, now=NOW)
    changed = [replace(one, modified_at=NOW, adults=1) for one in page]
    with django_assert_num_queries(16):
        stays_record(hotel=hotel_a, bookings=changed, now=NOW)
