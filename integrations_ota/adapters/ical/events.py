"""What an event of a feed means: a booking, a tentative one, a cancellation, or only a closed calendar."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final
from zoneinfo import ZoneInfo

from integrations_ota.adapters.ical.content import Calendar, Component
from integrations_ota.adapters.ical.times import instant, stay_days
from integrations_ota.adapters.port import Ignored, ReservationStatus
from integrations_ota.adapters.text import one_line, sha256_hex, usable_key

AIRBNB: Final = "airbnb"
BOOKING: Final = "booking.com"
VRBO: Final = "vrbo"
GENERIC: Final = "ical"
LONGEST: Final = 365
_LONGEST_AT: Final = {BOOKING: 90}
_EPOCH: Final = datetime(2000, 1, 1, tzinfo=UTC)

_SOURCES: Final = (
    (AIRBNB, ("airbnb",)),
    (BOOKING, ("booking.com",)),
    (VRBO, ("homeaway", "vrbo", "abritel", "fewo-direkt")),
)
_AIRBNB_CODE: Final = re.compile(r"\bHM[A-Z0-9]{8}\b")
_TENTATIVE: Final = re.compile(
    r"\b(?:tentative|provisoire|vorl[äa]ufig|provisional|provvisori[oa]|voorlopig)\b"
)
_BLOCKED: Final = re.compile(
    r"\b(?:not available|unavailable|blocked|closed|indisponible|non disponible|blockiert|gesperrt|geschlossen"
    r"|nicht verf[üu]gbar|bloqueado|no disponible|bloccato|non disponibile|chiuso|geblokkeerd|niet beschikbaar)\b"
)


@dataclass(frozen=True, slots=True)
class Event:
    """A booking as a feed tells it: when, and the channel's number where it gives one; never who.

    `uid` is the feed's own name for it; `order` says which of two with one name is newer.
    """

    uid: str
    source: str
    code: str
    arrival: date
    departure: date
    status: ReservationStatus
    order: tuple[int, datetime]

    @property
    def key(self) -> str:
        """What names it from one reading to the next: Booking.com's UIDs change, its departures do not."""
        return f"to {self.departure}" if self.source == BOOKING else self.uid

    @property
    def cancelled(self) -> bool:
        """Say whether the feed itself calls it cancelled."""
        return self.status is ReservationStatus.CANCELLED


def read_event(event: Component, calendar: Calendar, zone: ZoneInfo) -> Event | Ignored:
    """Read one event. Raises ValueError where it cannot be a booking nor told to be none."""
    uid = _uid(event)
    source = source_of(calendar.product, uid)
    summary = one_line(event.text("SUMMARY"))
    code = _code(source, f"{summary} {event.text('DESCRIPTION')}")
    if not event.ended:
        message = "its END is missing, so the rest of it may be too"
        raise ValueError(message)
    if "RRULE" in event.properties or "RDATE" in event.properties:
        return Ignored(uid, "It repeats by a rule, so it is a closed calendar and no booking.")
    arrival, departure = stay_days(event, zone)
    status = _status(event, calendar, source, summary.casefold())
    if not code and status is None:
        return Ignored(uid, "It says “not available” or “blocked”: a closed calendar, no booking.")
    longest = _LONGEST_AT.get(source, LONGEST)
    if (departure - arrival).days > longest:
        return Ignored(
            uid, f"It lasts more than {longest} nights, so it is a closed calendar and no booking."
        )
    order = (_sequence(event), instant(event.properties.get("LAST-MODIFIED")) or _EPOCH)
    return Event(uid, source, code, arrival, departure, status or ReservationStatus.BOOKED, order)


def stamp(event: Component) -> datetime:
    """Return when the feed says that it wrote or changed an event."""
    changed, written = (event.properties.get(name) for name in ("LAST-MODIFIED", "DTSTAMP"))
    return instant(changed) or instant(written) or _EPOCH


def source_of(product: str, uid: str) -> str:
    """Name who writes a feed, by its PRODID or the end of a UID."""
    said = f"{product} {uid.rpartition('@')[2]}".lower()
    return next((source for source, words in _SOURCES if any(word in said for word in words)), GENERIC)


def _uid(event: Component) -> str:
    uid = event.text("UID")
    if not uid:
        message = "it has no UID, so it cannot be told apart from others"
        raise ValueError(message)
    instance = event.text("RECURRENCE-ID")
    name = f"{uid}/{instance}" if instance else uid
    return name if usable_key(name) else f"sha256-{sha256_hex(name)}"


def _code(source: str, text: str) -> str:
    found = _AIRBNB_CODE.search(text) if source == AIRBNB else None
    return found.group() if found else ""


def _status(event: Component, calendar: Calendar, source: str, summary: str) -> ReservationStatus | None:
    """Return what an event is, None for a closed calendar.

    Booking.com calls everything "CLOSED - Not available", so its events count as bookings.
    """
    word = event.text("STATUS").upper()
    if source != BOOKING and (_BLOCKED.search(summary) or event.text("TRANSP").upper() == "TRANSPARENT"):
        return None
    if calendar.method == "CANCEL" or word == "CANCELLED":
        return ReservationStatus.CANCELLED
    if word == "TENTATIVE" or _TENTATIVE.search(summary):
        return ReservationStatus.REQUESTED
    return ReservationStatus.BOOKED


def _sequence(event: Component) -> int:
    text = event.text("SEQUENCE")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0  # noqa: PLR2004
