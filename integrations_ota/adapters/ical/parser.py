"""From a feed to messages of our own making: dates and a number, no name (RFC 5545)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from zoneinfo import ZoneInfo

import orjson

from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.ical.content import Calendar, Component, read_calendar
from integrations_ota.adapters.ical.events import Event, read_event, stamp
from integrations_ota.adapters.ical.snapshot import Entry, newest
from integrations_ota.adapters.port import (
    Ignored,
    ParsedReservation,
    PullBatch,
    Quarantined,
    RawOtaMessage,
    ReservationStatus,
    RoomStay,
    Version,
)
from integrations_ota.adapters.text import one_line, parse_day, parse_instant, sha256_hex, usable_key

STREAM: Final = "calendar"
_UTC: Final = ZoneInfo("UTC")
_RANK: Final = {
    ReservationStatus.REQUESTED: 0,
    ReservationStatus.BOOKED: 1,
    ReservationStatus.MODIFIED: 2,
    ReservationStatus.CANCELLED: 3,
}


@dataclass(slots=True)
class Feed:
    """A feed, read: bookings, what is none, what cannot be read. `stamps` say when each was written."""

    events: list[Event] = field(default_factory=list)
    ignored: list[Ignored] = field(default_factory=list)
    quarantined: list[Quarantined] = field(default_factory=list)
    unreadable: set[str] = field(default_factory=set)
    stamps: dict[str, datetime] = field(default_factory=dict)
    complete: bool = True


def read_feed(body: bytes, zone: ZoneInfo) -> Feed:
    """Read a feed in the hotel's zone. Raises `Malformed` for a document that is none."""
    calendar = read_calendar(body)
    feed = Feed()
    for component in calendar.events:
        _read(feed, component, calendar, zone)
    feed.events = newest(feed.events)
    return feed


def _read(feed: Feed, component: Component, calendar: Calendar, zone: ZoneInfo) -> None:
    try:
        piece = read_event(component, calendar, zone)
    except (ValueError, OverflowError) as error:
        body = component.plain()
        digest = sha256_hex(body)
        reason = f"An event of the calendar cannot be read: {one_line(str(error))}."
        feed.quarantined.append(Quarantined(f"unreadable:{digest}", STREAM, body, digest, reason))
        feed.unreadable.add(component.text("UID"))
        feed.complete = feed.complete and component.ended and bool(component.text("UID"))
        return
    if isinstance(piece, Ignored):
        feed.ignored.append(piece)
    else:
        feed.events.append(piece)
        feed.stamps[piece.key] = stamp(component)


def split_document(body: bytes) -> PullBatch:
    """Read a feed that stands alone: every booking is new, at the time the feed itself gives."""
    feed = read_feed(body, _UTC)
    messages = [
        message_of(event.key, Entry.of(event), listing="", at=feed.stamps[event.key], known=False)
        for event in feed.events
    ]
    return batch_of(feed, messages, {})


def batch_of(feed: Feed, messages: Sequence[RawOtaMessage], cursor: dict[str, Any]) -> PullBatch:
    """Put a reading together; a feed has no pages."""
    return PullBatch(
        tuple(messages), tuple(feed.quarantined), cursor, has_more=False, ignored=tuple(feed.ignored)
    )


def message_of(identity: str, entry: Entry, *, listing: str, at: datetime, known: bool) -> RawOtaMessage:
    """Write a change of a booking as a message; `at` orders it among those of the same booking."""
    status = entry.status
    if known and status is ReservationStatus.BOOKED:
        status = ReservationStatus.MODIFIED
    facts = {
        "id": identity,
        "source": entry.source,
        "code": entry.code or _code(identity, listing),
        "listing": listing,
        "arrival": entry.arrival.isoformat(),
        "departure": entry.departure.isoformat(),
        "status": status.value,
        "seen_at": at.isoformat(),
    }
    body = orjson.dumps(facts, option=orjson.OPT_SORT_KEYS).decode()
    digest = sha256_hex(body)
    key = f"{sha256_hex(identity)[:32]}:{digest[:32]}"
    return RawOtaMessage(key, STREAM, body, digest, key)


def _code(identity: str, listing: str) -> str:
    """Name a booking within its hotel: a UID without a domain may be another listing's too."""
    code = identity if "@" in identity or not listing else f"{listing} {identity}"
    return code if usable_key(code) else f"sha256-{sha256_hex(code)}"


def parse_message(message: RawOtaMessage) -> ParsedReservation:
    """Turn a message back into a reservation. Raises `Malformed`."""
    try:
        return _parse(Fields(orjson.loads(message.body)))
    except ValueError as error:
        reason = f"The booking cannot be read: {one_line(str(error))}."
        raise Malformed(reason, raw=message.body) from error


def _parse(facts: Fields) -> ParsedReservation:
    status = ReservationStatus(facts.required("status"))
    version = Version(parse_instant(facts.required("seen_at")), _RANK[status])
    arrival, departure = parse_day(facts.required("arrival")), parse_day(facts.required("departure"))
    room = RoomStay(
        room_code=facts.text("listing"),
        rate_code="",
        arrival=arrival,
        departure=departure,
        earliest_arrival=None,
        latest_arrival=None,
        adults=0,
        child_ages=(),
        children=0,
        total_minor=None,
        currency="",
    )
    return ParsedReservation(
        reservation_id=facts.required("id"),
        source_channel=facts.required("source"),
        reservation_code=facts.required("code"),
        hotel_code="",
        status=status,
        version=version,
        booked_at=None,
        arrival=arrival,
        departure=departure,
        room_stays=(room,),
        adults=0,
        children=0,
        total_minor=None,
        currency="",
        guest=None,
        newsletter=None,
        comments=(),
        issues=(),
    )
