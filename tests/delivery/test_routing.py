"""Several relays: chosen by stream and priority, left alone when they fail, taken back when they work."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Organization
from accounts.secrets import seal
from delivery.models import Relay
from delivery.services.routing import (
    Route,
    default_route_forget,
    pause_after,
    route_choose,
    route_failed,
    route_worked,
)
from delivery.smtp.transport import RelayAddress
from delivery.types import Stream
from tests.factories.accounts import NOW

MARKETING, SERVICE = Stream.MARKETING, Stream.SERVICE


@pytest.fixture(autouse=True)
def installation(settings: Any) -> Iterator[None]:
    settings.BELLHOP_RELAY_URL = "smtp://127.0.0.1:2525"
    settings.BELLHOP_RELAY_LOG = "/var/log/mail.log"
    settings.PUBLIC_URL = "https://mail.seehof.example"
    default_route_forget()
    yield
    default_route_forget()


def relay(name: str, **facts: Any) -> Relay:
    return Relay.objects.create(name=name, host=f"{name}.example", created_at=NOW, **facts)


def chosen(stream: Stream = MARKETING, now: datetime = NOW) -> Route:
    route = route_choose(stream=stream, now=now)
    assert route is not None
    return route


def test_without_relays_letters_go_by_the_installations(in_a: Organization) -> None:
    assert chosen() == Route(
        key="default",
        relay_id=None,
        address=RelayAddress("127.0.0.1", 2525, helo="mail.seehof.example"),
        log_path="/var/log/mail.log",
    )


def test_a_route_knows_all_that_its_relay_needs(in_a: Organization) -> None:
    row = relay(
        "own",
        port=465,
        username="u",
        password=seal("secret"),
        security="tls",
        helo="mta1.seehof.example",
        source_address="192.0.2.7",
        connections=2,
        letters_per_connection=100,
        log_path="/var/log/own.log",
        signs=True,
    )
    assert chosen() == Route(
        key=f"relay:{row.pk}",
        relay_id=row.pk,
        address=RelayAddress(
            host="own.example",
            port=465,
            username="u",
            password="secret",
            security="tls",
            helo="mta1.seehof.example",
            source_address="192.0.2.7",
            letters_per_connection=100,
            public_only=True,
        ),
        connections=2,
        letters_per_connection=100,
        log_path="/var/log/own.log",
        signs=True,
    )


def test_each_stream_has_its_relays(in_a: Organization) -> None:
    relay("news", streams="marketing")
    relay("desk", streams="service")
    assert chosen(MARKETING).address.host == "news.example"
    assert chosen(SERVICE).address.host == "desk.example"


def test_a_stream_without_an_enabled_relay_goes_by_the_installations(in_a: Organization) -> None:
    relay("news", streams="marketing")
    relay("old", streams="service", enabled=False)
    assert chosen(SERVICE).key == "default"


def test_equals_share_the_load(in_a: Organization) -> None:
    relay("one", priority=1)
    relay("two", priority=1)
    relay("spare", priority=2)
    assert {chosen().address.host for _ in range(60)} == {"one.example", "two.example"}


def test_a_failed_relay_gives_way_to_the_next_and_comes_back(in_a: Organization) -> None:
    relay("first", priority=1)
    relay("second", priority=2)
    route_failed(route=chosen(), reason="connection refused", now=NOW)
    assert chosen().address.host == "second.example"
    assert chosen(now=NOW + timedelta(seconds=29)).address.host == "second.example"
    assert chosen(now=NOW + timedelta(seconds=30)).address.host == "first.example"


def test_it_rests_longer_after_each_failure_until_it_works(in_a: Organization) -> None:
    row, now, rests = relay("only"), NOW, []
    for _ in range(7):
        route_failed(route=chosen(now=now), reason="connection refused", now=now)
        row.refresh_from_db()
        assert row.down_until is not None
        rests.append((row.down_until - now).total_seconds())
        assert route_choose(stream=MARKETING, now=now) is None
        now = row.down_until
    assert rests == [30, 60, 120, 240, 480, 900, 900]
    assert row.last_error == "connection refused"
    route_worked(route=chosen(now=now), now=now)
    row.refresh_from_db()
    assert (row.failures, row.down_until, row.last_error) == (0, None, "")


def test_workers_that_fail_together_count_once(in_a: Organization) -> None:
    row = relay("only")
    route = chosen()
    for _ in range(5):
        route_failed(route=route, reason="gone", now=NOW)
    row.refresh_from_db()
    assert (row.failures, row.down_until) == (1, NOW + timedelta(seconds=30))


def test_a_relay_that_another_worker_found_down_stays_down(in_a: Organization) -> None:
    row = relay("only", failures=1, down_until=NOW)
    route = chosen()
    route_failed(route=route, reason="gone", now=NOW)
    route_worked(route=route, now=NOW)
    row.refresh_from_db()
    assert row.failures == 2


def test_a_relay_that_never_failed_costs_nothing_when_it_works(
    in_a: Organization, django_assert_num_queries: Any
) -> None:
    relay("only")
    route = chosen()
    with django_assert_num_queries(0):
        route_worked(route=route, now=NOW)


def test_own_relays_that_are_all_down_are_not_replaced_by_the_shared_one(in_a: Organization) -> None:
    relay("only", down_until=NOW + timedelta(minutes=1))
    assert route_choose(stream=MARKETING, now=NOW) is None


def test_the_installations_relay_rests_too(in_a: Organization) -> None:
    route_failed(route=chosen(), reason="gone", now=NOW)
    assert route_choose(stream=MARKETING, now=NOW) is None
    later = NOW + timedelta(seconds=30)
    route_failed(route=chosen(now=later), reason="gone", now=later)
    assert route_choose(stream=MARKETING, now=later + timedelta(seconds=59)) is None
    again = later + timedelta(seconds=60)
    route_worked(route=chosen(now=again), now=again)
    assert chosen(now=again).failures == 0


def test_a_password_that_cannot_be_opened_leaves_the_relay_out(in_a: Organization) -> None:
    relay("broken", priority=1, password="not sealed")
    relay("spare", priority=2)
    assert chosen().address.host == "spare.example"


@pytest.mark.parametrize(("failures", "seconds"), [(1, 30), (2, 60), (6, 900), (10_000, 900)])
def test_the_rest_doubles_up_to_a_quarter_of_an_hour(failures: int, seconds: int) -> None:
    assert pause_after(failures) == timedelta(seconds=seconds)
