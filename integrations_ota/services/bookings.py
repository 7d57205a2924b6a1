"""Decides what a parsed message means for a reservation, given what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from contacts.types import Booking, BookingGuest, BookingStatus
from integrations_ota.adapters.port import ParsedReservation, ReservationStatus, StayGuest
from integrations_ota.models import Reservation

SEPARATOR = " + "
# Among a reservation's details: the version that they are from, which a cancellation without dates is not.
TOLD_BY = "told_by"
_STATUSES = {
    ReservationStatus.CANCELLED: BookingStatus.CANCELLED,
    ReservationStatus.NO_SHOW: BookingStatus.NO_SHOW,
    ReservationStatus.IN_HOUSE: BookingStatus.IN_HOUSE,
    ReservationStatus.CHECKED_OUT: BookingStatus.CHECKED_OUT,
}


def is_older(parsed: ParsedReservation, known: Reservation) -> bool:
    """Say whether a message is older than the version on file."""
    return bool(known.current_version) and parsed.version.key < known.current_version


def contradicts(parsed: ParsedReservation, known: Reservation) -> bool:
    """Say whether a change came after a cancellation of the same moment, so that only its kind makes it older."""
    changed = parsed.status is ReservationStatus.MODIFIED
    same = parsed.version.key.partition("|")[0] == known.current_version.partition("|")[0]
    return known.status == ReservationStatus.CANCELLED and changed and same


def tells_more(parsed: ParsedReservation, known: Reservation) -> bool:
    """Say whether a message older than the cancellation tells more of what was cancelled than is known."""
    if known.status != ReservationStatus.CANCELLED:
        return False
    told_by = known.details.get(TOLD_BY, "") if known.details else ""
    return not known.details or "" < told_by < parsed.version.key


def details_of(parsed: ParsedReservation, rooms: Mapping[str, str]) -> dict[str, Any]:
    """Return what a later cancellation without dates needs; {} without fixed dates."""
    if parsed.arrival is None or parsed.departure is None:
        return {}
    return {
        TOLD_BY: parsed.version.key,
        "source_channel": parsed.source_channel,
        "reservation_code": parsed.reservation_code,
        "arrival": parsed.arrival.isoformat(),
        "departure": parsed.departure.isoformat(),
        "room_name": room_name(parsed, rooms),
        "rate_plan": rate_plan(parsed),
        "adults": parsed.adults,
        "children": parsed.children,
        "total_minor": parsed.total_minor,
        "currency": parsed.currency,
    }


def room_name(parsed: ParsedReservation, rooms: Mapping[str, str]) -> str:
    """Name the rooms as the hotel maps them, else by the channel's list, else by their codes."""
    codes = dict.fromkeys(stay.room_code for stay in parsed.room_stays if stay.room_code)
    return SEPARATOR.join(rooms.get(code, code) for code in codes)


def rate_plan(parsed: ParsedReservation) -> str:
    """Name the rates by the channel's codes, each once."""
    return SEPARATOR.join(dict.fromkeys(stay.rate_code for stay in parsed.room_stays if stay.rate_code))


def unknown_rooms(parsed: ParsedReservation, rooms: Mapping[str, str]) -> list[str]:
    """List room codes that the mapping, or the channel's own list, does not hold."""
    if not rooms:
        return []
    return sorted({s.room_code for s in parsed.room_stays if s.room_code and s.room_code not in rooms})


def booking_of(*, parsed: ParsedReservation, details: Mapping[str, Any], sha256: str) -> Booking:
    """Build what contacts records, from a message and the details of its reservation."""
    return Booking(
        source_channel=details["source_channel"],
        reservation_code=details["reservation_code"],
        status=_STATUSES.get(parsed.status, BookingStatus.BOOKED),
        arrival=date.fromisoformat(details["arrival"]),
        departure=date.fromisoformat(details["departure"]),
        booked_at=parsed.booked_at,
        modified_at=parsed.version.at,
        room_name=details["room_name"],
        # Missing in what was stored before rates were.
        rate_plan=details.get("rate_plan", ""),
        adults=details["adults"],
        children=details["children"],
        total_minor=details["total_minor"],
        currency=details["currency"],
        guest=None if parsed.guest is None else _guest(parsed.guest),
        newsletter=parsed.newsletter,
        evidence_sha256=sha256,
    )


def as_cancelled(booking: Booking, known: Reservation) -> Booking:
    """Turn a late booking into the cancelled stay that the earlier cancellation made of it."""
    at = datetime.fromisoformat(known.current_version.partition("|")[0]).replace(tzinfo=UTC)
    return replace(booking, status=BookingStatus.CANCELLED, modified_at=at)


def _guest(guest: StayGuest) -> BookingGuest:
    return BookingGuest(
        first_name=guest.first_name,
        last_name=guest.last_name,
        email=guest.email,
        phone=guest.phone,
        language=guest.language,
        country=guest.country,
        birth_date=guest.birth_date,
    )
