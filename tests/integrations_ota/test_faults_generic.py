"""Faults of content, time and order that every channel can bring; docs/ota-faults.md lists them all."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.models import Guest, Stay
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import AckItem, AckOutcome, AckResult, Conn
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.models import ChannelIssue, Connection
from integrations_ota.services.acknowledge import acknowledgements_send
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.store import raw_messages_store
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.test_channex import page, revision

ROOM = {
    "room_type_id": "rt-1", "rate_plan_id": "rp-1", "checkin_date": "2026-10-24",
    "checkout_date": "2026-10-26", "amount": "100.00", "services": [], "taxes": [], "days": {},
}  # fmt: skip
NAMES = [
    "王小明", "مريم", "Zoë 🎿", "O'Brien-D'Arcy", "=HYPERLINK(1)", "<script>x</script>", "N" * 300, "\u202eevil",
    "a\u0000b",
]  # fmt: skip


@pytest.fixture
def connection(in_a: Any, hotel_a: Hotel) -> Connection:
    return ConnectionFactory(
        hotel=hotel_a, channel="channex", plain_credentials={"api_key": "k"}, rooms={"rt-1": "Double"}
    )


def deliver(connection: Connection, now: datetime, *revisions: Any) -> None:
    with HttpClient() as http:
        adapter = adapter_for("channex", http)
        raw_messages_store(connection=connection, batch=adapter.split(page(*revisions)), now=now)
        messages_apply(connection=connection, adapter=adapter, now=now)


def later(**changes: Any) -> dict[str, Any]:
    """The next version of the same booking."""
    made = revision(status="modified", inserted_at="2026-06-01T09:00:00.000000", **changes)
    made["id"] = made["attributes"]["id"] = "rev-later"
    return made


def test_f07_a_change_that_leaves_a_room_out_is_the_whole_truth(
    connection: Connection, now: datetime
) -> None:
    two = [ROOM, {**ROOM, "checkout_date": "2026-10-28", "amount": "150.00"}]
    deliver(connection, now, revision(rooms=two, departure_date="2026-10-28"))
    assert Stay.objects.get().departure == date(2026, 10, 28)
    deliver(connection, now, later(rooms=[ROOM], amount="100.00"))
    stay = Stay.objects.get()
    assert (stay.departure, stay.total_minor, stay.status) == (date(2026, 10, 26), 10000, "booked")


@pytest.mark.parametrize("name", NAMES)
def test_f49_names_of_all_kinds_are_kept_and_do_no_harm(
    name: str, connection: Connection, now: datetime
) -> None:
    customer = {"name": name, "surname": name, "mail": "x@example.com", "country": "AT", "language": "de"}
    deliver(connection, now, revision(customer=customer))
    guest = Guest.objects.get()
    assert guest.last_name != ""
    assert guest.last_name == guest.last_name.strip()
    assert len(guest.last_name) <= 200
    assert not set(guest.last_name) & {"\0", "\n", "\u202e"}
    assert Stay.objects.count() == 1


@pytest.mark.parametrize(
    "occupancy",
    [{"adults": 0, "children": 2}, {"adults": 60, "children": 0}, {"adults": None}, {}, {"adults": -1}],
)
def test_f50_odd_numbers_of_people_lose_no_stay(
    occupancy: dict[str, Any], connection: Connection, now: datetime
) -> None:
    deliver(connection, now, revision(occupancy=occupancy, rooms=[ROOM] * 30, amount="3000.00"))
    assert Stay.objects.filter(status="booked").count() == 1


@pytest.mark.parametrize(
    ("arrival", "departure"),
    [
        ("2026-03-28", "2026-03-30"),
        ("2026-10-24", "2026-10-26"),
        ("2026-12-31", "2027-01-01"),
        ("2028-02-28", "2028-03-01"),
        ("2020-05-01", "2020-05-03"),
        ("2026-01-01", "2027-06-01"),
    ],
)
def test_f60_f61_dates_stay_the_hotels_days_whatever_the_clock_does(
    arrival: str, departure: str, connection: Connection, now: datetime
) -> None:
    dates = {"checkin_date": arrival, "checkout_date": departure}
    deliver(
        connection, now, revision(arrival_date=arrival, departure_date=departure, rooms=[{**ROOM, **dates}])
    )
    stay = Stay.objects.get()
    assert (stay.arrival.isoformat(), stay.departure.isoformat()) == (arrival, departure)


class Deaf:
    """A channel that takes no receipts."""

    def __init__(self, http: HttpClient) -> None:
        self._real = adapter_for("channex", http)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        return [AckResult(item.token, AckOutcome.RETRY, "away") for item in items]


def test_f13_a_receipt_that_comes_too_late_is_shown_as_a_gap(connection: Connection, now: datetime) -> None:
    deliver(connection, now, revision())
    with HttpClient() as http:
        acknowledgements_send(connection_id=connection.pk, now=now, adapter=Deaf(http))
        assert ChannelIssue.objects.filter(kind="fallback_gap").count() == 0
        acknowledgements_send(
            connection_id=connection.pk, now=now + timedelta(minutes=31), adapter=Deaf(http)
        )
    gap = ChannelIssue.objects.get(kind="fallback_gap")
    assert (gap.subject, gap.detail) == (
        "book-1",
        "Reservation 5551234: not confirmed by 2026-06-01 12:30 UTC.",
    )
