"""From a booking that Expedia posted (OpenTravel 2003A) to a normalised reservation."""

from __future__ import annotations

from datetime import date
from typing import Final

from lxml import etree

from integrations_ota.adapters import ota2003 as ota
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.expedia import bn
from integrations_ota.adapters.expedia.parser import SOURCE
from integrations_ota.adapters.port import (
    ParsedIssue,
    ParsedReservation,
    RawOtaMessage,
    ReservationStatus,
    RoomStay,
    StayGuest,
    Version,
)
from integrations_ota.adapters.text import one_line, parse_day, parse_instant
from integrations_ota.adapters.xml import parse_xml

_STATUSES: Final = {
    "OTA_HotelResNotifRQ": (ReservationStatus.BOOKED, 1),
    "OTA_HotelResModifyNotifRQ": (ReservationStatus.MODIFIED, 2),
    bn.CANCEL: (ReservationStatus.CANCELLED, 3),
}


def parse_notification(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one booking, which is a full overlay. Raises `Malformed`."""
    root = parse_xml(message.body.encode())
    try:
        return _parse(root)
    except (ValueError, OverflowError) as error:
        raise Malformed(f"The booking cannot be read: {one_line(str(error))}.", raw=message.body) from error


def _parse(root: etree._Element) -> ParsedReservation:
    name = ota.local_name(root)
    status, rank = _STATUSES[name]
    version = Version(parse_instant(root.get("TimeStamp", "")), rank)
    cancelled = status is ReservationStatus.CANCELLED
    element = root if cancelled else root.find(bn.BOOKINGS[name])
    if element is None:
        message = "it holds no booking"
        raise ValueError(message)
    info = element.find("{*}ResGlobalInfo")
    stays = tuple(_room_stay(stay) for stay in element.iterfind("{*}RoomStays/{*}RoomStay"))
    arrival, departure = _dates(stays)
    if not cancelled and (arrival is None or departure is None):
        message = "it has no arrival or departure date"
        raise ValueError(message)
    amount, currency = _total(info, stays)
    guest = _guest(element)
    number = bn.number_of(element)
    return ParsedReservation(
        reservation_id=number,
        source_channel=SOURCE,
        reservation_code=number,
        hotel_code=_hotel(element),
        status=status,
        version=version,
        booked_at=version.at if status is ReservationStatus.BOOKED else None,
        arrival=arrival,
        departure=departure,
        room_stays=stays,
        adults=sum(stay.adults for stay in stays),
        children=sum(stay.children for stay in stays),
        total_minor=amount,
        currency=currency,
        guest=guest,
        newsletter=None,
        comments=_comments(element, info),
        issues=() if cancelled else _issues(stays, guest),
    )


def _room_stay(element: etree._Element) -> RoomStay:
    # A rate may hold for several nights, so the dates are those of the stay.
    span = element.find("{*}TimeSpan")
    start, end = ota.attribute(span, "Start"), ota.attribute(span, "End")
    arrival, departure = (parse_day(start[:10]), parse_day(end[:10])) if start and end else ota.span(element)
    adults, ages, children = ota.guest_counts(element)
    total = element.find("{*}Total")
    amount = ota.total_minor(total)
    return RoomStay(
        room_code=one_line(ota.attribute(element.find("{*}RoomTypes/{*}RoomType"), "RoomTypeCode"), 60),
        rate_code=one_line(ota.attribute(element.find("{*}RatePlans/{*}RatePlan"), "RatePlanCode"), 60),
        arrival=arrival,
        departure=departure,
        earliest_arrival=None,
        latest_arrival=None,
        adults=adults,
        child_ages=ages,
        children=children,
        total_minor=amount,
        currency=ota.attribute(total, "CurrencyCode").upper() if amount is not None else "",
    )


def _dates(stays: tuple[RoomStay, ...]) -> tuple[date | None, date | None]:
    arrivals = [stay.arrival for stay in stays if stay.arrival]
    departures = [stay.departure for stay in stays if stay.departure]
    arrival, departure = min(arrivals, default=None), max(departures, default=None)
    if arrival and departure and departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    return arrival, departure


def _total(info: etree._Element | None, stays: tuple[RoomStay, ...]) -> tuple[int | None, str]:
    """Return the booking's total, else that of its rooms where each has one in the same currency."""
    total = None if info is None else info.find("{*}Total")
    amount = ota.total_minor(total)
    if amount is not None:
        return amount, ota.attribute(total, "CurrencyCode").upper()
    known = [stay.total_minor for stay in stays if stay.total_minor is not None]
    currencies = {stay.currency for stay in stays}
    if known and len(known) == len(stays) and len(currencies) == 1:
        return sum(known), currencies.pop()
    return None, ""


def _guest(element: etree._Element) -> StayGuest | None:
    path = "{*}Profiles/{*}ProfileInfo/{*}Profile/{*}Customer"
    customers = [*element.iterfind(f"{{*}}ResGuests/{{*}}ResGuest/{path}")]
    customers += element.iterfind(f"{{*}}ResGlobalInfo/{path}")
    return next((guest for c in customers if (guest := ota.guest_of(c)) is not None), None)


def _hotel(element: etree._Element) -> str:
    found = element.find("{*}RoomStays/{*}RoomStay/{*}BasicPropertyInfo")
    return one_line(ota.attribute(found, "HotelCode"), 60)


def _comments(element: etree._Element, info: etree._Element | None) -> tuple[str, ...]:
    stays = element.iterfind("{*}RoomStays/{*}RoomStay")
    return (*ota.comments_of(info), *(text for stay in stays for text in ota.comments_of(stay)))


def _issues(stays: tuple[RoomStay, ...], guest: StayGuest | None) -> tuple[ParsedIssue, ...]:
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if any(not stay.room_code for stay in stays):
        issues.append(ParsedIssue("unmapped_room", "The channel names no room."))
    return tuple(issues)
