"""The nightly comparison: what drifted is named and sent again."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from integrations_ota.models import ChangedDay, ChannelIssue, Connection
from integrations_ota.selectors.connections import comparisons_due
from integrations_ota.services.compare import connection_compare
from integrations_ota.services.push import connection_push
from tests.factories.integrations_ota import ConnectionFactory, RoomMappingFactory
from tests.integrations_ota.products import Garden, garden_at_channex
from tests.integrations_ota.sandbox import Sandbox


@pytest.fixture
def garden(channex: Connection, sandbox: Sandbox, now: datetime) -> Garden:
    made = garden_at_channex(channex, sandbox, now)
    made.set(now, made.rooms(4, days=3), made.rate(days=3, price_minor=9900, min_stay=2))
    connection_push(connection_id=channex.pk, now=now)
    return made


def test_what_agrees_opens_nothing(garden: Garden, now: datetime) -> None:
    found = connection_compare(connection_id=garden.connection.pk, now=now)
    assert (found.drifted, found.error, ChannelIssue.objects.count()) == (0, "", 0)


def test_a_drift_is_named_and_mended(garden: Garden, sandbox: Sandbox, now: datetime) -> None:
    rooms = [[garden.room_code, "2026-07-02", 9]]
    sandbox.control("calendar", {"hotel": "MERAN", "channel": "channex", "rooms": rooms})
    assert connection_compare(connection_id=garden.connection.pk, now=now).drifted == 1
    issue = ChannelIssue.objects.get(kind="rate_drift")
    assert issue.detail == "Garden double, 1 day from 2026-07-02: the channel shows 9, the calendar 4"
    connection_push(connection_id=garden.connection.pk, now=now)
    assert garden.kept_rooms()["2026-07-02"] == 4
    connection_compare(connection_id=garden.connection.pk, now=now + timedelta(days=1))
    issue.refresh_from_db()
    assert issue.resolved_at == now + timedelta(days=1)


def test_a_channel_that_forgot_everything_is_told_everything(
    garden: Garden, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.reset(seed=7, reservations=120)
    assert connection_compare(connection_id=garden.connection.pk, now=now).drifted == 6
    connection_push(connection_id=garden.connection.pk, now=now)
    assert [rate["rate"] for rate in garden.kept_rates().values()] == [9900, 9900, 9900]


def test_days_that_wait_to_be_sent_are_no_drift(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(1, days=3))
    assert connection_compare(connection_id=garden.connection.pk, now=now).drifted == 0
    assert ChangedDay.objects.count() == 3


def test_a_channel_that_fails_is_compared_another_night(
    garden: Garden, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.fail("http_500")
    found = connection_compare(connection_id=garden.connection.pk, now=now)
    garden.connection.refresh_from_db()
    assert found.error == garden.connection.push_error != ""
    assert garden.connection.last_compared_at is None


def test_connections_are_compared_once_in_their_own_night(in_a: Any, hotel_a: Hotel, now: datetime) -> None:
    mapping = RoomMappingFactory(connection__hotel=hotel_a)
    ConnectionFactory(hotel=hotel_a, remote_hotel_id="without mapping")
    night = now.replace(hour=1)
    assert hotel_a.time_zone == "Europe/Vienna"
    assert comparisons_due(now=now) == []
    assert comparisons_due(now=night) == [mapping.connection_id]
    Connection.objects.filter(pk=mapping.connection_id).update(last_compared_at=night - timedelta(hours=1))
    assert comparisons_due(now=night) == []
