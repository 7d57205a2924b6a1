"""What a channel may offer beyond reservations, each a protocol of its own.

An adapter that lacks one simply has no such method; `offers` says which ones it has. Every method
may raise `OtaError`: the call failed as a whole, and each of its changes is tried again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final, Protocol, runtime_checkable

from integrations_ota.adapters.ari import (
    AvailabilityChange,
    DateRange,
    PushReport,
    RateChange,
    ReadBack,
    RemoteRate,
)
from integrations_ota.adapters.port import Conn, OtaAdapter, ParsedReservation, RawOtaMessage


@dataclass(frozen=True, slots=True)
class WebhookRequest:
    """A call from outside, read whole. Header names are lower case; `received_at` is our clock, UTC."""

    method: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes = field(repr=False)
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Webhook:
    """A call that is proved to come from the channel.

    `delivery_id` is the same for a repeated delivery, '' where the channel gives none.
    `hotel_code` is the hotel the body speaks of, '' where it names none; the caller compares.
    `messages` are reservations the call carries itself (card data removed); empty = only a hint
    that the channel's feed has something new.
    """

    delivery_id: str
    hotel_code: str
    messages: tuple[RawOtaMessage, ...] = ()


@dataclass(frozen=True, slots=True)
class WebhookAnswer:
    """What the channel is told."""

    status: int
    body: bytes = b""
    content_type: str = "application/json"


@runtime_checkable
class PushesAvailability(Protocol):
    """Takes how many rooms may be sold; `Capabilities.push` says in what portions."""

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Send changes in their order. `complete` = they replace everything the channel has."""
        ...


@runtime_checkable
class PushesRates(Protocol):
    """Takes prices and restrictions; `Capabilities.push` says in what portions."""

    def push_rates(self, conn: Conn, changes: Sequence[RateChange], *, complete: bool = False) -> PushReport:
        """Send changes in their order. `complete` = they replace everything the channel has."""
        ...


@runtime_checkable
class ListsRates(Protocol):
    """Names its rate plans, for the hotel to map its own to. Its rooms: `OtaAdapter.room_names`."""

    def remote_rates(self, conn: Conn) -> Sequence[RemoteRate]:
        """Return the rate plans of the hotel at the channel."""
        ...


@runtime_checkable
class PullsRates(Protocol):
    """Shows the calendar it has, so that a drift is found."""

    def pull_rates(self, conn: Conn, span: DateRange) -> ReadBack:
        """Read the calendar back."""
        ...


@runtime_checkable
class ReceivesWebhooks(Protocol):
    """Calls us."""

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Prove a call, in constant time. Raises `WebhookRefused`, and `Malformed` for a body that cannot be read."""
        ...

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Say thank you after the messages are stored; None = we could not take it, send it again."""
        ...


@runtime_checkable
class FallsBack(Protocol):
    """Sends an e-mail to the hotel when nobody acknowledges in time; that message is then gone for us."""

    def fallback_at(self, reservation: ParsedReservation, received_at: datetime) -> datetime:
        """Return the moment, UTC, until which a message must be acknowledged."""
        ...


class Offer(StrEnum):
    """Names of the protocols above."""

    PUSH_AVAILABILITY = "push_availability"
    PUSH_RATES = "push_rates"
    LIST_RATES = "list_rates"
    PULL_RATES = "pull_rates"
    WEBHOOKS = "webhooks"
    FALLBACK = "fallback"


_PROTOCOLS: Final[Mapping[Offer, type]] = {
    Offer.PUSH_AVAILABILITY: PushesAvailability,
    Offer.PUSH_RATES: PushesRates,
    Offer.LIST_RATES: ListsRates,
    Offer.PULL_RATES: PullsRates,
    Offer.WEBHOOKS: ReceivesWebhooks,
    Offer.FALLBACK: FallsBack,
}


def offers(adapter: OtaAdapter) -> frozenset[Offer]:
    """Say what an adapter offers beyond reservations."""
    return frozenset(offer for offer, protocol in _PROTOCOLS.items() if isinstance(adapter, protocol))
