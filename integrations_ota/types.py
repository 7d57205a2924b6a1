"""Words of the room: plain values, no database."""

from __future__ import annotations

from dataclasses import dataclass
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
