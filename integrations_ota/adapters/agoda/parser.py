"""From YCS5 booking lists and details to reservations. Agoda gives a name and a nationality, no address."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from lxml import etree

from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.cards import strip_xml
from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed
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
from integrations_ota.adapters.xml import kept_text, parse_xml

STREAM: Final = "bookings"
SOURCE: Final = "agoda"
BANGKOK: Final = timezone(timedelta(hours=7))
_STATUSES: Final = {
    "confirmbooking": (ReservationStatus.BOOKED, 1),
    "amendbooking": (ReservationStatus.MODIFIED, 2),
    "cancelbooking": (ReservationStatus.CANCELLED, 3),
}
_MAX_PEOPLE: Final = 500


def read_result(body: bytes) -> etree._Element:
    """Return the document's root. Raises `Malformed`, and `ContractViolation` for a list of errors."""
    root = parse_xml(body)
    error = root.find(".//errors/error")
    if error is not None and root.find(".//booking") is None:
        raise ContractViolation(
            f"The channel refused the request and says: “{said(error)}”.", detail=tuid(root)
        )
    return root


def said(error: etree._Element) -> str:
    """Return an error's words: its description, else its text or code."""
    return (
        value(error, "description", "message") or one_line(error.text) or f"code {value(error, 'code', 'id')}"
    )


def tuid(root: etree._Element) -> str:
    """Return the number that Agoda's support asks for."""
    found = value(root, "TUID", "tuid")
    return f"TUID {found}" if found else ""


def refusal(body: bytes, status: int) -> AuthFailed | ContractViolation:
    """Make the error of an answer 400 or 401 from the words in it."""
    try:
        root = parse_xml(body)
        error = root.find(".//error")
        words, number = ("" if error is None else said(error)), tuid(root)
    except Malformed:
        words, number = "", ""
    detail = f"HTTP {status} {number}".strip()
    told = f" and says: “{words}”" if words else ""
    if status == 400:  # noqa: PLR2004
        return ContractViolation(f"The channel refused the request{told}.", detail=detail)
    return AuthFailed(
        f"The channel refused the log-in of this connection{told}. Check the key.", detail=detail
    )


def value(element: etree._Element | None, *names: str) -> str:
    """Return the first attribute, or child's text, of these names; '' where there is none."""
    if element is None:
        return ""
    for name in names:
        text = one_line(element.get(name)) or one_line(element.findtext(name))
        if text:
            return text
    return ""


def listed(root: etree._Element) -> dict[str, etree._Element]:
    """Return the bookings of a list, the newest row of each number."""
    rows: dict[str, etree._Element] = {}
    for row in root.iter("booking"):
        number = value(row, "booking_id", "id")
        if number not in rows or value(row, "last_action") >= value(rows[number], "last_action"):
            rows[number] = row
    return rows


def split_document(body: bytes) -> PullBatch:
    """Cut a list or an answer with details into messages, card data removed."""
    root = read_result(body)
    if etree.QName(root).localname not in {"result", "response"}:
        raise Malformed(
            f"The channel sent {one_line(str(root.tag), 60)} instead of bookings.", raw=kept_text(body)
        )
    return batch_of(root.iter("booking"))


def batch_of(bookings: Iterable[etree._Element]) -> PullBatch:
    """Make a message of each booking."""
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    for element in bookings:
        piece = _message(element)
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    return PullBatch(tuple(messages), tuple(quarantined), {}, has_more=False)


def completed(detail: etree._Element | None, row: etree._Element) -> etree._Element:
    """Return the details of a booking; what they leave out, state and times, the list's row says."""
    if detail is None:
        return row
    for name in ("booking_id", "property_id", "status", "last_action", "arrival", "departure"):
        if not value(detail, name) and value(row, name):
            detail.set(name, value(row, name))
    return detail


def _message(element: etree._Element) -> RawOtaMessage | Quarantined:
    strip_xml(element)
    # The flag says whether Agoda thinks that we know; it is no change of the booking.
    element.attrib.pop("acknowledge", "")
    element.tail = None
    body = etree.tostring(element, method="c14n").decode()
    digest = sha256_hex(body)
    number = value(element, "booking_id", "id")
    if not usable_key(number):
        reason = "The booking has no number, so it cannot be told apart from others."
        return Quarantined(f"unidentified:{digest}", STREAM, body, digest, reason)
    key = f"{number}:{digest[:32]}"
    return RawOtaMessage(key, STREAM, body, digest, key)


def parse_booking(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one booking. Raises `Malformed`, never guesses a cancellation."""
    element = parse_xml(message.body.encode())
    try:
        return _parse(element)
    except ValueError as error:
        reason = f"The booking cannot be read: {one_line(str(error))}."
        raise Malformed(reason, raw=message.body) from error


def _parse(element: etree._Element) -> ParsedReservation:
    status, rank = _status(element)
    last_action = action_time(value(element, "last_action"))
    arrival, departure = _day(value(element, "arrival")), _day(value(element, "departure"))
    if departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    number = value(element, "booking_id", "id")
    amount, currency = _price(element)
    guest = _guest(element.find("customer"))
    room = _room(element, arrival, departure)
    unmapped = status is not ReservationStatus.CANCELLED and not room.room_code
    nobody = status is not ReservationStatus.CANCELLED and guest is None
    issues = [ParsedIssue("unmapped_room", "The channel names no room.")] if unmapped else []
    issues += [ParsedIssue("no_guest", "The channel sent no name.")] if nobody else []
    return ParsedReservation(
        reservation_id=number,
        source_channel=SOURCE,
        reservation_code=number,
        hotel_code=value(element, "property_id"),
        status=status,
        version=Version(last_action, rank),
        booked_at=last_action if status is ReservationStatus.BOOKED else None,
        arrival=arrival,
        departure=departure,
        room_stays=(room,),
        adults=room.adults,
        children=room.children,
        total_minor=amount,
        currency=currency,
        guest=guest,
        newsletter=None,
        comments=tuple(filter(None, [comment(value(element, "special_request", "remark"))])),
        issues=tuple(issues),
    )


def _status(element: etree._Element) -> tuple[ReservationStatus, int]:
    word = value(element, "status")
    if word.lower() not in _STATUSES:
        raise Malformed(
            f"The booking is marked “{word[:40]}”, which is none of ConfirmBooking, AmendBooking and "
            "CancelBooking: it is not clear what it means for the guest. Ask the channel.",
            kind="ambiguous_cancellation" if "cancel" in word.lower() else "malformed",
        )
    return _STATUSES[word.lower()]


def action_time(text: str) -> datetime:
    """Read a time of Agoda's; one without offset is Bangkok's (+07:00). Raises ValueError."""
    at = datetime.fromisoformat(text.strip())
    return at.replace(tzinfo=BANGKOK).astimezone(UTC) if at.tzinfo is None else parse_instant(text)


def _day(text: str) -> date:
    """Read a stay date. An hour and an offset in it belong to Bangkok: they are cut off, never converted."""
    if not text:
        message = "it has no arrival or departure date"
        raise ValueError(message)
    return parse_day(text[:10])


def _price(element: etree._Element) -> tuple[int | None, str]:
    """Return what the guest pays, tax included, and its currency."""
    price = element.find(".//price")
    price = element if price is None else price
    currency = (value(price, "currency") or value(element, "currency")).upper()
    text = value(price, "sell_inclusive")
    return (minor_units(text, currency), currency) if text and currency else (None, "")


def _guest(customer: etree._Element | None) -> StayGuest | None:
    first, last = value(customer, "first_name"), value(customer, "last_name")
    if not first and not last:
        return None
    return StayGuest(
        first_name=first,
        last_name=last,
        title="",
        email="",
        phone="",
        language="",
        country=country_code(value(customer, "nationality")),
        gender="",
        birth_date=None,
        street="",
        postal_code="",
        city="",
    )


def _room(element: etree._Element, arrival: date, departure: date) -> RoomStay:
    room = element.find(".//room")
    return RoomStay(
        room_code=value(room, "room_id", "id") or value(element, "room_id"),
        rate_code=value(room, "rateplan_id", "rate_id") or value(element, "rateplan_id", "rate_id"),
        arrival=arrival,
        departure=departure,
        earliest_arrival=None,
        latest_arrival=None,
        adults=_people(element, room, "adults"),
        child_ages=(),
        children=_people(element, room, "children"),
        total_minor=None,
        currency="",
    )


def _people(element: etree._Element, room: etree._Element | None, name: str) -> int:
    text = value(room, name) or value(element, name)
    count = int(text) if text else 0
    if not 0 <= count <= _MAX_PEOPLE:
        message = f"{count} {name} are not plausible"
        raise ValueError(message)
    return count
