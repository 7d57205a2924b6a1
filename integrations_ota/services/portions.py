"""What a push sends: changed days with the values of this moment, merged to ranges, cut to portions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Final

from integrations_ota.adapters.ari import AvailabilityChange, PushLimits, RateChange
from integrations_ota.adapters.ranges import merged
from integrations_ota.models import ChangedDay, Connection, RateMapping, RoomMapping
from integrations_ota.selectors.calendar import (
    DayKey,
    RateState,
    changed_days,
    hotel_today,
    known_rates,
    known_rooms,
)

AVAILABILITY: Final = "availability"
RATES: Final = "rates"


@dataclass(frozen=True, slots=True)
class Item:
    """One change, and the rows of the outbox that it settles. `product` names it to the hotel."""

    change: AvailabilityChange | RateChange
    rows: tuple[ChangedDay, ...]
    product: str


@dataclass(frozen=True, slots=True)
class Portion:
    """What goes in one call, all of one kind."""

    kind: str
    items: tuple[Item, ...]


def portions(*, connection: Connection, limits: PushLimits, now: datetime) -> list[Portion]:
    """Return what is due, rooms before rates. Days that are past, or mapped no more, leave the outbox.

    The rows are read before the values: a change that comes in between is sent now and once more,
    never missed.
    """
    today = hotel_today(hotel=connection.hotel, now=now)
    last = today + timedelta(days=limits.max_days_ahead)
    rows = changed_days(connection=connection, now=now, last=last)
    reader = _Reader(connection, rows, limits)
    items = list(reader.items(today))
    ChangedDay.objects.filter(pk__in=reader.lost).delete()
    return [*_cut(AVAILABILITY, items, limits), *_cut(RATES, items, limits)]


class _Reader:
    """Knows codes and values of everything that is in the outbox."""

    def __init__(self, connection: Connection, rows: Sequence[ChangedDay], limits: PushLimits) -> None:
        self._rows = rows
        self._limits = limits
        self.lost: list[int] = []
        self._room_codes = dict(
            RoomMapping.objects.filter(connection=connection).values_list("room_type_id", "remote_code")
        )
        self._rate_codes: dict[tuple[int, int], str] = {
            (room, plan): code
            for room, plan, code in RateMapping.objects.filter(connection=connection).values_list(
                "room_type_id", "rate_plan_id", "remote_code"
            )
        }
        days = [row.day for row in rows] or [date.min]
        rooms = {row.room_type_id for row in rows}
        self._rooms = known_rooms(rooms=rooms, first=min(days), last=max(days))
        self._rates = known_rates(rooms=rooms, first=min(days), last=max(days))

    def items(self, today: date) -> Iterator[Item]:
        """Yield one item for each range of equal days."""
        for (room, plan), group in groupby(self._rows, key=lambda row: (row.room_type_id, row.rate_plan_id)):
            rows = {row.day: row for row in group}
            if plan is None:
                yield from self._room_items(room, rows, today)
            else:
                yield from self._rate_items(room, plan, rows, today)

    def _room_items(self, room: int, rows: Mapping[date, ChangedDay], today: date) -> Iterator[Item]:
        code = self._room_codes.get(room, "")
        states = {
            day: self._rooms[key]
            for day in rows
            if code and day >= today and (key := DayKey(room, None, day)) in self._rooms
        }
        self._lose(rows, states)
        for span, available in merged(states, by_month=self._limits.by_month):
            taken = tuple(rows[day] for day in span.each())
            change = AvailabilityChange(f"a{taken[0].pk}", code, span, available)
            yield Item(change, taken, taken[0].room_type.name)

    def _rate_items(
        self, room: int, plan: int, rows: Mapping[date, ChangedDay], today: date
    ) -> Iterator[Item]:
        code = self._rate_codes.get((room, plan), "")
        room_code = self._room_codes.get(room, "")
        states: dict[date, RateState] = {
            day: self._rates[key]
            for day in rows
            if code and room_code and day >= today and (key := DayKey(room, plan, day)) in self._rates
        }
        self._lose(rows, states)
        for span, state in merged(states, by_month=self._limits.by_month):
            taken = tuple(rows[day] for day in span.each())
            rate_plan = taken[0].rate_plan
            currency = "" if rate_plan is None else rate_plan.currency
            change = RateChange(
                f"r{taken[0].pk}", room_code, code, span, state.price_minor, currency, state.restrictions
            )
            yield Item(change, taken, f"{taken[0].room_type.name}, {rate_plan}")

    def _lose(self, rows: Mapping[date, ChangedDay], states: Mapping[date, object]) -> None:
        self.lost += [row.pk for day, row in rows.items() if day not in states]


def _cut(kind: str, items: Sequence[Item], limits: PushLimits) -> Iterator[Portion]:
    chosen = [item for item in items if isinstance(item.change, AvailabilityChange) == (kind == AVAILABILITY)]
    size = limits.max_items or max(1, len(chosen))
    for start in range(0, len(chosen), size):
        yield Portion(kind, tuple(chosen[start : start + size]))
