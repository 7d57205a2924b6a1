"""The calendar on its way to a channel, over real HTTP: merged, in portions, each item answered."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from integrations_ota.adapters.ari import AvailabilityChange, PushReport
from integrations_ota.adapters.channex.adapter import ChannexAdapter
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import Conn
from integrations_ota.errors import ConnectionBusy
from integrations_ota.models import ChangedDay, ChannelIssue, Connection
from integrations_ota.services.changed import connection_resend_request
from integrations_ota.services.lease import lease_take
from integrations_ota.services.mapping import mapping_set
from integrations_ota.services.push import connection_push
from integrations_ota.types import RoomLink
from tests.integrations_ota.products import DAY, Garden, garden_at_channex
from tests.integrations_ota.sandbox import Sandbox


@pytest.fixture
def garden(channex: Connection, sandbox: Sandbox, now: datetime) -> Garden:
    return garden_at_channex(channex, sandbox, now)


def push(garden: Garden, now: datetime) -> Any:
    return connection_push(connection_id=garden.connection.pk, now=now)


def test_rooms_prices_and_restrictions_arrive_as_they_were_set(garden: Garden, now: datetime) -> None:
    garden.set(
        now,
        garden.rooms(4, days=3),
        garden.rate(days=2, price_minor=19950, min_stay=2, closed_to_arrival=True),
    )
    done = push(garden, now)
    assert (done.accepted, done.rejected, done.waiting, done.calls, done.error) == (5, 0, 0, 2, "")
    assert garden.kept_rooms() == {"2026-07-01": 4, "2026-07-02": 4, "2026-07-03": 4}
    rules = {
        "rate": 19950, "min_stay_arrival": 2, "max_stay": 0, "stop_sell": False, "closed_to_arrival": True,
        "closed_to_departure": False,
    }  # fmt: skip
    assert garden.kept_rates() == {"2026-07-01": rules, "2026-07-02": rules}
    assert ChangedDay.objects.count() == 0


def test_overlapping_ranges_are_sent_once_and_the_last_one_wins(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(5, days=10), garden.rooms(2, DAY + timedelta(days=3), days=2))
    assert push(garden, now).calls == 1
    kept = garden.kept_rooms()
    assert [kept[(DAY + timedelta(days=n)).isoformat()] for n in range(10)] == [5, 5, 5, 2, 2, 5, 5, 5, 5, 5]


def test_equal_days_travel_as_one_range(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(3, days=200))
    push(garden, now)
    sent = [r for r in garden.sandbox.journal() if r["path"].endswith("/availability")]
    assert len(sent) == 1
    assert sent[0]["bytes"] < 300


def test_what_did_not_change_is_not_sent(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(3, days=5))
    push(garden, now)
    assert garden.set(now, garden.rooms(3, days=5)) == 0
    assert push(garden, now).calls == 0


def test_weekdays_pick_days_of_a_range(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(1, date(2026, 7, 6), days=14, weekdays=frozenset({5, 6})))
    push(garden, now)
    assert list(garden.kept_rooms()) == ["2026-07-11", "2026-07-12", "2026-07-18", "2026-07-19"]


def test_a_refused_value_is_shown_and_the_rest_holds(garden: Garden, now: datetime) -> None:
    garden.set(
        now, garden.rate(days=2, price_minor=500), garden.rate(DAY + timedelta(days=2), price_minor=9000)
    )
    done = push(garden, now)
    assert (done.accepted, done.rejected) == (1, 2)
    issue = ChannelIssue.objects.get(kind="push_rejected")
    assert issue.detail == (
        "Garden double, Best price, 2026-07-01 to 2026-07-02: rate must be greater than 10"
    )
    assert push(garden, now + timedelta(hours=1)).calls == 0
    garden.set(now, garden.rate(days=2, price_minor=8000))
    assert push(garden, now).accepted == 2
    issue.refresh_from_db()
    assert issue.resolved_at == now


def test_days_far_ahead_wait_until_the_channel_takes_them(garden: Garden, now: datetime) -> None:
    far = now.date() + timedelta(days=520)
    garden.set(now, garden.rooms(2, far))
    assert push(garden, now).calls == 0
    assert push(garden, now + timedelta(days=30)).accepted == 1


def test_days_that_are_past_leave_the_outbox(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(2, days=2))
    assert push(garden, now + timedelta(days=60)).calls == 0
    assert ChangedDay.objects.count() == 0


def test_an_unmapped_room_is_not_sent(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(2))
    mapping_set(connection=garden.connection, rooms=[], rates=[], actor=None, now=now)
    assert (ChangedDay.objects.count(), push(garden, now).calls) == (0, 0)


def test_mapping_a_room_sends_what_the_calendar_has(garden: Garden, now: datetime) -> None:
    mapping_set(connection=garden.connection, rooms=[], rates=[], actor=None, now=now)
    garden.set(now, garden.rooms(7))
    links = [RoomLink(garden.room.pk, garden.room_code)]
    mapping_set(connection=garden.connection, rooms=links, rates=[], actor=None, now=now)
    push(garden, now)
    assert garden.kept_rooms() == {"2026-07-01": 7}


class Meanwhile(ChannexAdapter):
    """A channel that is slow enough for the hotel to change its mind during the call."""

    def __init__(self, http: HttpClient, garden: Garden, now: datetime) -> None:
        super().__init__(http)
        self._change = lambda: garden.set(now, garden.rooms(1))

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        report = super().push_availability(conn, changes, complete=complete)
        self._change()
        return report


def test_a_change_during_a_push_is_sent_by_the_next_one(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(5))
    with HttpClient(allow_private=True) as http:
        connection_push(connection_id=garden.connection.pk, now=now, adapter=Meanwhile(http, garden, now))
    assert garden.kept_rooms() == {"2026-07-01": 5}
    push(garden, now)
    assert garden.kept_rooms() == {"2026-07-01": 1}


def test_a_connection_is_pushed_by_one_worker_at_a_time(garden: Garden, now: datetime) -> None:
    lease_take(connection_id=garden.connection.pk, now=now)
    with pytest.raises(ConnectionBusy):
        push(garden, now)


def test_the_whole_calendar_can_be_sent_again(garden: Garden, now: datetime) -> None:
    garden.set(now, garden.rooms(5, days=4))
    push(garden, now)
    assert connection_resend_request(connection=garden.connection, actor=None, now=now) == 4
    assert push(garden, now).accepted == 4
