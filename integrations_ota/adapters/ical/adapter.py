"""The iCal client: one feed of one listing, polled by its secret address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo

from integrations_ota.adapters.errors import AuthFailed, BodyTooLarge, ContractViolation
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.ical import parser
from integrations_ota.adapters.ical.snapshot import Entry, Reading, compare
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
from integrations_ota.adapters.text import sha256_hex

MAX_FEED: Final = 5 * 1024 * 1024
MAX_REDIRECTS: Final = 3
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_NOT_MODIFIED: Final = 304
_GONE: Final = frozenset({404, 410})


class IcalAdapter:
    """Polls the feed whose whole address is `credentials["feed_url"]`; `remote_hotel_id` names the listing.

    The cursor holds what the feed showed last, so that a booking that vanishes is noticed.
    """

    slug = "ical"
    protocol_version = "RFC 5545"

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def capabilities(self) -> Capabilities:
        """Say what a feed offers: dates and numbers, no guest."""
        return Capabilities(
            guest_email=GuestEmail.NONE,
            consent_flag=False,
            certified=False,
            max_items=0,
            min_poll_seconds=900,
            refuses_items=False,
        )

    def check_connection(self, conn: Conn) -> ConnectionReport:
        """Read the feed once and keep nothing of it."""
        reply = self._fetch(conn, {})
        parser.read_feed(reply.body, ZoneInfo(conn.time_zone))
        return ConnectionReport(
            hotel_name="",
            protocol_version=self.protocol_version,
            answers={"calendar": Answer.OK, "guests": Answer.UNKNOWN},
            server_time=reply.server_time,
        )

    def room_names(self, conn: Conn) -> Mapping[str, str]:
        """Return nothing: a feed is one listing, named by the hotel."""
        del conn
        return {}

    def pull_reservations(self, conn: Conn, cursor: Cursor, limit: int) -> PullBatch:
        """Read the feed and return what changed since `cursor`; `limit` is unused, a feed has no pages.

        `cursor={"since": …}` reads it whole, though the channel says that nothing changed.
        """
        del limit
        known = {key: Entry.load(stored) for key, stored in cursor.get("known", {}).items()}
        # What is missing must be seen missing again: a mere "not modified" would prove nothing.
        doubts = any(entry.missed for entry in known.values())
        fresh = doubts or "since" in cursor
        reply = self._fetch(conn, {} if fresh else cursor)
        kept = {name: value for name, value in cursor.items() if name != "since"}
        if reply.status == _NOT_MODIFIED:
            return PullBatch((), (), kept, has_more=False)
        feed = parser.read_feed(reply.body, ZoneInfo(conn.time_zone))
        now = conn.moment
        reading = compare(
            known,
            feed.events,
            now=now,
            today=now.astimezone(ZoneInfo(conn.time_zone)).date(),
            present=frozenset(feed.unreadable),
            complete=feed.complete,
            repeat="since" in cursor,
        )
        messages = [
            parser.message_of(key, entry, listing=conn.remote_hotel_id, at=now, known=key in known)
            for key, entry in reading.changes
        ]
        feed.quarantined += _doubt(reading)
        return parser.batch_of(feed, messages, _cursor(reply, reading))

    def split(self, document: bytes) -> PullBatch:
        """Read a feed without comparing it with anything."""
        return parser.split_document(document)

    def parse(self, message: RawOtaMessage) -> ParsedReservation:
        """Normalise one change."""
        return parser.parse_message(message)

    def acknowledge(self, conn: Conn, items: Sequence[AckItem]) -> Sequence[AckResult]:
        """Close the items: a feed takes no receipts."""
        del conn
        return [AckResult(item.token, AckOutcome.ACCEPTED) for item in items]

    def _fetch(self, conn: Conn, cursor: Mapping[str, Any]) -> Reply:
        """Get the feed, following a few redirects; each address is checked like the first."""
        url = conn.credentials.get("feed_url", "")
        if not url:
            raise AuthFailed("This connection has no calendar address. Enter it again.")
        headers = {"Accept": "text/calendar, */*;q=0.1"}
        if cursor.get("etag"):
            headers["If-None-Match"] = str(cursor["etag"])
        if cursor.get("modified"):
            headers["If-Modified-Since"] = str(cursor["modified"])
        for _ in range(MAX_REDIRECTS + 1):
            reply = self._http.request("GET", url, headers=headers)
            if reply.status not in _REDIRECTS:
                return _checked(reply)
            url = _redirected(url, reply)
        raise ContractViolation("The calendar's address leads in circles. Copy it again at the channel.")


def _redirected(url: str, reply: Reply) -> str:
    target = urljoin(url, reply.headers.get("location", ""))
    if urlsplit(url).scheme == "https" and urlsplit(target).scheme != "https":
        raise ContractViolation(
            "The calendar's address leads to one that is not encrypted, which is refused. Copy it again "
            "at the channel."
        )
    return target


def _checked(reply: Reply) -> Reply:
    if reply.status in _GONE:
        raise ContractViolation(
            "The channel no longer knows this calendar. No booking was changed; copy the calendar's address "
            "again at the channel and make a new connection with it.",
            detail=f"HTTP {reply.status}",
        )
    if reply.status != _NOT_MODIFIED:
        raise_for_status(reply)
    if len(reply.body) > MAX_FEED:
        raise BodyTooLarge(
            f"The calendar is larger than {MAX_FEED // (1024 * 1024)} MB; nothing of it was taken over.",
            detail=f"{len(reply.body)} bytes",
        )
    return reply


def _cursor(reply: Reply, reading: Reading) -> dict[str, Any]:
    stored: dict[str, Any] = {"known": {key: entry.dump() for key, entry in reading.known.items()}}
    for name, header in (("etag", "etag"), ("modified", "last-modified")):
        if reply.headers.get(header):
            stored[name] = reply.headers[header][:200]
    return stored


def _doubt(reading: Reading) -> list[Quarantined]:
    """Show the hotel a feed that lost most of its bookings at once; the same loss is shown once."""
    waiting = sorted(key for key, entry in reading.known.items() if entry.missed)
    if not waiting or not reading.doubtful:
        return []
    body = "\n".join(waiting)
    digest = sha256_hex(body)
    reason = (
        f"The calendar suddenly shows {reading.missing} of {reading.expected} coming bookings no more. None "
        "was cancelled: that takes a whole day of such readings. Compare with the channel."
    )
    return [Quarantined(f"shrunk:{digest}", parser.STREAM, body, digest, reason, "ambiguous_cancellation")]
