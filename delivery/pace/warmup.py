"""Warm-up plans: how many letters a new address or domain may send on each day of its first weeks.

Mailbox providers trust a sender by what they have seen of it; one that begins with thousands is taken for a
stolen machine. Each plan grows by about half a day from a small number, the careful one more slowly.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Plan:
    """`letters[0]` is the first day's number; after the last one nothing is limited."""

    name: str
    letters: tuple[int, ...]


def _growing(first: int, factor: float, days: int) -> tuple[int, ...]:
    return tuple(_rounded(first * factor**day) for day in range(days))


def _rounded(letters: float) -> int:
    """Two leading digits: 50, 75, 110, 170 are read more easily than 113 and 169."""
    step = 10 ** max(0, len(str(int(letters))) - 2)
    return int(letters // step * step)


PLANS = {
    plan.name: plan
    for plan in (
        Plan("standard", _growing(50, 1.5, 20)),
        Plan("careful", _growing(20, 1.3, 30)),
    )
}


def letters_on(plan: str, started_on: date, today: date) -> int | None:
    """What the plan allows on a day (UTC); None when it is over or there is no such plan, 0 before it begins."""
    found = PLANS.get(plan)
    day = (today - started_on).days
    if found is None or day >= len(found.letters):
        return None
    return found.letters[day] if day >= 0 else 0
