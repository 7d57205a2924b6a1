"""Days into ranges: neighbours of the same state travel as one change."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TypeVar

from integrations_ota.adapters.ari import DateRange

S = TypeVar("S")
_DAY = timedelta(days=1)


def merged(days: Mapping[date, S], *, by_month: bool = False) -> Iterator[tuple[DateRange, S]]:
    """Yield the longest ranges of equal state in order of time; `by_month` ends them with the month."""
    first = last = None
    for day in sorted(days):
        if first is not None and last is not None:
            broken = day != last + _DAY or days[day] != days[first] or (by_month and day.day == 1)
            if not broken:
                last = day
                continue
            yield DateRange(first, last), days[first]
        first = last = day
    if first is not None and last is not None:
        yield DateRange(first, last), days[first]
