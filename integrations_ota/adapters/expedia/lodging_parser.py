"""From a reservation of Expedia's Lodging GraphQL to a normalised one."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import orjson

from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.cards import strip_json
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.expedia.lodging_client import decode
from integrations_ota.adapters.expedia.parser import SOURCE
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.port import (
    Cursor,
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
from integrations_ota.adapters.text import comment, one_line, parse_day, parse_instant, sha256_hex, usable_key
from integrations_ota.adapters.xml import kept_text

STREAM: Final = "reservations"
FIELDS: Final = (
    "id status lastUpdatedDateTime creationDateTime checkInDate checkOutDate adultCount childCount childAges "
    "specialRequest reservationIds { id idSource } unitIds { id idSource } rateIds { id idSource } "
    "primaryGuest { firstName lastName emailAddress phoneNumbers { countryCode areaCode number } } "
    "supplierAmount { ... on ExpediaSupplierAmount { currencyCode total { amountAfterTax } } }"
)
_CANCELLED: Final = frozenset({"CANCELLED", "CANCELED"})
_LIVE: Final = frozenset({"BOOKED", "CONFIRMED", "IN_PROGRESS", "COMPLETED"})
_EXPEDIA: Final = "EXPEDIA"


def split_document(body: bytes) -> PullBatch:
    """Cut an answer to the reservations query into one message for each reservation, card data removed."""
    document = decode(body)
    return batch_of(document.inner("data"), body)


def batch_of(data: Fields, body: bytes = b"") -> PullBatch:
    """Read one page; the cursor leads to the next. Raises `Malformed`."""
    page = data.inner("property").inner("reservations")
    if not isinstance(page.value("edges"), list):
        raise Malformed("The channel's answer holds no list of reservations.", raw=kept_text(body))
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    for edge in page.each("edges"):
        piece = _message(edge.value("node"))
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    info = page.inner("pageInfo")
    more, end = info.value("hasNextPage") is True, info.text("endCursor")
    cursor: Cursor = {"after": end} if more and end else {}
    return PullBatch(tuple(messages), tuple(quarantined), cursor, has_more=bool(cursor))


def _message(node: Any) -> RawOtaMessage | Quarantined:
    body = orjson.dumps(strip_json(node), option=orjson.OPT_SORT_KEYS).decode()
    digest = sha256_hex(body)
    identifier = Fields(node).text("id")
    if not usable_key(identifier):
        reason = "The reservation has no id, so it cannot be told apart from others."
        return Quarantined(f"unidentified:{digest}", STREAM, body, digest, reason)
    return RawOtaMessage(f"{identifier}:{digest[:32]}", STREAM, body, digest, identifier)


def parse_reservation(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one reservation, which is a full overlay. Raises `Malformed`."""
    node = Fields(orjson.loads(message.body))
    try:
        return _parse(node)
    except (ValueError, OverflowError) as error:
        raise Malformed(
            f"The reservation cannot be read: {one_line(str(error))}.", raw=message.body
        ) from error


def _parse(node: Fields) -> ParsedReservation:
    at = parse_instant(node.required("lastUpdatedDateTime"))
    made = node.text("creationDateTime")
    booked_at = parse_instant(made) if made else None
    status = _status(node, changed=booked_at is not None and at > booked_at)
    arrival, departure = _dates(node)
    stay = _room_stay(node, arrival, departure)
    guest = _guest(node.inner("primaryGuest"))
    return ParsedReservation(
        reservation_id=one_line(node.required("id"), 128),
        source_channel=SOURCE,
        reservation_code=_own_number(node),
        hotel_code="",
        status=status,
        version=Version(at, 2 if status is ReservationStatus.CANCELLED else 1),
        booked_at=booked_at,
        arrival=arrival,
        departure=departure,
        room_stays=(stay,),
        adults=stay.adults,
        children=stay.children,
        total_minor=stay.total_minor,
        currency=stay.currency,
        guest=guest,
        newsletter=None,
        comments=tuple(filter(None, [comment(node.text("specialRequest"))])),
        issues=_issues(status, stay, guest),
    )


def _status(node: Fields, *, changed: bool) -> ReservationStatus:
    word = node.text("status").upper()
    if word in _CANCELLED:
        return ReservationStatus.CANCELLED
    if word not in _LIVE:
        raise Malformed(
            f"The reservation has the status {word[:40]!r}: it is not clear whether the guest cancelled. "
            "Compare with Expedia Partner Central.",
            kind="ambiguous_cancellation",
        )
    return ReservationStatus.MODIFIED if changed else ReservationStatus.BOOKED


def _own_number(node: Fields) -> str:
    """Return Expedia's number of the booking, as the other ways of Expedia show it."""
    numbers = {entry.text("idSource").upper(): entry.text("id") for entry in node.each("reservationIds")}
    return one_line(numbers.get(_EXPEDIA) or node.required("id"), 128)


def _dates(node: Fields) -> tuple[date, date]:
    arrival = parse_day(node.required("checkInDate"))
    departure = parse_day(node.required("checkOutDate"))
    if departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    return arrival, departure


def _code(node: Fields, name: str) -> str:
    """Return the id that Expedia gave, else the first one."""
    found = [(entry.text("idSource").upper() != _EXPEDIA, entry.text("id")) for entry in node.each(name)]
    return one_line(min(found)[1]) if found else ""


def _room_stay(node: Fields, arrival: date, departure: date) -> RoomStay:
    listed = node.value("childAges")
    ages = tuple(age for age in listed if isinstance(age, int)) if isinstance(listed, list) else ()
    amount = node.inner("supplierAmount")
    total, currency = amount.inner("total").text("amountAfterTax"), amount.text("currencyCode").upper()
    return RoomStay(
        room_code=_code(node, "unitIds"),
        rate_code=_code(node, "rateIds"),
        arrival=arrival,
        departure=departure,
        earliest_arrival=None,
        latest_arrival=None,
        adults=node.number("adultCount", 0),
        child_ages=ages,
        children=max(len(ages), node.number("childCount", 0)),
        total_minor=minor_units(total, currency) if total and currency else None,
        currency=currency if total else "",
    )


def _guest(primary: Fields) -> StayGuest | None:
    phone = next(primary.each("phoneNumbers"), Fields(None))
    parts = [phone.text(name) for name in ("countryCode", "areaCode", "number")]
    prefix = "+" if parts[0].isdigit() else ""
    guest = StayGuest(
        first_name=one_line(primary.text("firstName")),
        last_name=one_line(primary.text("lastName")),
        title="",
        email=one_line(primary.text("emailAddress"), 320),
        phone=one_line(prefix + "".join(parts), 40) if parts[2] else "",
        language="",
        country="",
        gender="",
        birth_date=None,
        street="",
        postal_code="",
        city="",
    )
    return guest if guest.first_name or guest.last_name or guest.email else None


def _issues(status: ReservationStatus, stay: RoomStay, guest: StayGuest | None) -> tuple[ParsedIssue, ...]:
    if status is ReservationStatus.CANCELLED:
        return ()
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if not stay.room_code:
        issues.append(ParsedIssue("unmapped_room", "The channel names no room."))
    return tuple(issues)
