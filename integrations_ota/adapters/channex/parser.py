"""From a Channex booking revision to a normalised reservation."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

import orjson

from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.cards import strip_json
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.fields import Fields
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
    language_code,
    one_line,
    parse_day,
    parse_instant,
    sha256_hex,
    usable_key,
)
from integrations_ota.adapters.xml import kept_text

STREAM: Final = "booking_revisions"
_SOURCES: Final = {
    "BDC": "booking.com",
    "EXP": "expedia",
    "ABB": "airbnb",
    "AGO": "agoda",
    "VRB": "vrbo",
    "HWL": "hostelworld",
}
_STATUSES: Final = {
    "new": (ReservationStatus.BOOKED, 1),
    "modified": (ReservationStatus.MODIFIED, 2),
    "cancelled": (ReservationStatus.CANCELLED, 3),
}


def decode(body: bytes) -> dict[str, Any]:
    """Decode a JSON object. Raises `Malformed` with the card-stripped text."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(
            "The channel sent a document that cannot be read as JSON.", raw=kept_text(body)
        ) from error
    if not isinstance(document, dict):
        raise Malformed("The channel's answer is not an object.", raw=kept_text(body))
    return document


def split_document(body: bytes) -> PullBatch:
    """Cut a feed page, or a single revision, into messages, card data removed."""
    document = decode(body)
    data = document.get("data")
    items = [data] if isinstance(data, dict) else data
    if not isinstance(items, list):
        raise Malformed("The channel's answer holds no list of bookings.", raw=kept_text(body))
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    for item in items:
        piece = _message(item)
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    meta = Fields(document.get("meta"))
    page, limit, total = (meta.number(name, 0) for name in ("page", "limit", "total"))
    more = bool(limit) and page * limit < total
    cursor = {"page": page + 1} if more else {}
    return PullBatch(tuple(messages), tuple(quarantined), cursor, has_more=more)


def _message(item: Any) -> RawOtaMessage | Quarantined:
    body = orjson.dumps(strip_json(item), option=orjson.OPT_SORT_KEYS).decode()
    digest = sha256_hex(body)
    identifier = Fields(item).text("id")
    if not usable_key(identifier):
        reason = "The booking revision has no id, so it cannot be told apart from others."
        return Quarantined(f"unidentified:{digest}", STREAM, body, digest, reason)
    return RawOtaMessage(identifier, STREAM, body, digest, identifier)


def parse_revision(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one revision, which is a full overlay. Raises `Malformed`."""
    revision = Fields(orjson.loads(message.body)).inner("attributes")
    try:
        return _parse(revision)
    except ValueError as error:
        raise Malformed(f"The booking cannot be read: {one_line(str(error))}.", raw=message.body) from error


def _parse(revision: Fields) -> ParsedReservation:
    word = revision.text("status")
    if word not in _STATUSES:
        message = f"its status {word[:40]!r} is not one of {', '.join(_STATUSES)}"
        raise ValueError(message)
    status, rank = _STATUSES[word]
    version = Version(parse_instant(revision.required("inserted_at")), rank)
    currency = revision.text("currency").upper()
    room_stays = tuple(_room_stay(room, currency) for room in revision.each("rooms"))
    arrival, departure = _dates(revision)
    occupancy = revision.inner("occupancy")
    guest = _guest(revision.inner("customer"))
    amount = revision.text("amount")
    return ParsedReservation(
        reservation_id=one_line(revision.required("booking_id"), 128),
        source_channel=source_channel(revision),
        reservation_code=revision.text("ota_reservation_code") or revision.required("booking_id"),
        hotel_code=revision.text("property_id"),
        status=status,
        version=version,
        booked_at=version.at if status is ReservationStatus.BOOKED else None,
        arrival=arrival,
        departure=departure,
        room_stays=room_stays,
        adults=occupancy.number("adults", 0),
        children=occupancy.number("children", 0) + occupancy.number("infants", 0),
        total_minor=minor_units(amount, currency) if amount and currency else None,
        currency=currency if amount else "",
        guest=guest,
        newsletter=None,
        comments=tuple(filter(None, [comment(revision.text("notes"))])),
        issues=_issues(revision, currency, status, room_stays, guest),
    )


def source_channel(revision: Fields) -> str:
    """Name the OTA behind a revision: by the prefix of `unique_id`, else by `ota_name`."""
    prefix = revision.text("unique_id").partition("-")[0].upper()
    return _SOURCES.get(prefix) or one_line(revision.text("ota_name"), 40).lower() or "channex"


def _dates(revision: Fields) -> tuple[date, date]:
    arrival = parse_day(revision.required("arrival_date"))
    departure = parse_day(revision.required("departure_date"))
    if departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    return arrival, departure


def _room_stay(room: Fields, currency: str) -> RoomStay:
    occupancy = room.inner("occupancy")
    amount = room.text("amount")
    return RoomStay(
        room_code=room.text("room_type_id"),
        rate_code=room.text("rate_plan_id"),
        arrival=parse_day(room.required("checkin_date")),
        departure=parse_day(room.required("checkout_date")),
        earliest_arrival=None,
        latest_arrival=None,
        adults=occupancy.number("adults", 0),
        child_ages=(),
        children=occupancy.number("children", 0),
        total_minor=minor_units(amount, currency) if amount and currency else None,
        currency=currency if amount else "",
    )


def _guest(customer: Fields) -> StayGuest | None:
    guest = StayGuest(
        first_name=one_line(customer.text("name")),
        last_name=one_line(customer.text("surname")),
        title="",
        email=one_line(customer.text("mail"), 320),
        phone=one_line(customer.text("phone"), 40),
        language=language_code(customer.text("language")),
        country=country_code(customer.text("country")),
        gender="",
        birth_date=None,
        street=one_line(customer.text("address")),
        postal_code=one_line(customer.text("zip")),
        city=one_line(customer.text("city")),
    )
    return guest if guest.first_name or guest.last_name or guest.email else None


def _issues(
    revision: Fields,
    currency: str,
    status: ReservationStatus,
    room_stays: tuple[RoomStay, ...],
    guest: StayGuest | None,
) -> tuple[ParsedIssue, ...]:
    if status is ReservationStatus.CANCELLED:
        return ()
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if any(not room.room_code for room in room_stays):
        issues.append(ParsedIssue("unmapped_room", "The channel's room is not mapped."))
    mismatch = _price_mismatch(revision, currency)
    if mismatch:
        issues.append(ParsedIssue("price_mismatch", mismatch))
    return tuple(issues)


def _price_mismatch(revision: Fields, currency: str) -> str:
    """Compare the nights with the total; extras and taxes on top make a difference normal."""
    rooms = list(revision.each("rooms"))
    amount = revision.text("amount")
    extras = any(room.value("services") or room.value("taxes") for room in rooms)
    if not amount or extras or any(not room.inner("days").names() for room in rooms):
        return ""
    nights = sum(
        minor_units(room.inner("days").text(day), currency)
        for room in rooms
        for day in room.inner("days").names()
    )
    total = minor_units(amount, currency)
    return "" if nights == total else f"The nights add up to {nights}, the total says {total}."
