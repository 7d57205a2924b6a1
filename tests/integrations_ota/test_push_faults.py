"""F80 to F91: bad days of a push. Each fault one test; docs/ota-faults.md lists them all."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from integrations_ota.adapters.ari import PushLimits
from integrations_ota.errors import ConnectionBusy
from integrations_ota.models import ChangedDay, ChannelIssue, Connection
from integrations_ota.services import waiting
from integrations_ota.services.lease import lease_take
from integrations_ota.services.push import connection_push
from tests.factories.accounts import HotelFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.products import DAY, Garden, garden, garden_at_channex
from tests.integrations_ota.sandbox import Sandbox


@pytest.fixture
def at_channex(channex: Connection, sandbox: Sandbox, now: datetime) -> Garden:
    return garden_at_channex(channex, sandbox, now)


def push(made: Garden, now: datetime) -> Any:
    return connection_push(connection_id=made.connection.pk, now=now)


def test_f24_a_server_error_keeps_the_days_and_they_are_sent_later(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    at_channex.set(now, at_channex.rooms(4, days=3))
    sandbox.fail("push_500")
    done = push(at_channex, now)
    connection = at_channex.connection
    connection.refresh_from_db()
    assert done.error == connection.push_error != ""
    assert (connection.push_failures, ChangedDay.objects.count()) == (1, 3)
    assert now < connection.next_push_at <= now + timedelta(seconds=30)  # type: ignore[operator]
    sandbox.heal()
    assert push(at_channex, now + timedelta(minutes=1)).accepted == 3
    connection.refresh_from_db()
    assert (connection.push_error, connection.push_failures, connection.next_push_at) == ("", 0, None)


def test_f23_a_throttled_push_waits_as_long_as_the_channel_says(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    at_channex.set(now, at_channex.rooms(4))
    sandbox.fail("push_429")
    push(at_channex, now)
    at_channex.connection.refresh_from_db()
    assert at_channex.connection.next_push_at == now + timedelta(seconds=30)
    assert at_channex.connection.push_failures == 0


def test_f25_a_push_whose_answer_got_lost_is_sent_again_and_changes_nothing(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    at_channex.set(now, at_channex.rooms(4), at_channex.rate(price_minor=9900))
    sandbox.fail("push_lost", times=1)
    assert push(at_channex, now).error != ""
    kept = at_channex.kept_rooms()
    assert push(at_channex, now + timedelta(minutes=1)).accepted == 2
    assert at_channex.kept_rooms() == kept == {"2026-07-01": 4}


def test_f43_what_is_warned_of_is_refused_alone(at_channex: Garden, now: datetime) -> None:
    at_channex.set(
        now, at_channex.rate(price_minor=1), at_channex.rate(DAY + timedelta(days=1), price_minor=9900)
    )
    done = push(at_channex, now)
    assert (done.accepted, done.rejected) == (1, 1)
    assert list(at_channex.kept_rates()) == ["2026-07-02"]


def test_f80_overlapping_ranges_leave_the_last_one(at_channex: Garden, now: datetime) -> None:
    at_channex.set(now, at_channex.rooms(9, days=5))
    at_channex.set(now, at_channex.rooms(2, DAY + timedelta(days=1), days=2), at_channex.rooms(7, DAY))
    push(at_channex, now)
    assert list(at_channex.kept_rooms().values()) == [7, 2, 2, 9, 9]


def test_f81_more_changes_than_fit_are_cut_into_portions(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    changes = [at_channex.rooms(n % 2 + 1, DAY + timedelta(days=n)) for n in range(150)]
    at_channex.set(now, *changes)
    with pytest.MonkeyPatch.context() as patch:
        small = PushLimits(max_items=40, max_days_ahead=500, calls_per_minute=10, per_hotel=True)
        patch.setattr("integrations_ota.adapters.channex.adapter.PUSH", small)
        done = push(at_channex, now)
    assert (done.accepted, done.calls) == (150, 4)
    assert list(at_channex.kept_rooms().values()) == [n % 2 + 1 for n in range(150)]


def test_f82_a_retry_sends_todays_value_never_the_old_one(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    at_channex.set(now, at_channex.rooms(5))
    sandbox.fail("push_500", times=1)
    push(at_channex, now)
    at_channex.set(now, at_channex.rooms(1))
    push(at_channex, now + timedelta(minutes=1))
    assert (at_channex.kept_rooms(), ChangedDay.objects.count()) == ({"2026-07-01": 1}, 0)


def test_f83_two_workers_never_push_one_hotel_at_once(at_channex: Garden, now: datetime) -> None:
    lease_take(connection_id=at_channex.connection.pk, now=now)
    with pytest.raises(ConnectionBusy):
        push(at_channex, now)


def test_f84_a_rate_out_of_its_threshold_is_shown(at_channex: Garden, now: datetime) -> None:
    at_channex.set(now, at_channex.rate(price_minor=100))
    push(at_channex, now)
    issue = ChannelIssue.objects.get(kind="push_rejected")
    assert issue.detail.endswith("rate must be greater than 10")


def test_f85_a_server_that_asks_for_everything_gets_a_complete_set(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    made = garden(alpinebits, sandbox, now, "DZ-GART", "BAR")
    made.set(now, made.rooms(3, days=4))
    push(made, now)
    made.set(now, made.rooms(1))
    sandbox.fail("push_resync", "alpinebits", times=1)
    push(made, now)
    assert ChangedDay.objects.filter(rate_plan=None).count() == 4
    assert push(made, now).accepted == 4
    made.connection.refresh_from_db()
    assert (made.connection.resend, made.kept()["pushes"]) == (False, 3)


def test_f85_a_server_that_always_asks_is_not_answered_for_ever(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    made = garden(alpinebits, sandbox, now, "DZ-GART", "BAR")
    made.set(now, made.rooms(3, days=4))
    sandbox.fail("push_resync", "alpinebits")
    push(made, now)
    assert (ChangedDay.objects.count(), push(made, now).calls) == (0, 0)


@pytest.mark.parametrize("channel", ["alpinebits", "channex"])
def test_f86_both_ends_of_a_range_are_sold(
    channel: str, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    connection = connect(sandbox, hotel_a, channel)
    made = (
        garden_at_channex(connection, sandbox, now)
        if channel == "channex"
        else garden(connection, sandbox, now, "DZ-GART", "BAR")
    )
    made.set(now, made.rooms(2, date(2026, 12, 30), days=4))
    push(made, now)
    assert list(made.kept_rooms()) == ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]


def test_f91_one_hotels_throttle_does_not_stop_another(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    other_hotel = HotelFactory(slug="other")
    other = garden_at_channex(connect(sandbox, other_hotel, "channex", "BREGENZ"), sandbox, now)
    for n in range(12):
        at_channex.set(now, at_channex.rooms(n + 1))
        push(at_channex, now)
    at_channex.connection.refresh_from_db()
    assert at_channex.connection.next_push_at is not None
    other.set(now, other.rooms(3))
    assert (push(other, now).accepted, other.kept_rooms()) == (1, {"2026-07-01": 3})


def test_a_portion_refused_as_a_whole_is_halved_until_the_fault_is_alone(
    alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    made = garden(alpinebits, sandbox, now, "DZ-GART", "BAR")
    made.set(now, made.rooms(1))
    sandbox.fail("push_400", "alpinebits", times=1)
    done = push(made, now)
    assert (done.rejected, done.accepted) == (1, 0)


def test_the_channels_quota_is_kept_before_the_channel_has_to_say_so(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    for n in range(12):
        at_channex.set(now, at_channex.rooms(n + 1))
        push(at_channex, now)
    sent = [r for r in sandbox.journal() if r["path"].endswith("/availability")]
    assert [r["status"] for r in sent] == [200] * 10
    at_channex.connection.refresh_from_db()
    wait = at_channex.connection.next_push_at - now  # type: ignore[operator]
    assert timedelta(0) < wait <= timedelta(seconds=6)


def test_the_breaker_waits_longer_after_each_failure_and_tries_one_call_first(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    at_channex.set(now, at_channex.rooms(1), at_channex.rate(price_minor=9900))
    sandbox.fail("push_500")
    waits = []
    for _ in range(8):
        before = len(sandbox.journal())
        push(at_channex, now)
        assert len(sandbox.journal()) - before == 1
        at_channex.connection.refresh_from_db()
        assert push(at_channex, now).calls == 0
        waits.append(at_channex.connection.next_push_at - now)  # type: ignore[operator]
        now = at_channex.connection.next_push_at  # type: ignore[assignment]
    assert waits[0] <= timedelta(seconds=30) < waits[4] <= waits[-1] <= waiting.LONGEST


def test_three_refused_log_ins_disable_the_connection(
    at_channex: Garden, sandbox: Sandbox, now: datetime
) -> None:
    at_channex.set(now, at_channex.rooms(1))
    sandbox.fail("auth_401")
    for hour in range(3):
        push(at_channex, now + timedelta(hours=hour))
    at_channex.connection.refresh_from_db()
    assert (at_channex.connection.status, at_channex.connection.push_failures) == ("disabled", 3)
