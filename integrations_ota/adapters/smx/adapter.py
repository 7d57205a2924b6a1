"""The SMX door: everything is pushed to us; there is nothing to fetch and nobody to confirm to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from integrations_ota.adapters.errors import AuthFailed
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.offers import Webhook, WebhookAnswer, WebhookRequest
from integrations_ota.adapters.port import (
    AckItem,
    AckOutcome,
    AckResult,
    Answer,
    Capabilities,
    Conn,
    ConnectionReport,
    Cursor,
    GuestEmail,
    ParsedReservation,
    PullBatch,
    RawOtaMessage,
    ReservationStatus,
)
from integrations_ota.adapters.siteminder import inbound, parser

MIN_PASSWORD: Final = 12
_STATUSES: Final = {
    "waitlisted": (ReservationStatus.REQUESTED, 0),
    "reserved": (ReservationStatus.BOOKED, 1),
    "in-house": (ReservationStatus.IN_HOUSE, 2),
    "checked-out": (ReservationStatus.CHECKED_OUT, 3),
    "no-show": (ReservationStatus.NO_SHOW, 3),
    "cancelled": (ReservationStatus.CANCELLED, 4),
}
DIALECT: Final = parser.Dialect("smx", _STATUSES, consent=True)


class SmxAdapter:
    """Takes `OTA_HotelResNotifRQ` in SOAP, signed with the user name and password that the hotel gives out.

    SMX calls one address for all hotels; which hotel a message is about stands in it.
    """

    slug = "smx"
    protocol_version = "SMX"

    def __init__(self, http: HttpClient) -> None:
        del http

    def capabilities(self) -> Capabilities:
        """Say what SMX offers: the PMS's own addresses, and consent flags on the profile."""
        return Capabilities(
            guest_email=GuestEmail.REAL,
            consent_flag=True,
            certified=False,
            max_items=0,
            min_poll_seconds=3600,
            refuses_items=False,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Check what we gave out; whether SiteMinder has it shows with the first call only.

        Raises `AuthFailed` for a password of fewer than `MIN_PASSWORD` characters, which SMX refuses.
        """
        if len(conn.credentials.get(inbound.SECRET, "")) < MIN_PASSWORD:
            raise AuthFailed(
                f"SMX wants a password of at least {MIN_PASSWORD} characters. Open this connection's address "
                "for calls, which makes one."
            )
        answers = {"login": Answer.OK, "reservations": Answer.UNKNOWN}
        return ConnectionReport(hotel_name="", protocol_version=self.protocol_version, answers=answers)

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: SMX uses the hotel's own codes."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Return nothing: SMX pushes, and has no feed."""
        del conn, cursor, limit
        return PullBatch((), (), {}, has_more=False)

    def split(self, document: bytes) -> PullBatch:
        """Cut a pushed document, in its envelope or bare."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one HotelReservation, consent flags included."""
        return parser.parse_reservation(message, DIALECT)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Close the items: the answer to the call was the receipt."""
        del conn
        return [AckResult(item.token, AckOutcome.ACCEPTED) for item in items]

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Prove a call by the token we gave out."""
        return inbound.verified(conn, request)

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Answer with Success, or with Errors under HTTP 200, which keep the message in SMX's retries."""
        return inbound.answered(request, taken)
