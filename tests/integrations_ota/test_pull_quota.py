"""An account's pages of reservations are counted for all its hotels, and its polls drift apart."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.models import Stay
from integrations_ota.adapters.port import Capabilities
from integrations_ota.adapters.registry import CHANNELS
from integrations_ota.adapters.siteminder.adapter import SiteMinderAdapter
from integrations_ota.models import Connection
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.waiting import poll_after
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox


@pytest.fixture
def once_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = SiteMinderAdapter.capabilities

    def rare(adapter: SiteMinderAdapter) -> Capabilities:
        return replace(whole(adapter), pulls_per_minute=1)

    monkeypatch.setattr(SiteMinderAdapter, "capabilities", rare)


def test_the_second_hotel_of_an_account_waits_for_its_quota_and_nothing_is_lost(
    once_a_minute: None, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    first, second = (connect(sandbox, hotel_a, "siteminder", code) for code in ("MERAN", "BREGENZ"))
    assert connection_pull(connection_id=first.pk, now=now).error == ""
    stays = Stay.objects.count()
    held = connection_pull(connection_id=second.pk, now=now)
    second.refresh_from_db()
    assert held.error == "The channel's quota is used up; the rest follows by itself."
    assert Stay.objects.count() == stays > 0
    # Our own restraint is no failure of the channel.
    assert (second.consecutive_failures, second.last_error, second.lease_until) == (0, "", None)
    assert now < second.next_pull_at <= now + timedelta(seconds=61)
    reads = [r for r in sandbox.journal() if r["action"] == "OTA_ReadRQ"]
    assert len(reads) == 1


def test_another_account_is_not_held_back(
    once_a_minute: None, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    first = connect(sandbox, hotel_a, "siteminder")
    other: Connection = connect(sandbox, hotel_a, "agoda")
    assert connection_pull(connection_id=first.pk, now=now).error == ""
    assert connection_pull(connection_id=other.pk, now=now).error == ""


def test_polls_of_one_moment_drift_apart_and_never_come_early() -> None:
    waits = [poll_after(60) for _ in range(200)]
    assert min(waits) >= timedelta(seconds=60)
    assert max(waits) <= timedelta(seconds=66)
    assert len(set(waits)) > 100


def test_channels_whose_account_is_shared_are_counted() -> None:
    counted = {slug for slug, one in CHANNELS.items() if one.adapter(None).capabilities().pulls_per_minute}
    assert counted == {"agoda", "booking_com", "siteminder"}
