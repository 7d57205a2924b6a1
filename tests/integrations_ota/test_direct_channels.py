"""Channels of one OTA, end to end: the same bookings end alike by every way and through every fault."""

import os
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.models import Stay
from integrations_ota.models import Acknowledgement, ChannelIssue, Connection, RawMessage
from integrations_ota.services.pull import connection_pull
from tests.factories.accounts import HotelFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox

CODES = ("MERAN", "BREGENZ", "KONSTANZ")
BOOKINGS = int(os.environ.get("OTA_E2E_BOOKINGS", "100"))
# How many reservations of all channels the sandbox makes for one of these.
PARTS = {"booking_com": 3.4, "expedia": 12.0, "expedia_lodging": 12.0}
SOURCES = {"booking_com": "booking.com", "expedia": "expedia", "expedia_lodging": "expedia"}
COMMON = ("http_500", "html_200", "malformed_xml", "xxe", "truncated", "throttle_429", "ack_500", "auth_401")
FAULTS = {
    "booking_com": (*COMMON, "token_expired", "newer_version", "ack_errors", "empty_body"),
    "expedia": (*COMMON, "newer_version", "ack_partly", "eqc_busy"),
    "expedia_lodging": (*COMMON, "token_expired", "graphql_errors"),
}
FACTS = (
    "reservation_code", "status", "arrival", "departure", "adults", "children", "total_minor", "currency",
    "channel_email", "guest__first_name", "guest__last_name",
)  # fmt: skip


@pytest.fixture(params=list(PARTS))
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def full(channel: str, sandbox: Sandbox) -> dict[str, Any]:
    """A sandbox with so many bookings of the channel, and its truth."""
    return sandbox.reset(seed=11, reservations=round(BOOKINGS * PARTS[channel]))


def hotels(prefix: str) -> dict[str, Hotel]:
    return {code: HotelFactory(slug=f"{prefix}-{code.lower()}") for code in CODES}


def connections(sandbox: Sandbox, channel: str, of: dict[str, Hotel]) -> list[Connection]:
    return [connect(sandbox, hotel, channel, code) for code, hotel in of.items()]


def stays(of: dict[str, Hotel], source: str) -> list[tuple[Any, ...]]:
    rows = Stay.objects.filter(hotel__in=of.values(), source_channel=source)
    return sorted(rows.values_list(*FACTS))


def drain(everything: list[Connection], now: datetime) -> None:
    """Pull without faults until nothing comes and nothing is owed."""
    for connection in everything:
        for minute in (0, 60, 120):
            outcome = connection_pull(connection_id=connection.pk, now=now + timedelta(minutes=minute))
            assert outcome.error == ""
    assert not Acknowledgement.objects.filter(acked_at=None).exists()


def test_bookings_come_alike_directly_and_through_channex(
    channel: str, full: dict[str, Any], sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    source = SOURCES[channel]
    direct, aggregated = hotels("direct"), hotels("channex")
    drain(connections(sandbox, channel, direct), now)
    drain(connections(sandbox, "channex", aggregated), now)
    assert len(stays(direct, source)) == full["by_source"][source] >= BOOKINGS * 0.8
    assert stays(direct, source) == stays(aggregated, source)


def test_f08_a_booking_that_comes_by_two_ways_is_one_stay(
    channel: str, full: dict[str, Any], sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    both = hotels("both")
    drain(connections(sandbox, "channex", both), now)
    before = stays(both, SOURCES[channel])
    drain(connections(sandbox, channel, both), now + timedelta(days=1))
    assert stays(both, SOURCES[channel]) == before


def test_a_random_mix_of_faults_ends_in_the_state_of_a_run_without(
    channel: str, full: dict[str, Any], sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    calm, stormy = hotels("calm"), hotels("stormy")
    drain(connections(sandbox, channel, calm), now)
    expected = stays(calm, SOURCES[channel])
    issues = ChannelIssue.objects.filter(resolved_at=None).count()
    sandbox.reset(seed=11, reservations=round(BOOKINGS * PARTS[channel]))
    rng = random.Random(5)
    everything = connections(sandbox, channel, stormy)
    errors = 0
    for turn in range(8):
        for connection in everything:
            for _ in range(2):
                sandbox.fail(rng.choice(FAULTS[channel]), channel, times=rng.randint(1, 2))
            at = now + timedelta(minutes=30 * turn)
            errors += connection_pull(connection_id=connection.pk, now=at).error != ""
    assert errors > 0
    sandbox.heal()
    drain(everything, now + timedelta(days=1))
    assert stays(stormy, SOURCES[channel]) == expected
    assert ChannelIssue.objects.filter(resolved_at=None).count() == 2 * issues


def test_a_full_redelivery_changes_nothing_and_is_acknowledged_again(
    channel: str, full: dict[str, Any], sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    own = hotels("own")
    everything = connections(sandbox, channel, own)
    drain(everything, now)
    before, messages = stays(own, SOURCES[channel]), RawMessage.objects.count()
    sandbox.redeliver()
    drain(everything, now + timedelta(days=1))
    assert stays(own, SOURCES[channel]) == before
    assert RawMessage.objects.count() == messages


def test_f47_no_card_number_reaches_the_database(
    channel: str, full: dict[str, Any], sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    assert full["with_card_numbers"] > 0
    drain(connections(sandbox, channel, hotels("own")), now)
    for body in RawMessage.objects.values_list("body", flat=True):
        assert "4111111111111111" not in body.replace(" ", "").replace("-", "")
        assert "seriescode" not in body.lower()


def test_f46_every_guest_has_only_an_alias(
    channel: str, full: dict[str, Any], sandbox: Sandbox, in_a: Any, local: None, now: datetime
) -> None:
    own = hotels("own")
    drain(connections(sandbox, channel, own), now)
    kinds = Stay.objects.filter(hotel__in=own.values()).values_list("guest__email_kind", flat=True)
    assert "real" not in set(kinds)
