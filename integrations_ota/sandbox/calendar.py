"""What clients pushed: rooms to sell, prices and restrictions, by hotel and channel."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

_WINDOW: Final = 60.0


@dataclass(slots=True)
class Calendar:
    """One hotel at one channel. Prices are minor units; `pushes` counts the calls that were taken."""

    rooms: dict[tuple[str, date], int] = field(default_factory=dict)
    rates: dict[tuple[str, date], dict[str, Any]] = field(default_factory=dict)
    pushes: int = 0

    def as_json(self) -> dict[str, Any]:
        """Return it for the control API."""
        return {
            "pushes": self.pushes,
            "rooms": _nested(self.rooms),
            "rates": _nested(self.rates),
        }


def _nested(days: dict[tuple[str, date], Any]) -> dict[str, dict[str, Any]]:
    nested: dict[str, dict[str, Any]] = {}
    for (code, day), value in sorted(days.items()):
        nested.setdefault(code, {})[day.isoformat()] = value
    return nested


def span(first: str, last: str) -> list[date]:
    """List the days of a range, both ends included. Raises ValueError."""
    start, end = date.fromisoformat(first), date.fromisoformat(last)
    if end < start:
        message = "must be greater than or equal to date_from"
        raise ValueError(message)
    return [start + timedelta(days=n) for n in range((end - start).days + 1)]


class Meter:
    """Counts calls in the last minute, by name."""

    def __init__(self) -> None:
        self._calls: dict[str, deque[float]] = {}

    def over(self, name: str, limit: int) -> bool:
        """Count a call and say whether it was one too many."""
        now = time.monotonic()
        calls = self._calls.setdefault(name, deque())
        while calls and now - calls[0] > _WINDOW:
            calls.popleft()
        if len(calls) >= limit:
            return True
        calls.append(now)
        return False
