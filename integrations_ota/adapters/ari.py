"""Availability, rates and inventory (ARI): the words in which a hotel's calendar travels to a channel.

Days are hotel-local; both ends of a range count (each adapter turns them into what its channel
counts). Money is in minor units with its currency. A change carries the whole state of its days,
not a difference, so sending it twice does no harm and the newest one wins.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


@dataclass(frozen=True, slots=True, order=True)
class DateRange:
    """Days from `first` to `last`, both included. Raises ValueError where they are the wrong way round."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            message = f"{self.last} lies before {self.first}"
            raise ValueError(message)

    @property
    def days(self) -> int:
        """Number of days, at least 1."""
        return (self.last - self.first).days + 1

    def each(self) -> list[date]:
        """List every day."""
        return [self.first + timedelta(days=n) for n in range(self.days)]


@dataclass(frozen=True, slots=True)
class Restrictions:
    """What may not be booked. `min_stay` 1 and `max_stay` 0 mean no limit, in nights."""

    closed: bool = False
    closed_to_arrival: bool = False
    closed_to_departure: bool = False
    min_stay: int = 1
    max_stay: int = 0


@dataclass(frozen=True, slots=True)
class AvailabilityChange:
    """How many rooms of a type may be sold on each day of a range; 0 = none.

    `key` tells the changes of one push apart; the result of this one carries it again.
    """

    key: str
    room_code: str
    span: DateRange
    available: int


@dataclass(frozen=True, slots=True)
class RateChange:
    """Price and restrictions of one rate plan of one room type. `price_minor` None leaves the price alone."""

    key: str
    room_code: str
    rate_code: str
    span: DateRange
    price_minor: int | None
    currency: str
    restrictions: Restrictions = Restrictions()


class PushOutcome(StrEnum):
    """What the channel made of one change. `WARNED` = it holds, and the hotel should read the detail."""

    ACCEPTED = "accepted"
    WARNED = "warned"
    REJECTED = "rejected"
    RETRY = "retry"


@dataclass(frozen=True, slots=True)
class PushResult:
    """The channel's answer for the change with this `key`."""

    key: str
    outcome: PushOutcome
    detail: str = ""


@dataclass(frozen=True, slots=True)
class PushReport:
    """One result for each change of a push. `resync` = the channel asks for everything from today on."""

    results: tuple[PushResult, ...]
    resync: bool = False


@dataclass(frozen=True, slots=True)
class PushLimits:
    """How a channel wants its changes: at most so many in a call, so far ahead, so often.

    `max_items` 0 = as many as there are. `per_hotel`: calls are counted for each hotel, not for the
    account. `by_month` cuts ranges at the end of a month.
    """

    max_items: int
    max_days_ahead: int
    calls_per_minute: int
    per_hotel: bool = False
    by_month: bool = False


@dataclass(frozen=True, slots=True)
class RemoteRate:
    """A rate plan at the channel. `room_code` '' = it holds for every room type."""

    code: str
    name: str
    room_code: str
    currency: str


@dataclass(frozen=True, slots=True)
class PulledAvailability:
    """Rooms that the channel believes may be sold on a day."""

    room_code: str
    day: date
    available: int


@dataclass(frozen=True, slots=True)
class PulledRate:
    """Price and restrictions as the channel has them on a day; None where it does not say."""

    room_code: str
    rate_code: str
    day: date
    price_minor: int | None
    currency: str
    restrictions: Restrictions | None = None


@dataclass(frozen=True, slots=True)
class ReadBack:
    """The calendar as the channel has it. Days that it does not know are left out."""

    availability: tuple[PulledAvailability, ...]
    rates: tuple[PulledRate, ...]
