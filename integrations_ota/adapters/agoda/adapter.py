"""The YCS5 client: list what changed, read it in detail, set rates and availability."""

from __future__ import annotations

import hashlib
import hmac
import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from lxml import etree

from integrations_ota.adapters.agoda import messages, parser
from integrations_ota.adapters.ari import (
    AvailabilityChange,
    PushLimits,
    PushOutcome,
    PushReport,
    PushResult,
    RateChange,
)
from integrations_ota.adapters.errors import WebhookRefused
from integrations_ota.adapters.http import HttpClient, raise_for_status
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
from integrations_ota.adapters.xml import parse_xml

logger = logging.getLogger(__name__)

LOOK_BACK: Final = timedelta(days=89)
WINDOW: Final = timedelta(days=7)
OVERLAP: Final = timedelta(minutes=15)
_REFUSED: Final = frozenset({400, 401, 403})
_PARTIAL: Final = 207
_HINT_SECRET: Final = "webhook_secret"  # noqa: S105 - the name of the credential


class AgodaAdapter:
    """Polls one property by its number. Agoda takes no receipts: a cursor by time says what is known."""

    slug = "agoda"
    protocol_version = "YCS5"

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def capabilities(self) -> Capabilities:
        """Say what Agoda offers: a name, no address."""
        return Capabilities(
            guest_email=GuestEmail.NONE,
            consent_flag=False,
            certified=False,
            max_items=messages.MAX_DETAILS,
            min_poll_seconds=300,
            pulls_per_minute=60,
            refuses_items=False,
            push=PushLimits(max_items=100, max_days_ahead=730, calls_per_minute=30),
            drains=False,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Ask for the bookings of the last minute; it proves key and property and changes nothing."""
        now = conn.moment
        reply_time = self._list(conn, now - timedelta(minutes=1), now)[1]
        return ConnectionReport(
            hotel_name="",
            protocol_version=self.protocol_version,
            answers={"property": Answer.OK, "reservations": Answer.UNKNOWN},
            server_time=reply_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: the documents we have read show no list of rooms."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch what changed since `cursor["from"]` (or `since`), in windows of a week; first, since 89 days ago."""
        del limit
        now = conn.moment
        asked = cursor.get("since") or cursor.get("from")
        start = datetime.fromisoformat(asked) if isinstance(asked, str) else now - LOOK_BACK
        start = min(max(start, now - LOOK_BACK), now)
        end = min(start + WINDOW, now)
        rows = parser.listed(self._list(conn, start, end)[0])
        details = self._details(conn, list(rows))
        batch = parser.batch_of(parser.completed(details.get(number), row) for number, row in rows.items())
        has_more = end < now
        # The clocks of both sides differ; what is read twice is known by its content.
        following = end if has_more else end - OVERLAP
        cursor = {"from": following.isoformat()}
        return PullBatch(batch.messages, batch.quarantined, cursor, has_more=has_more)

    def split(self, document: bytes) -> PullBatch:
        """Cut an answer into bookings."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one booking."""
        return parser.parse_booking(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Close the items: Agoda takes no receipts."""
        del conn
        return [AckResult(item.token, AckOutcome.ACCEPTED) for item in items]

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Set how many rooms may be sold; each day is replaced, so `complete` changes nothing."""
        del complete
        request = messages.availability_request(changes, property_id=conn.remote_hotel_id, at=conn.moment)
        return self._push(conn, request, [change.key for change in changes])

    def push_rates(self, conn: Conn, changes: Sequence[RateChange], *, complete: bool = False) -> PushReport:
        """Set prices and restrictions."""
        del complete
        request = messages.rates_request(changes, property_id=conn.remote_hotel_id, at=conn.moment)
        return self._push(conn, request, [change.key for change in changes])

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Take a booking hint, proved by the `key` in the address we gave out. It only triggers a pull."""
        secret = conn.credentials.get(_HINT_SECRET, "")
        given = request.query.get("key", "")
        if not secret or not hmac.compare_digest(given.encode(), secret.encode()):
            raise WebhookRefused("The call does not bear the key of this connection.")
        root = parse_xml(request.body)
        hotels = {parser.value(e, "property_id") for e in root.iter("*")} - {""}
        if len(hotels) > 1:
            raise WebhookRefused("The call speaks of several hotels at once.", detail="hotels")
        return Webhook(hashlib.sha256(request.body).hexdigest(), next(iter(hotels), ""))

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Say thank you; anything but 200 makes Agoda try again, three times."""
        del request
        return WebhookAnswer(503 if taken is None else 200, b"<result/>", "text/xml; charset=utf-8")

    def _list(self, conn: Conn, start: datetime, end: datetime) -> tuple[etree._Element, datetime | None]:
        now = conn.moment
        request = messages.list_request(property_id=conn.remote_hotel_id, start=start, end=end, at=now)
        body, _, server_time = self._call(conn, request)
        return parser.read_result(body), server_time

    def _details(self, conn: Conn, numbers: Sequence[str]) -> dict[str, etree._Element]:
        found: dict[str, etree._Element] = {}
        wanted = [number for number in numbers if number]
        for first in range(0, len(wanted), messages.MAX_DETAILS):
            some = wanted[first : first + messages.MAX_DETAILS]
            request = messages.detail_request(
                property_id=conn.remote_hotel_id, booking_ids=some, at=conn.moment
            )
            root = parser.read_result(self._call(conn, request)[0])
            found |= {parser.value(e, "booking_id", "id"): e for e in root.iter("booking")}
        return found

    def _push(self, conn: Conn, request: bytes, keys: Sequence[str]) -> PushReport:
        body, status, _ = self._call(conn, request)
        root = parse_xml(body)
        errors = list(root.iterfind(".//errors/error"))
        if status != _PARTIAL and not errors:
            return PushReport(tuple(PushResult(key, PushOutcome.ACCEPTED) for key in keys))
        named = {parser.value(e, "update_id"): parser.said(e) for e in errors if parser.value(e, "update_id")}
        general = next((parser.said(e) for e in errors if not parser.value(e, "update_id")), None)
        if not named and general is None:
            general = "The channel took only a part and does not say which."
        return PushReport(
            tuple(_result(key, named.get(str(n), general)) for n, key in enumerate(keys, start=1))
        )

    def _call(self, conn: Conn, request: bytes) -> tuple[bytes, int, datetime | None]:
        reply = self._http.request(
            "POST",
            conn.base_url,
            headers={"Content-Type": "text/xml; charset=utf-8"},
            params={"apiKey": conn.credentials.get("api_key", "")},
            content=request,
        )
        if reply.status in _REFUSED:
            raise parser.refusal(reply.body, reply.status)
        raise_for_status(reply)
        logger.debug("agoda answered %s, %s", reply.status, reply.headers.get("tuid", "no TUID"))
        return reply.body, reply.status, reply.server_time


def _result(key: str, words: str | None) -> PushResult:
    return (
        PushResult(key, PushOutcome.ACCEPTED)
        if words is None
        else PushResult(key, PushOutcome.REJECTED, words)
    )
