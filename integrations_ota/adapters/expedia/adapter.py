"""The Expedia client: EQC booking retrieval and confirmation, and bookings that Expedia posts (BN)."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

from lxml import etree

from integrations_ota.adapters.ari import (
    AvailabilityChange,
    DateRange,
    PushReport,
    PushResult,
    RateChange,
    ReadBack,
    RemoteRate,
)
from integrations_ota.adapters.errors import ContractViolation, Malformed, OtaError, Throttled, Unavailable
from integrations_ota.adapters.expedia import bn, bn_parser, calendar, eqc, parser
from integrations_ota.adapters.expedia.eqc import Confirmation
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.memory import LOCAL, Memory
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
from integrations_ota.adapters.pushing import push_by_halves
from integrations_ota.adapters.text import one_line, sha256_hex
from integrations_ota.adapters.xml import parse_xml

logger = logging.getLogger(__name__)

MAX_PAGE: Final = 125
_RECEIPTS: Final = 10
_NEWER: Final = 10102
_FALLBACK_MINUTES: Final = {0: 30, 1: 60}
_BAD_REQUEST: Final = 400
_DAY_SECONDS: Final = 24 * 3600.0


def _now() -> datetime:
    return datetime.now(UTC)


class ExpediaAdapter:
    """Talks EQC for one hotel; the base address ends in `/eqc`. Never two calls at once for a hotel."""

    slug = "expedia"
    protocol_version = "EQC 2014/01"

    def __init__(
        self, http: HttpClient, *, memory: Memory = LOCAL, clock: Callable[[], datetime] = _now
    ) -> None:
        self._http = http
        self._memory = memory
        self._clock = clock

    def capabilities(self) -> Capabilities:
        """Say what Expedia offers: an alias address where it is switched on at all, no consent flag."""
        return Capabilities(
            guest_email=GuestEmail.ALIAS,
            consent_flag=False,
            certified=False,
            max_items=MAX_PAGE,
            min_poll_seconds=60,
            refuses_items=False,
            push=calendar.LIMITS,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Read the hotel's products: proves log-in and hotel without touching a booking."""
        reply, root = self._ask(conn, "PAR", "ProductAvailRateRetrievalRS", eqc.products(conn))
        hotel = root.find("{*}ProductList/{*}Hotel")
        return ConnectionReport(
            hotel_name="" if hotel is None else one_line(hotel.get("name")),
            protocol_version=self.protocol_version,
            answers={
                "log_in": Answer.OK,
                "products": Answer.OK,
                "reservations": Answer.UNKNOWN,
                "availability": Answer.UNKNOWN,
            },
            server_time=reply.server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return the hotel's rooms, id to name; asked once a day, and {} in between.

        Bookings must not wait for it, so a fault gives {} too.
        """
        who = f"{conn.base_url}\n{conn.remote_hotel_id}\n{conn.credentials.get('username', '')}"
        key = f"expedia:rooms:{sha256_hex(who)[:32]}"
        if self._memory.get(key):
            return {}
        try:
            _, root = self._ask(conn, "PAR", "ProductAvailRateRetrievalRS", eqc.products(conn))
        except OtaError as error:
            logger.warning("rooms of an Expedia hotel cannot be read: %s %s", error.code, error.detail)
            return {}
        self._memory.put(key, "yes", _DAY_SECONDS)
        return {
            room.get("id", ""): one_line(room.get("name"))
            for room in root.iterfind("{*}ProductList/{*}RoomType")
            if room.get("id")
        }

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Fetch up to 125 bookings that are not confirmed; the next ones come once these are.

        `cursor={"since": ISO date-time}` fetches confirmed ones of up to 30 days too.
        """
        del limit
        since = cursor.get("since")
        days = 0
        if isinstance(since, str):
            past = self._clock() - datetime.fromisoformat(since)
            days = min(max(past.days + 1, 1), eqc.MOST_DAYS)
        batch = self.split(self._post(conn, "br", eqc.retrieval(conn, confirmed_days=days)).body)
        if not days:
            return batch
        return PullBatch(batch.messages, batch.quarantined, {}, has_more=False)

    def split(self, document: bytes) -> PullBatch:
        """Cut a BookingRetrievalRS, or a booking that Expedia posts, into messages."""
        return bn.split(document) if bn.is_call(document) else parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one booking, fetched or posted."""
        posted = message.stream == bn.STREAM
        return bn_parser.parse_notification(message) if posted else parser.parse_booking(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Confirm ten at a time; each warning is the answer for its own booking.

        What we could not read stays unconfirmed: Expedia then mails the hotel. What was posted to us
        was confirmed by our answer.
        """
        posted = [item for item in items if item.token.startswith(f"{bn.PUSHED}:")]
        fetched = [item for item in items if item not in posted]
        results = [AckResult(item.token, AckOutcome.ACCEPTED) for item in posted]
        results += [
            AckResult(item.token, AckOutcome.REJECTED, "left to the channel")
            for item in fetched
            if not item.accepted
        ]
        tokens = [item.token for item in fetched if item.accepted]
        for start in range(0, len(tokens), _RECEIPTS):
            results += self._confirm(conn, tokens[start : start + _RECEIPTS])
        return results

    def fallback_at(self, reservation: ParsedReservation, received_at: datetime) -> datetime:
        """Expedia mails the hotel after 30 minutes for today's arrivals, 60 for tomorrow's, else a day."""
        days = 0 if reservation.arrival is None else (reservation.arrival - received_at.date()).days
        return received_at + timedelta(minutes=_FALLBACK_MINUTES.get(max(days, 0), 24 * 60))

    def verify_webhook(self, conn: Conn, request: WebhookRequest) -> Webhook:
        """Take a Booking Notification, proved by the log-in in its header."""
        return bn.verified(conn, request)

    def answer_webhook(self, request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
        """Confirm with our number, or have Expedia send it again."""
        return bn.answered(request, taken)

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Send how many rooms are for sale; Expedia knows changes only, so `complete` is one too."""
        del complete

        def send(part: Sequence[AvailabilityChange]) -> list[PushResult]:
            _, root = self._ask(conn, "AR", "AvailRateUpdateRS", calendar.availability(conn, part))
            return calendar.results(root, part)

        return PushReport(tuple(push_by_halves(changes, send)))

    def push_rates(self, conn: Conn, changes: Sequence[RateChange], *, complete: bool = False) -> PushReport:
        """Send prices and restrictions; a price outside Expedia's thresholds comes back as a warning."""
        del complete

        def send(part: Sequence[RateChange]) -> list[PushResult]:
            _, root = self._ask(conn, "AR", "AvailRateUpdateRS", calendar.rates(conn, part))
            return calendar.results(root, part)

        return PushReport(tuple(push_by_halves(changes, send)))

    def remote_rates(self, conn: Conn) -> Sequence[RemoteRate]:
        """Return the active rate plans of each room."""
        _, root = self._ask(conn, "PAR", "ProductAvailRateRetrievalRS", eqc.products(conn))
        return calendar.remote_rates(root)

    def pull_rates(self, conn: Conn, span: DateRange) -> ReadBack:
        """Read the calendar back, a year at a time."""
        requests = calendar.calendar_requests(conn, span)
        return calendar.read_calendar(
            [self._ask(conn, "PAR", "ProductAvailRateRetrievalRS", body)[1] for body in requests]
        )

    def _confirm(self, conn: Conn, tokens: Sequence[str]) -> list[AckResult]:
        wanted = {token: _confirmation(token) for token in tokens}
        content = eqc.confirmation(conn, list(wanted.values()), self._clock())
        try:
            _, root = self._ask(conn, "BC", "BookingConfirmRS", content)
        except (Throttled, Unavailable, Malformed) as error:
            return [AckResult(token, AckOutcome.RETRY, error.message) for token in tokens]
        except ContractViolation as error:
            return self._confirm_each(conn, tokens, error.message)
        if root.find("{*}Success") is None:
            words = "Expedia did not confirm our receipt."
            return [AckResult(token, AckOutcome.RETRY, words) for token in tokens]
        warnings = root.findall("{*}Success/{*}Warning")
        if len(tokens) > 1 and any(not warning.get("bookingID") for warning in warnings):
            return self._confirm_each(conn, tokens, "")
        return [self._result(token, warnings, wanted[token]) for token in tokens]

    def _confirm_each(self, conn: Conn, tokens: Sequence[str], words: str) -> list[AckResult]:
        """Find out which of several receipts Expedia did not want."""
        if len(tokens) == 1:
            return [AckResult(tokens[0], AckOutcome.REJECTED, words)]
        return [result for token in tokens for result in self._confirm(conn, [token])]

    @staticmethod
    def _result(token: str, warnings: Sequence[etree._Element], item: Confirmation) -> AckResult:
        mine = [w for w in warnings if w.get("bookingID", item.booking_id) == item.booking_id]
        if not mine:
            return AckResult(token, AckOutcome.ACCEPTED)
        if any(eqc.code_of(warning) == _NEWER for warning in mine):
            return AckResult(token, AckOutcome.REJECTED, "Expedia has a newer version; it is fetched again.")
        words = "; ".join(f"{one_line(w.text) or 'refused'} ({eqc.code_of(w)})" for w in mine)
        return AckResult(token, AckOutcome.REJECTED, words[:500])

    def _ask(self, conn: Conn, family: str, name: str, content: bytes) -> tuple[Reply, etree._Element]:
        reply = self._post(conn, "parr" if family == "PAR" else family.lower(), content)
        return reply, eqc.read(reply.body, family, name)

    def _post(self, conn: Conn, path: str, content: bytes) -> Reply:
        reply = self._http.request(
            "POST",
            f"{conn.base_url.rstrip('/')}/{path}",
            headers={"Content-Type": "text/xml; charset=utf-8"},
            content=content,
        )
        if reply.status >= _BAD_REQUEST:
            # An EQC error says more than the status it comes with.
            with suppress(Malformed):
                eqc.raise_for_error(parse_xml(reply.body))
        raise_for_status(reply)
        return reply


def _confirmation(token: str) -> Confirmation:
    kind, _, booking_id = token.partition(":")
    return Confirmation(booking_id, kind)
