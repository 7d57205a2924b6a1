"""Bookings of single listings as their calendars show them, step by step."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from integrations_ota.sandbox.world import HotelSpec, World

STYLES: Final = ("airbnb", "booking", "vrbo", "generic")
STEPS: Final = 6
_NAMES: Final = ("Ada", "Bruno", "Chiara", "David", "Élodie", "Jonas")


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking of a listing at one step."""

    number: int
    uid: str
    code: str
    first_name: str
    arrival: date
    departure: date


@dataclass(frozen=True, slots=True)
class History:
    """When a booking appears, gets a night longer, and is cancelled; None = never."""

    entry: Entry
    born: int
    longer: int | None
    gone: int | None

    def at(self, step: int) -> Entry | None:
        """Return the booking as it is at a step, None before it is made and after it is cancelled."""
        if step < self.born or (self.gone is not None and step >= self.gone):
            return None
        if self.longer is None or step < self.longer:
            return self.entry
        return replace(self.entry, departure=self.entry.departure + timedelta(days=1))


def histories(world: World, hotel: HotelSpec, style: str, count: int) -> list[History]:
    """Draw the bookings of a listing, one after the other so that none overlap."""
    rng = random.Random(f"{world.seed} {hotel.code} {style}")  # noqa: S311 - a seeded world, no secret
    day = world.today + timedelta(days=10)
    found = []
    for number in range(count):
        arrival = day + timedelta(days=rng.randint(0, 2))
        departure = arrival + timedelta(days=rng.randint(1, 5))
        day = departure + timedelta(days=1)  # leaves room for a longer stay
        entry = Entry(number, _hex(rng), _code(rng), rng.choice(_NAMES), arrival, departure)
        born = rng.randint(0, 2)
        longer = rng.randint(born + 1, STEPS) if rng.random() < 0.2 else None  # noqa: PLR2004
        gone = rng.randint(born + 1, STEPS) if rng.random() < 0.12 else None  # noqa: PLR2004
        found.append(History(entry, born, longer, gone))
    return found


def shown(world: World, hotel: HotelSpec, style: str, *, count: int, step: int, day: int) -> list[Entry]:
    """List what a calendar shows at a step, `day` days after today: what is over is left out."""
    today = world.today + timedelta(days=day)
    live = (history.at(step) for history in histories(world, hotel, style, count))
    return [entry for entry in live if entry is not None and entry.departure > today]


def _hex(rng: random.Random) -> str:
    return f"{rng.getrandbits(96):024x}"


def _code(rng: random.Random) -> str:
    return "HM" + "".join(rng.choice("ABCDEFGHJKLMNPQRSTUVWXYZ23456789") for _ in range(8))
