"""The Booking.com client: two queues of reservations, receipts, recovery."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import ClassVar, Final

from integrations_ota.adapters.ari import AvailabilityChange, PushReport, PushResult, RateChange
from integrations_ota.adapters.booking_com import calendar, messages, parser, recovery
from integrations_ota.adapters.booking_com.client import RESERVATIONS_HOST, SUPPLY_HOST, Client, host
from integrations_ota.adapters.booking_com.messages import NEW, QUEUES, Queue
from integrations_ota.adapters.booking_com.tokens import account_of
from integrations_ota.adapters.errors import OtaError, Throttled, Unavailable
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.memory import LOCAL, Memory
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
    Quarantined,
    RawOtaMessage,
)
from integrations_ota.adapters.pushing import push_by_halves, worst

logger = logging.getLogger(__name__)

_BAD_REQUEST: Final = 400
_RECEIPTS: Final = 50
_NOWHERE: Final = "0"
FALLBACK: Final = timedelta(minutes=30)


def _now() -> datetime:
    return datetime.now(UTC)


class BookingComAdapter:
    """Pulls the reservations of one hotel; the base address is Booking.com's or the sandbox's."""

    slug = "booking_com"
    protocol_version = "OTA 2003B"
    # Booking.com asks for this pause between a receipt and the next look into a queue.
    pause_seconds: ClassVar[float] = 5.0

    def __init__(
        self, http: HttpClient, *, memory: Memory = LOCAL, clock: Callable[[], datetime] = _now
    ) -> None:
        self._memory = memory
        self._clock = clock
        self._client = Client(http, memory)

    def capabilities(self) -> Capabilities:
        """Say what Booking.com offers: an alias address for each booking, no consent flag."""
        return Capabilities(
            guest_email=GuestEmail.ALIAS,
            consent_flag=False,
            certified=False,
            max_items=0,
            min_poll_seconds=20,
            pulls_per_minute=60,
            refuses_items=False,
            push=calendar.LIMITS,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Log in and ask for a reservation that cannot exist: proves access and fetches nothing."""
        reply = self._get(conn, NEW, {"id": _NOWHERE})
        return ConnectionReport(
            hotel_name="",
            protocol_version=self.protocol_version,
            answers={
                "log_in": Answer.OK,
                "reservations": Answer.OK,
                "availability": Answer.UNKNOWN,
                "rates": Answer.UNKNOWN,
            },
            server_time=reply.server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: the reservation messages carry room numbers, and there is no list of names."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Look into both queues, new ones first; `limit` is not used, as Booking.com asks.

        `cursor={"since": …}` asks the recovery API, whatever its date; so does every half hour
        where the credentials say `recovery`.
        """
        del limit
        self._pause(conn)
        batches = [self._queue(conn, queue, {}) for queue in QUEUES]
        if cursor.get("since"):
            batches += self._recovered(conn)
        elif self._recovery_due(conn):
            batches += self._recovered_quietly(conn)
        return _merged(batches, more=not cursor.get("since"))

    def split(self, document: bytes) -> PullBatch:
        """Cut the content of a queue into messages."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one message."""
        return parser.parse_reservation(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Send receipts, many in one request; where that is refused, one by one to find which.

        What we could not read stays in its queue: Booking.com then mails the hotel.
        """
        results = [
            AckResult(item.token, AckOutcome.REJECTED, "left to the channel")
            for item in items
            if not item.accepted
        ]
        tokens = [item.token for item in items if item.accepted]
        for queue in QUEUES:
            mine = [token for token in tokens if token.startswith(f"{queue.name}:")]
            for start in range(0, len(mine), _RECEIPTS):
                results += self._receipt(conn, queue, mine[start : start + _RECEIPTS])
        return results

    def fallback_at(self, reservation: ParsedReservation, received_at: datetime) -> datetime:
        """Booking.com mails the hotel after 30 minutes; the 24 hours of the recovery API are not relied on."""
        del reservation
        return received_at + FALLBACK

    def push_availability(
        self, conn: Conn, changes: Sequence[AvailabilityChange], *, complete: bool = False
    ) -> PushReport:
        """Send how many rooms are for sale; Booking.com knows changes only, so `complete` is one too."""
        del complete

        def send(part: Sequence[AvailabilityChange]) -> list[PushResult]:
            return self._push(conn, calendar.availability(part, hotel=conn.remote_hotel_id, at=self._clock()))

        return PushReport(tuple(push_by_halves(changes, send)))

    def push_rates(self, conn: Conn, changes: Sequence[RateChange], *, complete: bool = False) -> PushReport:
        """Send prices, then restrictions; a change is as good as the worse of its two answers."""
        del complete
        priced = [change for change in changes if change.price_minor is not None]

        def send_prices(part: Sequence[RateChange]) -> list[PushResult]:
            return self._push(conn, calendar.prices(part, hotel=conn.remote_hotel_id, at=self._clock()))

        def send_rules(part: Sequence[RateChange]) -> list[PushResult]:
            return self._push(conn, calendar.restrictions(part, hotel=conn.remote_hotel_id, at=self._clock()))

        results = push_by_halves(priced, send_prices) + push_by_halves(changes, send_rules)
        return PushReport(tuple(worst(results)))

    def _push(self, conn: Conn, push: calendar.Push) -> list[PushResult]:
        address = f"{host(conn, SUPPLY_HOST)}/hotels/ota/{push.endpoint}"
        headers = {"Accept-Version": "1.1"} if push.endpoint == calendar.RATES else {}
        reply = self._client.call(conn, "POST", address, content=push.body, headers=headers)
        raise_for_status(reply)
        return calendar.results(push, reply.body)

    def _receipt(self, conn: Conn, queue: Queue, tokens: Sequence[str]) -> list[AckResult]:
        outcome, detail = self._send_receipt(conn, queue, tokens)
        if outcome is AckOutcome.REJECTED and len(tokens) > 1:
            return [result for token in tokens for result in self._receipt(conn, queue, [token])]
        return [AckResult(token, outcome, detail) for token in tokens]

    def _send_receipt(self, conn: Conn, queue: Queue, tokens: Sequence[str]) -> tuple[AckOutcome, str]:
        identifiers = [token.partition(":")[2] for token in tokens]
        content = messages.receipt(queue, identifiers, self._clock())
        try:
            reply = self._client.call(conn, "POST", self._address(conn, queue), content=content)
            self._memory.put(self._key(conn, "acked"), str(time.time()), max(self.pause_seconds, 1.0))
            if reply.status == _BAD_REQUEST:
                return AckOutcome.REJECTED, "Booking.com has a newer version; it is fetched again."
            raise_for_status(reply)
        except (Throttled, Unavailable) as error:
            return AckOutcome.RETRY, error.message
        answer = messages.verdict(reply.body, f"{queue.endpoint}RS")
        if answer.success:
            return AckOutcome.ACCEPTED, answer.words
        return AckOutcome.RETRY if answer.busy else AckOutcome.REJECTED, answer.words

    def _pause(self, conn: Conn) -> None:
        """Leave the time that Booking.com needs to work off our receipts."""
        last = self._memory.get(self._key(conn, "acked"))
        rest = float(last) + self.pause_seconds - time.time() if last else 0.0
        if rest > 0:
            time.sleep(min(rest, self.pause_seconds))

    def _queue(self, conn: Conn, queue: Queue, params: Mapping[str, str]) -> PullBatch:
        reply = self._get(conn, queue, params)
        if not reply.body.strip():
            return PullBatch((), (), {}, has_more=False)
        return self.split(reply.body)

    def _get(self, conn: Conn, queue: Queue, params: Mapping[str, str]) -> Reply:
        wanted = {"hotel_ids": conn.remote_hotel_id, **params}
        reply = self._client.call(conn, "GET", self._address(conn, queue), params=wanted)
        raise_for_status(reply)
        return reply

    def _recovery_due(self, conn: Conn) -> bool:
        return bool(conn.credentials.get("recovery")) and not self._memory.get(self._key(conn, "recovered"))

    def _recovered_quietly(self, conn: Conn) -> list[PullBatch]:
        """Ask the recovery API beside the queues; its faults must not stop them."""
        try:
            return self._recovered(conn)
        except OtaError as error:
            logger.warning("missed reservations cannot be fetched: %s %s", error.code, error.detail)
            return []

    def _recovered(self, conn: Conn) -> list[PullBatch]:
        address = f"{host(conn, SUPPLY_HOST)}/{recovery.PATH}"
        reply = self._client.call(conn, "GET", address, headers={"Accept": "application/json"})
        raise_for_status(reply)
        wanted = recovery.missed(reply.body, conn.remote_hotel_id)
        batches = [self._queue(conn, each.queue, {"id": each.reservation_id}) for each in wanted]
        self._memory.put(self._key(conn, "recovered"), "yes", recovery.EVERY_SECONDS)
        return batches

    @staticmethod
    def _address(conn: Conn, queue: Queue) -> str:
        return f"{host(conn, RESERVATIONS_HOST)}/hotels/ota/{queue.endpoint}"

    @staticmethod
    def _key(conn: Conn, what: str) -> str:
        return f"booking_com:{what}:{account_of(conn)}:{conn.remote_hotel_id}"


def _merged(batches: Sequence[PullBatch], *, more: bool) -> PullBatch:
    """Join batches in their order, each message once."""
    found: dict[str, RawOtaMessage] = {}
    odd: dict[str, Quarantined] = {}
    for batch in batches:
        found |= {m.message_key: m for m in batch.messages if m.message_key not in found}
        odd |= {q.message_key: q for q in batch.quarantined}
    return PullBatch(tuple(found.values()), tuple(odd.values()), {}, has_more=more and bool(found))
