"""What the tests of pace share: a process that has just begun, and a Redis that knows nothing."""

from collections.abc import Iterator
from typing import Any

import pytest
from django_redis import get_redis_connection

from delivery.services import pace
from delivery.services.buckets import Board
from delivery.services.limits import limits_forget
from delivery.services.pace import Allowance, pace_take
from delivery.types import Stream
from tests.factories.accounts import NOW

MARKETING, SERVICE = Stream.MARKETING, Stream.SERVICE


@pytest.fixture(autouse=True)
def board(monkeypatch: pytest.MonkeyPatch) -> Iterator[Board]:
    fresh = Board()
    monkeypatch.setattr(pace, "board", fresh)
    limits_forget()
    pace._meters.clear()
    yield fresh
    limits_forget()
    forget_everything()


def forget_everything() -> None:
    client = get_redis_connection("default")
    for key in client.scan_iter("bellhop:pace:*"):
        client.delete(key)


def take(
    letters: int = 500, *, route: str = "default", stream: Stream = MARKETING, **named: Any
) -> Allowance:
    now = named.pop("now", NOW)
    return pace_take(route_key=route, stream=stream, wanted={"google": letters}, now=now, **named)["google"]
