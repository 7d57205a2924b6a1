from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache

from accounts.models import Hotel
from integrations_ota.adapters.booking_com.adapter import BookingComAdapter
from integrations_ota.adapters.memory import LOCAL
from integrations_ota.models import Connection
from integrations_ota.services import quota
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.sandbox import Sandbox, running


@pytest.fixture(scope="session")
def sandbox_process() -> Iterator[Sandbox]:
    with running(reservations=120) as sandbox:
        yield sandbox


@pytest.fixture
def sandbox(sandbox_process: Sandbox) -> Sandbox:
    """A sandbox of 120 reservations at three hotels, nothing acknowledged, no faults."""
    sandbox_process.reset(seed=7, reservations=120)
    return sandbox_process


@pytest.fixture(autouse=True)
def guarded(settings: Any) -> None:
    """Private addresses are refused, as in production, unless a test asks for `local`."""
    settings.OTA_ALLOW_PRIVATE_URLS = False


@pytest.fixture(autouse=True)
def swift(monkeypatch: pytest.MonkeyPatch) -> None:
    """No adapter waits for its channel, and none remembers the test before."""
    monkeypatch.setattr(BookingComAdapter, "pause_seconds", 0.0)
    LOCAL.clear()
    shared: Any = cache
    shared.delete_pattern("ota:*")


@pytest.fixture(autouse=True)
def fresh_quota(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each test begins with full buckets, whatever others took from theirs a moment ago."""
    monkeypatch.setattr(quota, "PREFIX", f"bellhop:ota:{uuid4().hex}")


@pytest.fixture
def local(settings: Any) -> None:
    settings.OTA_ALLOW_PRIVATE_URLS = True


@pytest.fixture
def alpinebits(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> Connection:
    return connect(sandbox, hotel_a, "alpinebits")


@pytest.fixture
def channex(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> Connection:
    return connect(sandbox, hotel_a, "channex")


def connect(sandbox: Sandbox, hotel: Hotel, channel: str, code: str = "MERAN") -> Connection:
    facts = next(c for c in sandbox.connections() if c["channel"] == channel and c["remote_hotel_id"] == code)
    return ConnectionFactory(
        hotel=hotel,
        channel=channel,
        base_url=facts["base_url"],
        remote_hotel_id=code,
        plain_credentials=facts["credentials"],
    )
