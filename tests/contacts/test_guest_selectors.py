from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count

from accounts.models import Hotel, Organization
from compliance.selectors.permission import permission_annotate
from compliance.types import Purpose
from contacts.models import Guest
from contacts.selectors.audience import guests_for_audience
from contacts.selectors.guests import (
    arrivals_count,
    departures_count,
    guest_counts,
    guest_list,
    kind_counts,
)
from contacts.types import GuestFilters
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.compliance import ConsentStatusFactory
from tests.factories.contacts import GuestFactory, StayFactory

pytestmark = pytest.mark.usefixtures("in_a")
TODAY = NOW.date()


def names(**filters: Any) -> list[str]:
    return [guest.last_name for guest in guest_list(filters=GuestFilters(**filters), now=NOW)]


def stay(guest: Guest | None, hotel: Hotel, arrival: int, nights: int = 2, status: str = "booked") -> None:
    day = TODAY + timedelta(days=arrival)
    StayFactory(guest=guest, hotel=hotel, arrival=day, departure=day + timedelta(days=nights), status=status)


@pytest.fixture
def cast(in_a: Organization) -> None:
    allowed = GuestFactory(first_name="Ada", last_name="Moser", email="ada@example.com")
    ConsentStatusFactory(address_hash=allowed.address_hash)
    GuestFactory(
        first_name="Bruno", last_name="Huber", email="bruno@example.org", country="DE", language="de-AT"
    )
    GuestFactory(
        first_name="Carla", last_name="Rossi", email="", email_kind="alias", country="IT", language="it"
    )


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({}, ["Huber", "Moser", "Rossi"]),
        ({"search": "mos"}, ["Moser"]),
        ({"search": "bruno huber"}, ["Huber"]),
        ({"search": "example.org"}, ["Huber"]),
        ({"search": "%"}, []),
        ({"search": "\0"}, ["Huber", "Moser", "Rossi"]),
        ({"email_kind": "alias"}, ["Rossi"]),
        ({"permission": "allowed"}, ["Moser"]),
        ({"permission": "blocked"}, ["Huber", "Rossi"]),
    ],
)
def test_guests_are_found(filters: dict[str, Any], found: list[str]) -> None:
    assert names(**filters) == found


def test_guests_of_a_hotel_are_those_who_stay_there(hotel_a: Hotel) -> None:
    other = HotelFactory()
    stays: list[tuple[str, Hotel, str]] = [
        ("Moser", hotel_a, "booked"),
        ("Huber", other, "booked"),
        ("Rossi", hotel_a, "cancelled"),
    ]
    for name, hotel, status in stays:
        stay(GuestFactory(last_name=name), hotel, 1, status=status)
    assert names(hotel_id=hotel_a.pk) == ["Moser"]


def test_a_row_tells_of_past_and_future_stays(hotel_a: Hotel) -> None:
    guest = GuestFactory()
    for arrival in (-20, -10, 0, 5):
        stay(guest, hotel_a, arrival)
    stay(guest, hotel_a, 1, status="cancelled")
    row: Any = guest_list(filters=GuestFilters(), now=NOW).get()
    assert (row.stay_count, row.last_departure, row.next_arrival) == (4, date(2026, 5, 24), TODAY)


def test_a_guest_without_stays_has_none() -> None:
    GuestFactory()
    row: Any = guest_list(filters=GuestFilters(), now=NOW).get()
    assert (row.stay_count, row.last_departure, row.next_arrival) == (0, None, None)


@pytest.mark.usefixtures("cast")
@pytest.mark.parametrize(
    ("audience", "found"),
    [
        ({}, ["Huber", "Moser", "Rossi"]),
        ({"countries": ["de", "IT"]}, ["Huber", "Rossi"]),
        ({"languages": ["de"]}, ["Huber", "Moser"]),
        ({"languages": ["de"], "countries": ["AT"]}, ["Moser"]),
    ],
)
def test_an_audience_is_who_it_names(audience: dict[str, Any], found: list[str]) -> None:
    assert sorted(guest.last_name for guest in guests_for_audience(**audience)) == found


def test_an_audience_of_a_hotel_holds_each_guest_once(hotel_a: Hotel) -> None:
    guest = GuestFactory()
    GuestFactory()
    for arrival in (-20, 5):
        stay(guest, hotel_a, arrival)
    assert [row.pk for row in guests_for_audience(hotel_ids=[hotel_a.pk])] == [guest.pk]


@pytest.mark.usefixtures("cast")
def test_guests_are_counted(django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        counted = guest_counts(now=NOW)
    assert (counted.guests, counted.mailable, counted.alias) == (3, 1, 1)
    assert kind_counts() == {"real": 2, "alias": 1, "agency_shared": 0, "role": 0, "invalid": 0, "none": 0}


def test_arrivals_and_departures_are_counted_by_day(hotel_a: Hotel) -> None:
    for arrival in (-2, 0, 6, 7):
        stay(None, hotel_a, arrival)
    stay(None, hotel_a, 1, status="cancelled")
    assert arrivals_count(start=TODAY, days=7) == 2
    assert departures_count(start=TODAY, days=7) == 2
    assert arrivals_count(start=TODAY, days=7, hotel_id=hotel_a.pk + 1) == 0


def test_an_audience_is_counted_by_reason_and_inbox(django_assert_num_queries: Any) -> None:
    for first_name in ("Ada", "Ben"):
        shared: Any = GuestFactory(first_name=first_name, last_name="Moser", email="family@example.com")
    GuestFactory()
    ConsentStatusFactory(address_hash=shared.address_hash)
    rows: Any = permission_annotate(guests_for_audience(), purpose=Purpose.MARKETING, now=NOW)
    counted = rows.values("permission_reason").annotate(
        guests=Count("id"), inboxes=Count("address_hash", distinct=True)
    )
    with django_assert_num_queries(1):
        assert sorted(counted.values_list("permission_reason", "guests", "inboxes")) == [
            ("", 2, 1),
            ("no_consent", 1, 1),
        ]


def test_an_audience_can_be_frozen_by_one_insert(in_a: Organization) -> None:
    """The ledger is written by INSERT ... SELECT, from the very SQL of this queryset."""
    GuestFactory(email="ada@example.com")
    rows: Any = permission_annotate(guests_for_audience(), purpose=Purpose.MARKETING, now=NOW)
    statement, values = rows.values_list("id", "permission_reason").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE frozen (guest bigint, reason text) ON COMMIT DROP")
        cursor.execute(f"INSERT INTO frozen {statement}", values)
        cursor.execute("SELECT reason FROM frozen")
        assert cursor.fetchall() == [("no_consent",)]
