"""The Channex client: booking revision feed, acknowledgement of each revision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Final
from urllib.parse import quote

import orjson

from integrations_ota.adapters.ari import (
    AvailabilityChange,
    DateRange,
    PushLimits,
    PushReport,
    RateChange,
    ReadBack,
    RemoteRate,
)
from integrations_ota.adapters.channex import ari, parser, webhook
from integrations_ota.adapters.errors import (
    ContractViolation,
    Throttled,
    Unavailable,
)
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
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
)
from integrations_ota.adapters.text import one_line

MAX_PAGE: Final = 100
# A thousand values are some 200 kB, far below the 10 MB that Channex takes in one call.
PUSH: Final = PushLimits(max_items=1000, max_days_ahead=500, calls_per_minute=10, per_hotel=True)
_NOT_FOUND: Final = 404
_MAILED_AFTER: Final = timedelta(minutes=30)


class ChannexAdapter:
    """Pulls booking revisions of one property; base URL ends in `/api/v1`."""

    slug = "channex"
    protocol_version = "v1"

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def capabilities(self) -> Capabilities:
        """Say what Channex offers: mostly alias addresses, no consent flag."""
        return Capabilities(
            guest_email=GuestEmail.MIXED,
            consent_flag=False,
            certified=False,
            max_items=MAX_PAGE,
            min_poll_seconds=60,
            refuses_items=False,
            push=PUSH,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Read the property's name; proves key and property without touching the feed."""
        path = f"properties/{quote(conn.remote_hotel_id, safe='')}"
        reply = self._request("GET", conn, path, {})
        data = Fields(parser.decode(reply.body)).inner("data")
        return ConnectionReport(
            hotel_name=one_line(data.inner("attributes").text("title")),
            protocol_version=self.protocol_version,
            answers={"property": Answer.OK, "reservations": Answer.UNKNOWN},
            server_time=reply.server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return the property's room types, id to title (the first hundred)."""
        reply = self._request("GET", conn, "room_types", self._page(conn, 1, MAX_PAGE))
        return {
            room.text("id"): one_line(room.inner("attributes").text("title"))
            for room in Fields(parser.decode(reply.body)).each("data")
        }

    def remote_rates(self, conn: Conn) -> Sequence[RemoteRate]:
        """Return the property's rate plans (the first hundred)."""
        reply = self._request("GET", conn, "rate_plans", self._page(conn, 1, MAX_PAGE))
        return list(ari.remote_rates(parser.decode(reply.body)))

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Set rooms to sell. Channex knows no complete set: every value replaces its own days."""
        del complete
        values = [ari.availability_value(conn.remote_hotel_id, change) for change in changes]
        return ari.report(self._send(conn, "availability", values), changes, "room_type_id")

    def push_rates(self, conn: Conn, changes: Sequence[RateChange], *, complete: bool = False) -> PushReport:
        """Set prices and restrictions."""
        del complete
        values = [ari.restriction_value(conn.remote_hotel_id, change) for change in changes]
        return ari.report(self._send(conn, "restrictions", values), changes, "rate_plan_id")

    def pull_rates(self, conn: Conn, span: DateRange) -> ReadBack:
        """Read availability and restrictions of a span."""
        params = {
            "filter[property_id]": conn.remote_hotel_id,
            "filter[date][gte]": span.first.isoformat(),
            "filter[date][lte]": span.last.isoformat(),
        }
        rooms = parser.decode(self._request("GET", conn, "availability", params).body)
        params["filter[restrictions]"] = ",".join(ari.RESTRICTIONS)
        rates = parser.decode(self._request("GET", conn, "restrictions", params).body)
        plans = {plan.code: plan for plan in self.remote_rates(conn)}
        try:
            return ReadBack(tuple(ari.pulled_availability(rooms)), tuple(ari.pulled_rates(rates, plans)))
        except ValueError as error:
            raise ContractViolation(f"The channel's calendar cannot be read: {error}.") from error

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Prove a call by our secret in its header."""
        return webhook.verify(conn, request)

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Say thank you."""
        del request
        return webhook.answer(taken)

    def fallback_at(self, reservation: ParsedReservation, received_at: datetime) -> datetime:
        """Thirty minutes: then Channex mails the hotel, and keeps the booking in the feed all the same."""
        del reservation
        return received_at + _MAILED_AFTER

    def _send(self, conn: Conn, path: str, values: list[dict[str, Any]]) -> dict[str, Any]:
        body = orjson.dumps({"values": values})
        return parser.decode(self._request("POST", conn, path, {}, body).body)

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch one page of unacknowledged revisions, oldest first."""
        page = cursor.get("page", 1)
        params = self._page(conn, page, min(limit, MAX_PAGE))
        params["order[inserted_at]"] = "asc"
        return self.split(self._request("GET", conn, "booking_revisions/feed", params).body)

    def split(self, document: bytes) -> PullBatch:
        """Cut a feed page into messages."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one revision."""
        return parser.parse_revision(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Acknowledge one revision after the other; the first transport fault ends the round.

        A refused item is left unacknowledged on purpose: Channex then tells the hotel by
        e-mail, which is the guest's safety net.
        """
        results: list[AckResult] = []
        fault = ""
        for item in items:
            if not item.accepted:
                results.append(AckResult(item.token, AckOutcome.REJECTED, "left to the channel"))
            elif fault:
                results.append(AckResult(item.token, AckOutcome.RETRY, fault))
            else:
                result = self._acknowledge_one(conn, item)
                fault = result.detail if result.outcome is AckOutcome.RETRY else ""
                results.append(result)
        return results

    def _acknowledge_one(self, conn: Conn, item: AckItem) -> AckResult:
        path = f"booking_revisions/{quote(item.token, safe='')}/ack"
        try:
            self._request("POST", conn, path, {})
        except (Throttled, Unavailable) as error:
            return AckResult(item.token, AckOutcome.RETRY, error.message)
        except ContractViolation as error:
            return AckResult(item.token, AckOutcome.REJECTED, error.message)
        return AckResult(item.token, AckOutcome.ACCEPTED)

    @staticmethod
    def _page(conn: Conn, page: int, limit: int) -> dict[str, str]:
        return {
            "filter[property_id]": conn.remote_hotel_id,
            "pagination[page]": str(page),
            "pagination[limit]": str(limit),
        }

    def _request(
        self, method: str, conn: Conn, path: str, params: Mapping[str, str], content: bytes = b""
    ) -> Reply:
        headers = {
            "user-api-key": conn.credentials.get("api_key", ""),
            "Accept": "application/json",
        }
        if content:
            headers["Content-Type"] = "application/json"
        url = f"{conn.base_url.rstrip('/')}/{path}"
        reply = self._http.request(method, url, headers=headers, params=params, content=content)
        if reply.status == _NOT_FOUND:
            raise ContractViolation(
                "The channel does not know this property or booking. Check the property id.",
                detail="HTTP 404",
            )
        raise_for_status(reply)
        return reply
