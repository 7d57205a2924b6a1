"""Versions at Booking.com and Expedia: overlays, cancellations in any order, nothing guessed."""

from datetime import datetime
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.models import Stay
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.models import ChannelIssue, Connection, RawMessage
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.store import raw_messages_store
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota import expedia_documents as expedia
from tests.integrations_ota.booking_documents import changes_queue, item, new_queue, room, total

NIGHTS = ("2026-07-01", "2026-07-02")
NEW = new_queue(item(rooms=[room(*NIGHTS), room(*NIGHTS, code="102")], amount=total(40000)))
ONE_ROOM = changes_queue(item(rooms=[room("2026-07-02")], status="Modify", amount=total(10000)))
CANCEL = changes_queue(item(rooms=[], status="Cancelled"))
UNCLEAR = changes_queue(item(rooms=[]))


@pytest.fixture
def booking_com(in_a: Any, hotel_a: Hotel) -> Connection:
    return ConnectionFactory(hotel=hotel_a, channel="booking_com")


@pytest.fixture
def at_expedia(in_a: Any, hotel_a: Hotel) -> Connection:
    return ConnectionFactory(hotel=hotel_a, channel="expedia")


def deliver(connection: Connection, now: datetime, *documents: bytes) -> list[str]:
    """Deliver documents one after the other; return the states of all messages so far."""
    with HttpClient() as http:
        adapter = adapter_for(connection.channel, http)
        for document in documents:
            raw_messages_store(connection=connection, batch=adapter.split(document), now=now)
            messages_apply(connection=connection, adapter=adapter, now=now)
    return list(RawMessage.objects.order_by("id").values_list("state", flat=True))


def stays() -> list[tuple[Any, ...]]:
    return list(Stay.objects.values_list("status", "arrival__day", "room_name", "total_minor"))


def issues() -> list[str]:
    return list(ChannelIssue.objects.filter(resolved_at=None).values_list("kind", flat=True))


def test_f07_a_change_without_a_room_takes_the_room_away(booking_com: Connection, now: datetime) -> None:
    deliver(booking_com, now, NEW)
    assert stays() == [("booked", 1, "101 + 102", 40000)]
    assert deliver(booking_com, now, ONE_ROOM) == ["applied", "applied"]
    assert stays() == [("booked", 2, "101", 10000)]


def test_a_cancellation_without_rooms_keeps_what_was_booked(booking_com: Connection, now: datetime) -> None:
    assert deliver(booking_com, now, NEW, CANCEL) == ["applied", "applied"]
    assert stays() == [("cancelled", 1, "101 + 102", 40000)]
    assert issues() == []


def test_f05_a_booking_that_comes_after_its_cancellation_stays_cancelled(
    booking_com: Connection, now: datetime
) -> None:
    assert deliver(booking_com, now, CANCEL, NEW) == ["applied", "superseded"]
    assert stays() == [("cancelled", 1, "101 + 102", 40000)]
    assert issues() == []


def test_f06_a_change_after_the_cancellation_revives_nothing_and_is_shown(
    booking_com: Connection, now: datetime
) -> None:
    assert deliver(booking_com, now, NEW, CANCEL, ONE_ROOM) == ["applied", "applied", "superseded"]
    assert stays() == [("cancelled", 1, "101 + 102", 40000)]
    assert issues() == ["ambiguous_cancellation"]


def test_an_unclear_change_is_set_aside_and_the_stay_stays(booking_com: Connection, now: datetime) -> None:
    assert deliver(booking_com, now, NEW, UNCLEAR) == ["applied", "quarantined"]
    assert stays() == [("booked", 1, "101 + 102", 40000)]
    assert issues() == ["ambiguous_cancellation"]


def test_f01_the_same_message_twice_is_one_version(booking_com: Connection, now: datetime) -> None:
    assert deliver(booking_com, now, NEW, NEW) == ["applied"]


def test_f09_a_cancellation_of_expedia_keeps_room_and_price(at_expedia: Connection, now: datetime) -> None:
    first = expedia.document(expedia.booking())
    cancelled = expedia.document(expedia.cancellation(at="2026-03-02T09:00:00Z"))
    assert deliver(at_expedia, now, first, cancelled) == ["applied", "applied"]
    assert stays() == [("cancelled", 1, "21", 19800)]


def test_f04_an_older_change_of_expedia_that_comes_late_is_superseded(
    at_expedia: Connection, now: datetime
) -> None:
    newer = expedia.booking(
        kind="Modify", at="2026-03-03T09:00:00Z", stay=expedia.room_stay(room="22", departure="2026-05-04")
    )
    older = expedia.booking(kind="Modify", at="2026-03-02T09:00:00Z")
    documents = [expedia.document(text) for text in (expedia.booking(), newer, older)]
    assert deliver(at_expedia, now, *documents) == ["applied", "applied", "superseded"]
    assert stays() == [("booked", 1, "22", 19800)]
