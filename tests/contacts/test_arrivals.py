"""Arrivals that no mail reaches, and the rate at which guests become direct, at the API's door."""

import re
from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from contacts.models import Guest, PreCheckIn, Stay
from contacts.services.stay import stays_record
from contacts.types import BookingStatus, EmailKind
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.contacts import GuestFactory, StayFactory, booking, booking_guest

pytestmark = pytest.mark.django_db
DAY = date(2026, 7, 1)
LIST = "/api/v1/orgs/alpenblick/arrivals/unreachable"
RATES = "/api/v1/orgs/alpenblick/arrivals/direct-rates?start=2026-06-01&end=2026-07-31"


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


def arrive(hotel: Hotel, code: str, last_name: str, email: str, **changes: Any) -> Stay:
    """A reservation as a channel sends it."""
    given = booking(
        **{"reservation_code": code, "guest": booking_guest(last_name=last_name, email=email)} | changes
    )
    with tenant_scope(hotel.organization_id):
        return stays_record(hotel=hotel, bookings=[given], now=NOW)[0].stay


def listed(client: Any, hotel: Hotel, day: date | None = DAY) -> list[dict[str, Any]]:
    on = {"day": day.isoformat()} if day else {}
    rows: list[dict[str, Any]] = client.get(LIST, {"hotel": hotel.pk} | on).json()["results"]
    return rows


def test_each_reason_is_listed_with_its_link(client_of_a: Any, hotel_a: Hotel, visitor: Client) -> None:
    arrive(hotel_a, "R1", "Alias", "a.1@guest.booking.com")
    arrive(hotel_a, "R2", "Desk", "info@firm.example")
    arrive(hotel_a, "R3", "Nothing", "")
    arrive(hotel_a, "R4", "Real", "real@example.com")
    arrive(hotel_a, "R5", "Typo", "typo@")
    for number, name in enumerate(("Xaver", "Yilmaz", "Zeller")):
        arrive(hotel_a, f"S{number}", name, "agency@example.com", arrival=DAY + timedelta(days=number // 2))
    arrive(hotel_a, "C1", "Cancelled", "", status=BookingStatus.CANCELLED)
    arrive(hotel_a, "N1", "", "", guest=None)
    rows = listed(client_of_a, hotel_a)
    assert [(row["guest"]["last_name"] if row["guest"] else None, row["reason"]) for row in rows] == [
        ("Alias", "alias"),
        ("Desk", "role"),
        ("Nothing", "none"),
        ("Typo", "invalid"),
        ("Xaver", "agency_shared"),
        ("Yilmaz", "agency_shared"),
        (None, "none"),
    ]
    first = rows[0]
    assert {name: first[name] for name in ("arrival", "departure", "nights", "source_channel", "room_name")} == {
        "arrival": "2026-07-01", "departure": "2026-07-04", "nights": 3, "source_channel": "alpinebits",
        "room_name": "Double",
    }  # fmt: skip
    assert (first["text"], first["code_sent"]) == (
        "Only an address that the booking site lent for this stay.",
        False,
    )
    assert first["link_expires"] == "2026-07-05T00:00:00+02:00"
    assert "Welcome, Ada" in visitor.get(first["link"].partition("8000")[2] + "?lang=en").content.decode()


def test_today_is_the_hotels(client_of_a: Any, hotel_a: Hotel, at_noon: Any) -> None:
    arrive(hotel_a, "R1", "Moser", "")
    at_noon.move_to("2026-06-30T21:59:59+00:00")
    assert listed(client_of_a, hotel_a, None) == []
    at_noon.move_to("2026-06-30T22:00:00+00:00")
    assert [row["reservation_code"] for row in listed(client_of_a, hotel_a, None)] == ["R1"]


def test_another_hotels_arrivals_are_not_listed(client_of_a: Any, hotel_a: Hotel, hotel_b: Hotel) -> None:
    with tenant_scope(hotel_a.organization_id):
        other = HotelFactory()
    arrive(other, "R1", "Moser", "")
    assert listed(client_of_a, hotel_a) == []
    assert client_of_a.get(LIST, {"hotel": hotel_b.pk}).status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_for_one_and_three(
    client_of_a: Any, hotel_a: Hotel, count: int, django_assert_num_queries: Any
) -> None:
    for number in range(count):
        arrive(hotel_a, f"R{number}", f"Moser{number}", "")
    listed(client_of_a, hotel_a)
    with django_assert_num_queries(6):
        assert len(listed(client_of_a, hotel_a)) == count


def test_the_link_is_for_those_who_may_edit_guests(client_of_analyst: Any, hotel_a: Hotel) -> None:
    stay = arrive(hotel_a, "R1", "Moser", "")
    assert client_of_analyst.get(LIST, {"hotel": hotel_a.pk}).status_code == 403
    assert client_of_analyst.get(f"/api/v1/orgs/alpenblick/arrivals/{stay.pk}/qr.svg").status_code == 403


def test_the_qr_code_is_an_image_without_anything_that_runs(client_of_a: Any, hotel_a: Hotel) -> None:
    stay = arrive(hotel_a, "R1", "Moser", "")
    answer = client_of_a.get(f"/api/v1/orgs/alpenblick/arrivals/{stay.pk}/qr.svg")
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/svg+xml")
    assert set(re.findall(r"<(\w+)", answer.content.decode())) == {"svg", "path"}


def test_there_is_no_qr_code_where_nobody_need_be_asked(
    client_of_a: Any, hotel_a: Hotel, at_noon: Any
) -> None:
    real = arrive(hotel_a, "R1", "Moser", "real@example.com")
    past = arrive(hotel_a, "R2", "Huber", "")
    at_noon.move_to("2026-07-05T00:00:00+02:00")
    paths = [f"/api/v1/orgs/alpenblick/arrivals/{pk}/qr.svg" for pk in (real.pk, past.pk, 10**9)]
    assert [client_of_a.get(path).status_code for path in paths] == [404] * 3


def stay_of(
    hotel: Hotel, guest: Guest | None, channel: str, arrival: str, came: str = "alias", **more: Any
) -> Stay:
    day = date.fromisoformat(arrival)
    stay: Stay = StayFactory(
        hotel=hotel, guest=guest, source_channel=channel, arrival=day, departure=day + timedelta(days=2),
        email_kind=came, **more,
    )  # fmt: skip
    return stay


def won(stay: Stay) -> None:
    PreCheckIn.objects.create(
        stay=stay, language="de", address_hash=b"a" * 32, code_hash=b"c" * 32, state=PreCheckIn.CONFIRMED,
        created_at=NOW, expires_at=NOW, confirmed_at=NOW,
    )  # fmt: skip


def direct() -> Guest:
    guest: Guest = GuestFactory(provenance={"email": "guest"})
    return guest


def unreached() -> Guest:
    guest: Guest = GuestFactory(email="", email_kind=EmailKind.ALIAS.value)
    return guest


def test_the_rate_counts_exactly_who_became_direct(client_of_a: Any, hotel_a: Hotel) -> None:
    with tenant_scope(hotel_a.organization_id):
        captured, twice, by_form, by_staff = (
            direct(),
            direct(),
            direct(),
            GuestFactory(provenance={"email": "staff"}),
        )
        won(stay_of(hotel_a, captured, "booking", "2026-06-03"))
        won(stay_of(hotel_a, twice, "booking", "2026-06-10"))
        stay_of(hotel_a, twice, "booking", "2026-06-20")
        stay_of(hotel_a, by_form, "booking", "2026-06-30")
        stay_of(hotel_a, by_staff, "booking", "2026-06-30", "none")
        stay_of(hotel_a, unreached(), "booking", "2026-06-30")
        stay_of(hotel_a, None, "booking", "2026-06-11", "")
        stay_of(hotel_a, None, "booking", "2026-06-12", "")
        # In July, and by another channel.
        stay_of(hotel_a, twice, "booking", "2026-07-01", "invalid")
        stay_of(hotel_a, by_form, "expedia", "2026-07-31", "role")
        stay_of(hotel_a, unreached(), "expedia", "2026-07-31", "agency_shared")
        # None of these counts: came with a real address, cancelled, other days.
        stay_of(hotel_a, direct(), "booking", "2026-06-03", "real")
        stay_of(hotel_a, direct(), "booking", "2026-06-03", status=BookingStatus.CANCELLED.value)
        stay_of(hotel_a, direct(), "booking", "2026-06-03", status=BookingStatus.NO_SHOW.value)
        stay_of(hotel_a, direct(), "booking", "2026-05-31")
        stay_of(hotel_a, direct(), "booking", "2026-08-01")
    names = ("channel", "month", "stays", "guests", "with_address", "confirmed", "by_pre_check_in", "rate")
    answer = client_of_a.get(RATES).json()
    assert [tuple(row[name] for name in names) for row in answer["rows"]] == [
        ("booking", "2026-06-01", 8, 7, 4, 3, 2, 0.4286),
        ("booking", "2026-07-01", 1, 1, 1, 1, 1, 1.0),
        ("expedia", "2026-07-01", 2, 2, 1, 1, 0, 0.5),
    ]
    assert answer["total"] == {
        "stays": 11, "guests": 8, "with_address": 4, "confirmed": 3, "by_pre_check_in": 2, "rate": 0.375,
    }  # fmt: skip


def test_the_rate_of_one_hotel(client_of_a: Any, hotel_a: Hotel, hotel_b: Hotel) -> None:
    with tenant_scope(hotel_a.organization_id):
        other = HotelFactory()
        stay_of(hotel_a, direct(), "booking", "2026-06-03")
        stay_of(other, unreached(), "booking", "2026-06-03")
    totals = [
        client_of_a.get(f"{RATES}&hotel={hotel.pk}").json()["total"]["rate"] for hotel in (hotel_a, other)
    ]
    assert totals == [1.0, 0.0]
    assert client_of_a.get(f"{RATES}&hotel={hotel_b.pk}").status_code == 404


def test_without_stays_there_is_no_rate(client_of_a: Any, hotel_a: Hotel) -> None:
    answer = client_of_a.get("/api/v1/orgs/alpenblick/arrivals/direct-rates").json()
    assert answer == {
        "start": "2025-07-01", "end": "2026-06-30", "rows": [],
        "total": {"stays": 0, "guests": 0, "with_address": 0, "confirmed": 0, "by_pre_check_in": 0, "rate": None},
    }  # fmt: skip


@pytest.mark.parametrize(
    "span", ["start=2026-07-01&end=2026-06-30", "start=2020-01-01&end=2026-06-30", "start=x"]
)
def test_a_span_that_makes_no_sense_is_refused(client_of_a: Any, span: str) -> None:
    answer = client_of_a.get(f"/api/v1/orgs/alpenblick/arrivals/direct-rates?{span}")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_how_a_stay_came_is_kept_whatever_becomes_of_its_guest(hotel_a: Hotel) -> None:
    for code, email in (("R1", "a.1@guest.booking.com"), ("R2", ""), ("R3", "real@example.com")):
        arrive(hotel_a, code, f"Name{code}", email)
    arrive(hotel_a, "R1", "NameR1", "own@example.com", modified_at=NOW)
    arrive(hotel_a, "R4", "", "", guest=None)
    arrive(hotel_a, "R4", "Late", "info@firm.example", modified_at=NOW)
    with tenant_scope(hotel_a.organization_id):
        assert list(Stay.objects.order_by("reservation_code").values_list("email_kind", flat=True)) == [
            "alias", "none", "real", "role"
        ]  # fmt: skip
