"""The whole way over real HTTP: sandbox, adapter, database, receipts."""

from collections import Counter
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.models import Stay
from integrations_ota.models import Acknowledgement, ChannelIssue, Connection, RawMessage, Reservation
from integrations_ota.services.pull import connection_pull
from tests.factories.accounts import HotelFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox

CODES = ("MERAN", "BREGENZ", "KONSTANZ")
CHANNELS = ("alpinebits", "channex")


@pytest.fixture
def everything(sandbox: Sandbox, in_a: Any, local: None) -> list[Connection]:
    hotels = {code: HotelFactory(slug=code.lower()) for code in CODES}
    return [connect(sandbox, hotels[code], channel, code) for code in CODES for channel in CHANNELS]


def pull_all(connections: list[Connection], now: datetime) -> Counter[str]:
    counts: Counter[str] = Counter()
    for connection in connections:
        outcome = connection_pull(connection_id=connection.pk, now=now)
        assert outcome.error == ""
        for name in ("received", "new", "applied", "superseded", "quarantined", "acknowledged"):
            counts[name] += getattr(outcome, name)
    return counts


def issue_counts() -> Counter[str]:
    return Counter(ChannelIssue.objects.filter(resolved_at=None).values_list("kind", flat=True))


def test_a_pull_ends_in_exactly_what_the_sandbox_knows_to_be_true(
    everything: list[Connection], sandbox: Sandbox, now: datetime
) -> None:
    truth = sandbox.truth()
    counts = pull_all(everything, now)
    assert counts == {
        "received": counts["received"],
        "new": truth["messages"] + truth["malformed"],
        "applied": truth["messages"] - truth["superseded"],
        "superseded": truth["superseded"],
        "quarantined": truth["malformed"],
        "acknowledged": counts["acknowledged"],
    }
    assert Reservation.objects.exclude(status="requested").count() == truth["reservations"]
    assert Reservation.objects.filter(status="requested").count() == truth["requests"]
    assert Stay.objects.count() == truth["stays"]
    assert Stay.objects.filter(status="cancelled").count() == truth["cancelled"]
    assert Counter(Stay.objects.values_list("source_channel", flat=True)) == truth["by_source"]
    assert Stay.objects.exclude(channel_email="").count() == truth["alias_reservations"]
    first_day = now.date()
    soon = Stay.objects.filter(
        status="booked", arrival__gte=first_day, arrival__lte=first_day + timedelta(days=30)
    )
    assert soon.count() == truth["arrivals_next_30_days"]


def test_each_flaw_becomes_one_issue_at_its_own_row(
    everything: list[Connection], sandbox: Sandbox, now: datetime
) -> None:
    truth = sandbox.truth()
    pull_all(everything, now)
    found = issue_counts()
    aliases = found.pop("alias_only")
    assert found == {
        "unmapped_room": truth["unknown_rooms"],
        "no_guest": truth["without_guest"],
        "invalid_address": truth["invalid_addresses"],
        "price_mismatch": truth["price_mismatches"],
        "malformed": truth["malformed"],
    }
    assert 1 <= aliases <= len(CODES)


def test_all_that_was_applied_is_acknowledged_and_only_the_unreadable_waits(
    everything: list[Connection], sandbox: Sandbox, now: datetime
) -> None:
    truth = sandbox.truth()
    pull_all(everything, now)
    assert Acknowledgement.objects.filter(acked_at=None).count() == 0
    # AlpineBits takes a refusal; Channex keeps what we could not read and tells the hotel by e-mail.
    assert sandbox.summary() == {
        "delivered": truth["messages"] + 2,
        "acknowledged": truth["messages"],
        "refused": 1,
        "waiting": 1,
    }


def test_a_second_pull_changes_nothing(everything: list[Connection], sandbox: Sandbox, now: datetime) -> None:
    pull_all(everything, now)
    before = list(Stay.objects.order_by("pk").values())
    counts = pull_all(everything, now + timedelta(minutes=1))
    assert (counts["new"], counts["applied"]) == (0, 0)
    assert list(Stay.objects.order_by("pk").values()) == before


def test_a_full_redelivery_changes_nothing_and_is_acknowledged_again(
    everything: list[Connection], sandbox: Sandbox, now: datetime
) -> None:
    pull_all(everything, now)
    before = list(Stay.objects.order_by("pk").values())
    acknowledged = sandbox.summary()["acknowledged"]
    sandbox.redeliver()
    counts = pull_all(everything, now + timedelta(minutes=1))
    assert counts["new"] == 0
    assert list(Stay.objects.order_by("pk").values()) == before
    assert sandbox.summary()["acknowledged"] == acknowledged
    assert RawMessage.objects.count() == sandbox.truth()["messages"] + 2


def test_no_card_number_reaches_the_database(
    everything: list[Connection], sandbox: Sandbox, now: datetime
) -> None:
    assert sandbox.truth()["with_card_numbers"] > 0
    pull_all(everything, now)
    for body in RawMessage.objects.values_list("body", flat=True):
        assert "4111111111111111" not in body.replace(" ", "").replace("-", "")
        assert '"cvv"' not in body


def test_rooms_of_channex_carry_the_channels_names(channex: Connection, now: datetime) -> None:
    connection_pull(connection_id=channex.pk, now=now)
    names = set(Stay.objects.exclude(room_name="").values_list("room_name", flat=True))
    assert names <= {"Einzelzimmer", "Doppelzimmer Garten", "Doppelzimmer Balkon", "Familienzimmer", "Suite"}
    assert names


def test_stays_bear_the_channels_rate_until_a_cancellation_and_after_it(
    everything: list[Connection], now: datetime
) -> None:
    pull_all(everything, now)
    stays = Stay.objects.filter(source_channel="alpinebits")
    for rows in (stays.exclude(status="cancelled"), stays.filter(status="cancelled").exclude(room_name="")):
        assert set(rows.values_list("rate_plan", flat=True)) == {"BAR"}


def test_two_hotels_do_not_mix(everything: list[Connection], hotel_a: Hotel, now: datetime) -> None:
    first = everything[0]
    connection_pull(connection_id=first.pk, now=now)
    assert set(Stay.objects.values_list("hotel_id", flat=True)) == {first.hotel_id}
