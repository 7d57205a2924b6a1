"""How fast one provider takes our letters, learned from its own words.

A provider that answers 421 or 4.7.x asks for less: its rate is halved. After a quiet time the rate rises by
a tenth a minute, until it is so far above where the trouble began that it is no limit any more. Halving fast
and rising slowly is what lets many senders who know nothing of one another share a bottleneck (RFC 5681).
"""

from dataclasses import dataclass
from math import exp

# Letters per second. Below the floor a provider would never find out that we are welcome again.
FLOOR = 0.1
# One event is reported by several connections and processes at once; it halves once.
SAME_EVENT_SECONDS = 10.0
QUIET_SECONDS = 60.0
GROWTH_PER_MINUTE = 1.1
# The limit ends at twice the speed at which the trouble began, or here.
LEAST_TOP = 20.0
BURST_SECONDS = 10.0
_METER_SECONDS = 30.0


@dataclass(frozen=True, slots=True)
class Learned:
    """The rate in letters per second that was right `at` (a time in seconds), and where it ends to matter."""

    rate: float
    at: float
    top: float


def risen(learned: Learned, now: float) -> float | None:
    """The rate that holds now; None once it limits nothing any more."""
    quiet = now - learned.at - QUIET_SECONDS
    if quiet <= 0:
        return learned.rate
    # Past an hour or two it is None anyway; an unbounded power would overflow.
    rate: float = learned.rate * GROWTH_PER_MINUTE ** min(quiet / 60, 1000.0)
    return rate if rate < learned.top else None


def pushed_back(learned: Learned | None, *, observed: float, now: float) -> Learned:
    """What to believe after a 421 or 4.7.x. `observed`: letters per second just before, where nothing is known."""
    rate = None if learned is None else risen(learned, now)
    if learned is None or rate is None:
        return Learned(max(FLOOR, observed / 2), now, max(LEAST_TOP, observed * 2))
    if now - learned.at < SAME_EVENT_SECONDS:
        return learned
    return Learned(max(FLOOR, rate / 2), now, learned.top)


class Meter:
    """The speed of a stream of events: an average that forgets within half a minute."""

    __slots__ = ("_at", "_weight")

    def __init__(self, now: float) -> None:
        self._at = now
        self._weight = 0.0

    def add(self, events: int, now: float) -> None:
        """Count `events` that happened up to `now` (seconds)."""
        self._weight = self._weight * exp(-max(0.0, now - self._at) / _METER_SECONDS) + events
        self._at = now

    @property
    def rate(self) -> float:
        """Events per second."""
        return self._weight / _METER_SECONDS
