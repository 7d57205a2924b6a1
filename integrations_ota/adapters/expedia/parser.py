"""From EQC BookingRetrievalRS to normalised reservations."""

from __future__ import annotations

from datetime import date
from typing import Final

from lxml import etree

from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.cards import strip_xml
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.expedia import eqc
from integrations_ota.adapters.ota2003 import attribute, canonical
from integrations_ota.adapters.port import (
    ParsedIssue,
    ParsedReservation,
    PullBatch,
    Quarantined,
    RawOtaMessage,
    ReservationStatus,
    RoomStay,
    StayGuest,
    Version,
)
from integrations_ota.adapters.text import (
    comment,
    country_code,
    one_line,
    parse_day,
    parse_instant,
    sha256_hex,
    usable_key,
)
from integrations_ota.adapters.xml import parse_xml

STREAM: Final = "bookings"
SOURCE: Final = "expedia"
NO_ROOM: Final = "0"

_STATUSES: Final = {
    "Book": (ReservationStatus.BOOKED, 1),
    "Modify": (ReservationStatus.MODIFIED, 2),
    "Cancel": (ReservationStatus.CANCELLED, 3),
}
# What changes when the same version is delivered again.
_VOLATILE: Final = ("status", "confirmNumber")
_MAX_PEOPLE: Final = 500


def split_document(body: bytes) -> PullBatch:
    """Cut an answer into one message for each booking, card data removed."""
    root = eqc.read(body, "BR", "BookingRetrievalRS")
    strip_xml(root)
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    for element in root.iterfind("{*}Bookings/{*}Booking"):
        piece = _message(element)
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    return PullBatch(tuple(messages), tuple(quarantined), {}, has_more=bool(messages))


def _message(element: etree._Element) -> RawOtaMessage | Quarantined:
    for name in _VOLATILE:
        element.attrib.pop(name, "")
    body = canonical(element)
    digest = sha256_hex(body)
    identifier, kind = element.get("id", "").strip(), element.get("type", "").strip()
    if not usable_key(identifier) or not usable_key(kind):
        reason = "The booking has no valid number and type, so it cannot be told apart from others."
        return Quarantined(f"unidentified:{digest}", STREAM, body, digest, reason)
    return RawOtaMessage(
        message_key=f"{identifier}:{one_line(kind, 20)}:{digest[:32]}",
        stream=STREAM,
        body=body,
        sha256=digest,
        ack_token=f"{one_line(kind, 20)}:{identifier}",
    )


def parse_booking(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one booking, which is a full overlay. Raises `Malformed`."""
    element = parse_xml(message.body.encode())
    try:
        return _parse(element)
    except (ValueError, OverflowError) as error:
        raise Malformed(f"The booking cannot be read: {one_line(str(error))}.", raw=message.body) from error


def _parse(element: etree._Element) -> ParsedReservation:
    word = element.get("type", "")
    if word not in _STATUSES:
        message = f"its type {word[:40]!r} is not one of {', '.join(_STATUSES)}"
        raise ValueError(message)
    status, rank = _STATUSES[word]
    version = Version(parse_instant(element.get("createDateTime", "")), rank)
    cancelled = status is ReservationStatus.CANCELLED
    stay = None if cancelled else _room_stay(element)
    guest = _guest(element.find("{*}PrimaryGuest"))
    identifier = one_line(element.get("id"), 128)
    return ParsedReservation(
        reservation_id=identifier,
        source_channel=SOURCE,
        reservation_code=identifier,
        hotel_code=attribute(element.find("{*}Hotel"), "id"),
        status=status,
        version=version,
        booked_at=version.at if status is ReservationStatus.BOOKED else None,
        arrival=stay.arrival if stay else None,
        departure=stay.departure if stay else None,
        room_stays=(stay,) if stay else (),
        adults=stay.adults if stay else 0,
        children=stay.children if stay else 0,
        total_minor=stay.total_minor if stay else None,
        currency=stay.currency if stay else "",
        guest=guest,
        newsletter=None,
        comments=tuple(filter(None, (comment(e.text) for e in element.iterfind("{*}SpecialRequest")))),
        issues=() if stay is None else _issues(element, stay, guest),
    )


def _room_stay(element: etree._Element) -> RoomStay:
    stay = element.find("{*}RoomStay")
    if stay is None:
        message = "it has no room"
        raise ValueError(message)
    room, rate = attribute(stay, "roomTypeID"), attribute(stay, "ratePlanID")
    if NO_ROOM in {room, rate}:
        raise Malformed(
            "A booking that is not marked as cancelled names no room, as only cancellations do: it is "
            "not clear whether the guest cancelled. Compare with Expedia Partner Central.",
            kind="ambiguous_cancellation",
        )
    arrival, departure = _dates(stay)
    counts = stay.find("{*}GuestCount")
    ages = tuple(_count(child.get("age", "0")) for child in stay.iterfind("{*}GuestCount/{*}Child"))
    total = stay.find("{*}Total")
    currency, amount = attribute(total, "currency").upper(), attribute(total, "amountAfterTaxes")
    return RoomStay(
        room_code=one_line(room),
        rate_code=one_line(rate),
        arrival=arrival,
        departure=departure,
        earliest_arrival=None,
        latest_arrival=None,
        adults=_count(attribute(counts, "adult") or "0"),
        child_ages=ages,
        children=max(len(ages), _count(attribute(counts, "child") or "0")),
        total_minor=minor_units(amount, currency) if amount and currency else None,
        currency=currency if amount else "",
    )


def _dates(stay: etree._Element) -> tuple[date, date]:
    dates = stay.find("{*}StayDate")
    arrival, departure = parse_day(attribute(dates, "arrival")), parse_day(attribute(dates, "departure"))
    if departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    return arrival, departure


def _count(text: str) -> int:
    number = int(text)
    if not 0 <= number <= _MAX_PEOPLE:
        message = f"{number} is not a plausible number of people or years"
        raise ValueError(message)
    return number


def _guest(primary: etree._Element | None) -> StayGuest | None:
    if primary is None:
        return None
    name = primary.find("{*}Name")
    guest = StayGuest(
        first_name=one_line(attribute(name, "givenName")),
        last_name=one_line(attribute(name, "surname")),
        title="",
        email=one_line(primary.findtext("{*}Email"), 320),
        phone=_phone(primary.find("{*}Phone")),
        language="",
        country=country_code(attribute(primary.find("{*}Address"), "countryCode")),
        gender="",
        birth_date=None,
        street="",
        postal_code="",
        city="",
    )
    return guest if guest.first_name or guest.last_name or guest.email else None


def _phone(phone: etree._Element | None) -> str:
    country, area, number = (attribute(phone, n) for n in ("countryCode", "cityAreaCode", "number"))
    prefix = f"+{country}" if country.isdigit() else ""
    return one_line(f"{prefix}{area}{number}", 40) if number else ""


def _issues(element: etree._Element, stay: RoomStay, guest: StayGuest | None) -> tuple[ParsedIssue, ...]:
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if not stay.room_code:
        issues.append(ParsedIssue("unmapped_room", "The channel names no room."))
    mismatch = _price_mismatch(element.find("{*}RoomStay"), stay.currency)
    if mismatch:
        issues.append(ParsedIssue("price_mismatch", mismatch))
    return tuple(issues)


def _price_mismatch(stay: etree._Element | None, currency: str) -> str:
    """Compare the nights with the total less its taxes; fees for persons or services belong to neither."""
    total = None if stay is None else stay.find("{*}Total")
    if stay is None or total is None or not currency:
        return ""
    days = stay.findall("{*}PerDayRates/{*}PerDayRate")
    fees = any(day.get("extraPersonFees") or day.get("hotelServiceFees") for day in days)
    taxes = attribute(total, "amountOfTaxes")
    same = attribute(stay.find("{*}PerDayRates"), "currency").upper() == currency
    if not days or fees or not taxes or not same or any(not day.get("baseRate") for day in days):
        return ""
    nights = sum(minor_units(day.get("baseRate", ""), currency) for day in days)
    net = minor_units(attribute(total, "amountAfterTaxes"), currency) - minor_units(taxes, currency)
    return "" if nights == net else f"The nights add up to {nights}, the total without taxes says {net}."
