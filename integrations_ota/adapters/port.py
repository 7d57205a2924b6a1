"""The port every channel adapter implements, and the normalised model it speaks.

Adapters know protocols; they know nothing of the database. The pipeline in
`integrations_ota.services` stores, orders and applies what they return. What only some channels
can do lies in `offers.py`; the words of availability and rates in `ari.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any, Protocol

from integrations_ota.adapters.ari import PushLimits

Cursor = Mapping[str, Any]


class GuestEmail(StrEnum):
    """What kind of guest address a channel hands out."""

    REAL = "real"
    ALIAS = "alias"
    MIXED = "mixed"
    NONE = "none"


class Answer(StrEnum):
    """Outcome of probing one capability."""

    OK = "ok"
    DENIED = "denied"
    UNKNOWN = "unknown"


class AckOutcome(StrEnum):
    """What the channel made of one acknowledgement."""

    ACCEPTED = "accepted"
    RETRY = "retry"
    REJECTED = "rejected"


class ReservationStatus(StrEnum):
    """A reservation's state as the channel's message gives it."""

    REQUESTED = "requested"
    BOOKED = "booked"
    MODIFIED = "modified"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    IN_HOUSE = "in_house"
    CHECKED_OUT = "checked_out"


@dataclass(frozen=True, slots=True)
class Conn:
    """Where and as whom to call. Credentials never appear in a repr.

    `time_zone` is the hotel's (IANA); `now` the caller's clock in UTC, None = read it yourself.
    """

    base_url: str
    remote_hotel_id: str
    credentials: Mapping[str, str] = field(repr=False)
    time_zone: str = "UTC"
    now: datetime | None = None

    @property
    def moment(self) -> datetime:
        """The time of this call, UTC."""
        return self.now or datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a channel offers; `max_items` is its page size, 0 = it does not page.

    `pulls_per_minute`: how many pages of reservations an account may ask for, all its hotels
    together; 0 = the channel counts none. `drains`: what is acknowledged leaves the feed, so its first page is new again.
    `push` None = it takes no availability and no rates. Which calls it knows besides those of
    `OtaAdapter`, `integrations_ota.adapters.offers.offers` says.
    """

    guest_email: GuestEmail
    consent_flag: bool
    certified: bool
    max_items: int
    min_poll_seconds: int
    refuses_items: bool
    push: PushLimits | None = None
    drains: bool = True
    pulls_per_minute: int = 0


@dataclass(frozen=True, slots=True)
class ConnectionReport:
    """Result of a read-only check. `server_time` lets the caller compute the clock skew."""

    hotel_name: str
    protocol_version: str
    answers: Mapping[str, Answer]
    server_time: datetime | None = None


@dataclass(frozen=True, slots=True)
class RawOtaMessage:
    """One message as received, card data already removed.

    `message_key` is the same for a redelivery of the same content; `sha256` is the hex
    digest of `body`; `ack_token` is what `acknowledge` needs.
    """

    message_key: str
    stream: str
    body: str = field(repr=False)
    sha256: str
    ack_token: str


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A piece of an otherwise good batch that cannot even be identified.

    `kind` names the issue to open: `malformed` or `ambiguous_cancellation`.
    """

    message_key: str
    stream: str
    body: str = field(repr=False)
    sha256: str
    reason: str
    kind: str = "malformed"


@dataclass(frozen=True, slots=True)
class Ignored:
    """A piece that is no reservation and needs nobody's attention, and why."""

    key: str
    reason: str


@dataclass(frozen=True, slots=True)
class PullBatch:
    """One pull. `next_cursor` continues after this batch; {} means from the beginning.

    The cursor of the last page is kept with the connection: the next pull begins there.
    """

    messages: tuple[RawOtaMessage, ...]
    quarantined: tuple[Quarantined, ...]
    next_cursor: Cursor
    has_more: bool
    ignored: tuple[Ignored, ...] = ()


@dataclass(frozen=True, slots=True)
class AckItem:
    """Acknowledge one message; `accepted=False` tells the channel we could not process it."""

    token: str
    accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AckResult:
    """The channel's answer for one `AckItem`."""

    token: str
    outcome: AckOutcome
    detail: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Version:
    """Orders the messages of one reservation: channel time, then new < modified < cancelled."""

    at: datetime
    rank: int

    @property
    def key(self) -> str:
        """Text that sorts as the version does (UTC, microseconds)."""
        return f"{self.at:%Y-%m-%dT%H:%M:%S.%f}|{self.rank}"


@dataclass(frozen=True, slots=True)
class RoomStay:
    """One room of a reservation. Dates are hotel-local; money in minor units."""

    room_code: str
    rate_code: str
    arrival: date | None
    departure: date | None
    earliest_arrival: date | None
    latest_arrival: date | None
    adults: int
    child_ages: tuple[int, ...]
    children: int
    total_minor: int | None
    currency: str


@dataclass(frozen=True, slots=True)
class StayGuest:
    """The person who booked, name parts as given."""

    first_name: str
    last_name: str
    title: str
    email: str
    phone: str
    language: str
    country: str
    gender: str
    birth_date: date | None
    street: str
    postal_code: str
    city: str


@dataclass(frozen=True, slots=True)
class ParsedIssue:
    """Something the hotel should know about a reservation that was applied all the same."""

    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class ParsedReservation:
    """One message, normalised. `arrival` is None where the channel gave no fixed dates."""

    reservation_id: str
    source_channel: str
    reservation_code: str
    hotel_code: str
    status: ReservationStatus
    version: Version
    booked_at: datetime | None
    arrival: date | None
    departure: date | None
    room_stays: tuple[RoomStay, ...]
    adults: int
    children: int
    total_minor: int | None
    currency: str
    guest: StayGuest | None
    newsletter: bool | None
    comments: tuple[str, ...]
    issues: tuple[ParsedIssue, ...]


class OtaAdapter(Protocol):
    """A channel. Every method may raise `integrations_ota.adapters.errors.OtaError`."""

    slug: str
    protocol_version: str

    def capabilities(self) -> Capabilities:
        """Say what the channel offers."""
        ...

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Probe the connection without changing anything at the channel."""
        ...

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return the channel's rooms, code to name; empty where the channel has no list."""
        ...

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch the next unacknowledged messages, card data removed."""
        ...

    def split(self, document: bytes) -> PullBatch:
        """Cut a document into messages without any network; raises `Malformed`."""
        ...

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one stored message; raises `Malformed`."""
        ...

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Acknowledge item by item, after the caller has committed them."""
        ...
