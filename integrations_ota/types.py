"""Words of the room: plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final


class ConnectionStatus(StrEnum):
    """Whether a connection is polled. `DISABLED` is ours after refused log-ins, `PAUSED` the hotel's."""

    ACTIVE = "active"
    PAUSED = "paused"
    DISABLED = "disabled"


class MessageState(StrEnum):
    """What became of a raw message."""

    NEW = "new"
    APPLIED = "applied"
    SUPERSEDED = "superseded"
    QUARANTINED = "quarantined"


class IssueKind(StrEnum):
    """What a hotel should look at."""

    UNMAPPED_ROOM = "unmapped_room"
    NO_GUEST = "no_guest"
    INVALID_ADDRESS = "invalid_address"
    ALIAS_ONLY = "alias_only"
    MALFORMED = "malformed"
    PRICE_MISMATCH = "price_mismatch"
    AMBIGUOUS_CANCELLATION = "ambiguous_cancellation"
    PUSH_REJECTED = "push_rejected"
    PUSH_WARNING = "push_warning"
    RATE_DRIFT = "rate_drift"
    FALLBACK_GAP = "fallback_gap"


ISSUE_TEXTS: Final = {
    IssueKind.UNMAPPED_ROOM: (
        "A reservation names a room that is not known. The stay was taken over without its room; "
        "map the room in the channel."
    ),
    IssueKind.NO_GUEST: (
        "A reservation came without a guest. The stay was taken over; add the guest at check-in."
    ),
    IssueKind.INVALID_ADDRESS: (
        "A guest's e-mail address cannot be used. The stay was taken over, and no mail goes to that "
        "address; ask the guest for it."
    ),
    IssueKind.ALIAS_ONLY: (
        "Guests will arrive of whom the channel gives only its own forwarding address. They get no "
        "offers; ask for their address and consent at check-in."
    ),
    IssueKind.MALFORMED: (
        "The channel sent something that cannot be read. It was kept and set aside, and everything "
        "else was taken over; send the detail to the channel's support."
    ),
    IssueKind.PRICE_MISMATCH: (
        "The nights of a reservation do not add up to its total. The total was taken over; check it "
        "in the channel."
    ),
    IssueKind.AMBIGUOUS_CANCELLATION: (
        "A cancellation does not fit what we know of its reservation. Nothing was decided by guess; "
        "compare with the channel."
    ),
    IssueKind.PUSH_REJECTED: (
        "The channel refuses availability, prices or restrictions of some days, so it still shows the old "
        "ones. Correct them in the calendar; they are sent again at once."
    ),
    IssueKind.PUSH_WARNING: (
        "The channel took availability, prices or restrictions and warns about them. Read the detail and "
        "check the days at the channel."
    ),
    IssueKind.RATE_DRIFT: (
        "The channel showed other availability, prices or restrictions than the calendar. They are sent "
        "again; if this comes back, somebody changes them at the channel."
    ),
    IssueKind.FALLBACK_GAP: (
        "A reservation was not confirmed to the channel in time. The channel sent it to the hotel by e-mail "
        "and may not send its changes here; compare it with the channel."
    ),
}


@dataclass(frozen=True, slots=True)
class PullOutcome:
    """What one pull brought. `error` is '' or a sentence for the hotelier."""

    received: int = 0
    new: int = 0
    applied: int = 0
    superseded: int = 0
    quarantined: int = 0
    acknowledged: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What a hotel sets for some days of a room type; None leaves a value as it is.

    Without `rate_plan_id` it sets `available`, with it price and restrictions. Both ends of the
    range count. `weekdays` (Monday = 0) picks days of it; empty = every day.
    """

    room_type_id: int
    first: date
    last: date
    rate_plan_id: int | None = None
    weekdays: frozenset[int] = frozenset()
    available: int | None = None
    price_minor: int | None = None
    closed: bool | None = None
    closed_to_arrival: bool | None = None
    closed_to_departure: bool | None = None
    min_stay: int | None = None
    max_stay: int | None = None


@dataclass(frozen=True, slots=True)
class PushSummary:
    """What one push did, in days. `error` is '' or a sentence for the hotelier."""

    accepted: int = 0
    rejected: int = 0
    waiting: int = 0
    calls: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class RoomLink:
    """A room type of the hotel and its code at a channel."""

    room_type_id: int
    remote_code: str


@dataclass(frozen=True, slots=True)
class RateLink:
    """A rate plan for one room type, and its code at a channel."""

    room_type_id: int
    rate_plan_id: int
    remote_code: str
