"""From Booking.com's two queues to normalised reservations."""

from __future__ import annotations

from typing import Final

from lxml import etree

from integrations_ota.adapters import ota2003 as ota
from integrations_ota.adapters.booking_com.messages import NEW, QUEUES, Queue, said
from integrations_ota.adapters.cards import strip_xml
from integrations_ota.adapters.errors import ContractViolation, Malformed
from integrations_ota.adapters.ota2003 import attribute
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
from integrations_ota.adapters.text import one_line, parse_instant, sha256_hex, usable_key
from integrations_ota.adapters.xml import kept_text, parse_xml

SOURCE: Final = "booking.com"

_ROOTS: Final = {f"{queue.endpoint}RQ": queue for queue in QUEUES}
_LIVE: Final = frozenset({"book", "booked", "commit", "reserved"})
_NEUTRAL: Final = frozenset({"modify", "modified"})
_RANKS: Final = {
    ReservationStatus.BOOKED: 1,
    ReservationStatus.MODIFIED: 2,
    ReservationStatus.CANCELLED: 3,
}
_RESERVATION_NUMBER: Final = "14"
_UNCLEAR: Final = "it is not clear whether the guest cancelled. Compare with Booking.com's extranet."


def split_document(body: bytes) -> PullBatch:
    """Cut the content of a queue into one message for each reservation, card data removed.

    Raises `Malformed` for a document that is not one, `ContractViolation` for reported errors.
    """
    root = parse_xml(body)
    error = root.find("{*}Errors/{*}Error")
    if error is not None:
        raise ContractViolation(
            f"Booking.com refused the request and says: “{said(error)}”.",
            detail=f"Type {error.get('Type')} Code {error.get('Code')}",
        )
    name = ota.local_name(root)
    if name not in _ROOTS:
        raise Malformed(
            f"The channel answered with {one_line(name, 60)} instead of reservations.",
            raw=kept_text(body),
        )
    queue = _ROOTS[name]
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    strip_xml(root)
    for element in root.iterfind(f"{{*}}{queue.container}/{{*}}{queue.item}"):
        piece = _message(element, queue)
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    return PullBatch(tuple(messages), tuple(quarantined), {}, has_more=bool(messages))


def _message(element: etree._Element, queue: Queue) -> RawOtaMessage | Quarantined:
    body = ota.canonical(element)
    digest = sha256_hex(body)
    identifier = attribute(_number(element), "ResID_Value")
    if not usable_key(identifier):
        reason = "The reservation has no valid number, so it cannot be told apart from others."
        return Quarantined(f"unidentified:{digest}", queue.name, body, digest, reason)
    return RawOtaMessage(
        message_key=f"{queue.name}:{identifier}:{digest[:32]}",
        stream=queue.name,
        body=body,
        sha256=digest,
        ack_token=f"{queue.name}:{identifier}",
    )


def _number(element: etree._Element) -> etree._Element | None:
    """Return the HotelReservationID of the reservation itself, not of a room or a partner."""
    numbers = element.findall("{*}ResGlobalInfo/{*}HotelReservationIDs/{*}HotelReservationID")
    own = [number for number in numbers if number.get("ResID_Type") == _RESERVATION_NUMBER]
    return next(iter(own or numbers), None)


def parse_reservation(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one message, which is a full overlay. Raises `Malformed`, never guesses a cancellation."""
    element = parse_xml(message.body.encode())
    try:
        return _parse(element)
    except (ValueError, OverflowError) as error:
        raise Malformed(
            f"The reservation cannot be read: {one_line(str(error))}.", raw=message.body
        ) from error


def _parse(element: etree._Element) -> ParsedReservation:
    status = _status(element)
    info = element.find("{*}ResGlobalInfo")
    number = _number(element)
    rooms = tuple(_room_stay(room) for room in element.iterfind("{*}RoomStays/{*}RoomStay"))
    arrivals = [room.arrival for room in rooms if room.arrival]
    departures = [room.departure for room in rooms if room.departure]
    if status is not ReservationStatus.CANCELLED and not (arrivals and departures):
        message = "it has no nights"
        raise ValueError(message)
    total = None if info is None else info.find("{*}Total")
    guest = ota.guest_of(_customer(element))
    identifier = one_line(attribute(number, "ResID_Value"), 128)
    version = _version(status, number)
    amount = ota.total_minor(total)
    return ParsedReservation(
        reservation_id=identifier,
        source_channel=SOURCE,
        reservation_code=identifier,
        hotel_code=attribute(element.find("{*}RoomStays/{*}RoomStay/{*}BasicPropertyInfo"), "HotelCode"),
        status=status,
        version=version,
        booked_at=version.at if status is ReservationStatus.BOOKED else None,
        arrival=min(arrivals, default=None),
        departure=max(departures, default=None),
        room_stays=rooms,
        adults=sum(room.adults for room in rooms),
        children=sum(room.children for room in rooms),
        total_minor=amount,
        currency="" if amount is None else attribute(total, "CurrencyCode").upper(),
        guest=guest,
        newsletter=None,
        comments=ota.comments_of(info),
        issues=_issues(element, status, rooms, guest),
    )


def _version(status: ReservationStatus, number: etree._Element | None) -> Version:
    """Order by the time of booking, which all messages of a reservation share, then by kind.

    A queue holds only the newest version of a reservation, so of two changes the one received
    later is the newer one: equal versions are applied in the order they came.
    """
    at = attribute(number, "ResID_Date")
    if not at:
        message = "it does not say when it was booked"
        raise ValueError(message)
    return Version(parse_instant(at), _RANKS[status])


def _status(element: etree._Element) -> ReservationStatus:
    words = _words(element)
    cancelled = {word for word in words if word.startswith("cancel")}
    if cancelled and not words & _LIVE and not words - cancelled - _NEUTRAL:
        return ReservationStatus.CANCELLED
    if words - _LIVE - _NEUTRAL:
        shown = ", ".join(sorted(words))[:100]
        raise Malformed(f"The reservation is marked {shown!r}: {_UNCLEAR}", kind="ambiguous_cancellation")
    rooms = element.findall("{*}RoomStays/{*}RoomStay")
    if any("cancel" in room.get("RoomStayStatus", "").lower() for room in rooms):
        raise Malformed(
            f"A room of the reservation is marked as cancelled and the reservation is not: {_UNCLEAR}",
            kind="ambiguous_cancellation",
        )
    if ota.local_name(element) == NEW.item:
        return ReservationStatus.BOOKED
    if not rooms:
        raise Malformed(
            f"A change of the reservation names no room any more: {_UNCLEAR}",
            kind="ambiguous_cancellation",
        )
    return ReservationStatus.MODIFIED


def _words(element: etree._Element) -> set[str]:
    """Collect what a message says of its status: `ResStatus`, a CancelInfo, a status extension."""
    words = [element.get("ResStatus", "")]
    paths = ("{*}TPA_Extensions", "{*}ResGlobalInfo/{*}TPA_Extensions")
    for extension in (found for path in paths for found in element.iterfind(path)):
        for node in extension.iter("*"):
            words.append(node.get("status", ""))
            if ota.local_name(node).lower() == "status":
                words.append(node.text or "")
            elif node.get("name", "").lower() == "status":
                words.append(node.get("value") or node.text or "")
            elif ota.local_name(node) == "CancelInfo":
                words.append("cancelled")
    if (
        element.find("{*}CancelInfo") is not None
        or element.find("{*}ResGlobalInfo/{*}CancelInfo") is not None
    ):
        words.append("cancelled")
    return {word.strip().lower() for word in words if word.strip()}


def _room_stay(element: etree._Element) -> RoomStay:
    arrival, departure = ota.span(element)
    if arrival and departure and departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    adults, ages, children = ota.guest_counts(element)
    prices = list(ota.nights(element).values())
    known = [price for price in prices if price is not None]
    currency = attribute(element.find("{*}RoomRates/{*}RoomRate/{*}Rates/{*}Rate/{*}Total"), "CurrencyCode")
    complete = bool(prices) and len(known) == len(prices)
    return RoomStay(
        room_code=one_line(attribute(element.find("{*}RoomTypes/{*}RoomType"), "RoomTypeCode")),
        rate_code=one_line(attribute(element.find("{*}RatePlans/{*}RatePlan"), "RatePlanCode")),
        arrival=arrival,
        departure=departure,
        earliest_arrival=None,
        latest_arrival=None,
        adults=adults,
        child_ages=ages,
        children=children,
        total_minor=sum(known) if complete else None,
        currency=currency.upper() if complete else "",
    )


def _customer(element: etree._Element) -> etree._Element | None:
    """Return the person who booked, else the first guest."""
    path = "{*}Profiles/{*}ProfileInfo/{*}Profile/{*}Customer"
    booker = element.find("{*}ResGlobalInfo/" + path)
    return element.find("{*}ResGuests/{*}ResGuest/" + path) if booker is None else booker


def _issues(
    element: etree._Element,
    status: ReservationStatus,
    rooms: tuple[RoomStay, ...],
    guest: StayGuest | None,
) -> tuple[ParsedIssue, ...]:
    if status is ReservationStatus.CANCELLED:
        return ()
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if any(not room.room_code for room in rooms):
        issues.append(ParsedIssue("unmapped_room", "The channel names no room."))
    mismatch = _price_mismatch(element, rooms)
    if mismatch:
        issues.append(ParsedIssue("price_mismatch", mismatch))
    return tuple(issues)


def _price_mismatch(element: etree._Element, rooms: tuple[RoomStay, ...]) -> str:
    """Compare the nights with the total; extras on top make a difference normal."""
    total = element.find("{*}ResGlobalInfo/{*}Total")
    amount = ota.total_minor(total)
    currencies = {room.currency for room in rooms}
    extras = element.find("{*}Services/{*}Service") is not None
    prices = [room.total_minor for room in rooms if room.total_minor is not None]
    if amount is None or extras or currencies != {attribute(total, "CurrencyCode").upper()}:
        return ""
    nights = sum(prices)
    if len(prices) != len(rooms) or nights == amount:
        return ""
    return f"The nights add up to {nights}, the total says {amount}."
