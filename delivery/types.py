"""The words of the room: states, streams, kinds of events, and small values that travel."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from compliance.types import Purpose


class Stream(StrEnum):
    """Marketing and service mail never wait for one another, and answer to different law."""

    MARKETING = "marketing"
    SERVICE = "service"

    @property
    def purpose(self) -> Purpose:
        """What permission a letter of this stream needs."""
        return Purpose.MARKETING if self is Stream.MARKETING else Purpose.STAY_SERVICE


class MailingState(StrEnum):
    """Where a mailing stands. Only a mailing in SENDING is claimed from."""

    READY = "ready"
    SENDING = "sending"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class MessageState(StrEnum):
    """Where one recipient's letter stands; their sum is the frozen audience at every moment.

    HANDED: the next server took it. UNKNOWN: it may or may not have been taken, and is never
    sent again blindly.
    """

    QUEUED = "queued"
    CLAIMED = "claimed"
    HANDED = "handed"
    DEFERRED = "deferred"
    BOUNCED = "bounced"
    FAILED = "failed"
    SKIPPED = "skipped"
    UNKNOWN = "unknown"


# Still to be tried; everything else is settled or in somebody's hands.
WAITING = (MessageState.QUEUED, MessageState.DEFERRED)
UNFINISHED = (*WAITING, MessageState.CLAIMED)
# What people look up one by one; the rest of a ledger is on its way or has arrived.
ODD_ENDS = (MessageState.BOUNCED, MessageState.FAILED, MessageState.SKIPPED, MessageState.UNKNOWN)

# Reasons of the room's own, beside compliance.types.Reason.
REASON_CANCELLED = "mailing_cancelled"
REASON_LEASE_EXPIRED = "lease_expired"


class EngagementKind(StrEnum):
    """What came back for a letter."""

    OPEN = "open"
    CLICK = "click"
    UNSUBSCRIBE = "unsubscribe"
    BOUNCE = "bounce"
    COMPLAINT = "complaint"


class InboundKind(StrEnum):
    """What a mail that came back was: a verdict of delivery.inbound, or one of the other things sent to us."""

    HARD = "hard"
    SOFT = "soft"
    BLOCK = "block"
    COMPLAINT = "complaint"
    NOTBOUNCE = "notbounce"
    UNSUBSCRIBE = "unsubscribe"
    DMARC = "dmarc"
    UNREAD = "unread"


class RelaySecurity(StrEnum):
    """How a relay's connection is protected."""

    NONE = "none"
    STARTTLS = "starttls"
    TLS = "tls"


class RelayStreams(StrEnum):
    """Which streams a relay serves."""

    MARKETING = "marketing"
    SERVICE = "service"
    BOTH = "both"


class DkimAlgorithm(StrEnum):
    """RFC 6376's rsa-sha256 is read by all, RFC 8463's ed25519-sha256 by some."""

    RSA = "rsa2048"
    ED25519 = "ed25519"


class DkimKeyState(StrEnum):
    """WAITING: to be published, signs nothing yet. RETIRING: signs no more, its record must stay."""

    WAITING = "waiting"
    ACTIVE = "active"
    RETIRING = "retiring"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Preview:
    """A letter as one guest would see it; `path` is its page, valid for a quarter of an hour."""

    subject: str
    preview_text: str
    text: str
    path: str


@dataclass(slots=True)
class SendTotals:
    """What became of the letters of one run; `left` went back to the queue untried."""

    claimed: int = 0
    skipped: int = 0
    left: int = 0
    states: Counter[MessageState] = field(default_factory=Counter)

    @property
    def handed(self) -> int:
        """Letters that the next server took."""
        return self.states[MessageState.HANDED]

    def add(self, states: Iterable[MessageState | None]) -> None:
        """Count outcomes; None is a letter that went back untried."""
        for state in states:
            if state is None:
                self.left += 1
            else:
                self.states[state] += 1

    def merge(self, other: "SendTotals") -> None:
        """Add what another run did."""
        self.claimed += other.claimed
        self.skipped += other.skipped
        self.left += other.left
        self.states.update(other.states)
