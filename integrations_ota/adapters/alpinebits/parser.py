"""From OTA_ResRetrieveRS to normalised reservations (AlpineBits HotelData 2018-10, 2020-10)."""

from __future__ import annotations

from datetime import date
from typing import Final

from lxml import etree

from integrations_ota.adapters.alpinebits import stays
from integrations_ota.adapters.alpinebits.stays import attribute, text_at
from integrations_ota.adapters.cards import strip_xml
from integrations_ota.adapters.errors import ContractViolation, Malformed
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
    parse_birth_date,
    parse_instant,
    sha256_hex,
    usable_key,
)
from integrations_ota.adapters.xml import kept_text, parse_xml

STREAM: Final = "guest_requests"
SOURCE: Final = "alpinebits"
CANCELLATION: Final = "15"

_ROOTS: Final = {"OTA_ResRetrieveRS": "ReservationsList", "OTA_HotelResNotifRQ": "HotelReservations"}
_STATUSES: Final = {
    "Requested": (ReservationStatus.REQUESTED, 0),
    "Reserved": (ReservationStatus.BOOKED, 1),
    "Modify": (ReservationStatus.MODIFIED, 2),
    "Cancelled": (ReservationStatus.CANCELLED, 3),
}
_PHONE_PREFERENCE: Final = {"5": 0, "1": 1}  # mobile, voice; 3 is a fax
_FAX: Final = "3"


def split_document(body: bytes) -> PullBatch:
    """Cut a document into one message for each reservation, card data removed.

    Raises `Malformed` for a document that is not one, `ContractViolation` when the server
    answers with errors.
    """
    root = parse_xml(body)
    name = etree.QName(root).localname
    if name not in _ROOTS:
        raise Malformed(
            f"The channel answered with {one_line(name, 60)} instead of reservations.",
            raw=kept_text(body),
        )
    raise_for_errors(root)
    container = root.find(f"{{*}}{_ROOTS[name]}")
    if container is None:
        raise Malformed("The channel's answer holds no list of reservations.", raw=kept_text(body))
    strip_xml(container)
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    for element in container.iterfind("{*}HotelReservation"):
        piece = _message(element)
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    return PullBatch(tuple(messages), tuple(quarantined), {}, has_more=bool(messages))


def parse_messages(body: bytes) -> list[str]:
    """Say in a word what a document holds: each reservation's status, or why there is none."""
    try:
        batch = split_document(body)
    except ContractViolation:
        return ["error answers"]
    except Malformed:
        return ["unreadable documents"]
    words = ["unidentified"] * len(batch.quarantined)
    for message in batch.messages:
        try:
            words.append(parse_reservation(message).status.value)
        except Malformed:
            words.append("quarantined")
    return words or ["empty answers"]


def raise_for_errors(root: etree._Element) -> None:
    """Raise `ContractViolation` with the server's own words when it reports errors."""
    error = root.find("{*}Errors/{*}Error")
    if error is not None:
        said = one_line(error.text) or f"code {error.get('Code', 'unknown')}"
        raise ContractViolation(
            f"The channel refused the request and says: “{said}”.",
            detail=f"Type {error.get('Type')} Code {error.get('Code')}",
        )


def _message(element: etree._Element) -> RawOtaMessage | Quarantined:
    element.tail = None
    body = etree.tostring(element, method="c14n", exclusive=True).decode()
    digest = sha256_hex(body)
    unique = element.find("{*}UniqueID")
    kind, identifier = attribute(unique, "Type"), attribute(unique, "ID")
    if kind not in {"14", CANCELLATION} or not usable_key(identifier):
        reason = "The reservation has no valid UniqueID, so it cannot be told apart from others."
        return Quarantined(f"unidentified:{digest}", STREAM, body, digest, reason)
    return RawOtaMessage(
        message_key=f"{kind}:{identifier}:{digest[:32]}",
        stream=STREAM,
        body=body,
        sha256=digest,
        ack_token=f"{kind}:{identifier}",
    )


def parse_reservation(message: RawOtaMessage) -> ParsedReservation:
    """Normalise one HotelReservation. Raises `Malformed`, never guesses a cancellation."""
    element = parse_xml(message.body.encode())
    try:
        return _parse(element)
    except ValueError as error:
        raise Malformed(
            f"The reservation cannot be read: {one_line(str(error))}.", raw=message.body
        ) from error


def _parse(element: etree._Element) -> ParsedReservation:
    status, version = _status(element)
    room_stays = tuple(stays.room_stay(e) for e in element.iterfind("{*}RoomStays/{*}RoomStay"))
    arrival, departure = stays.span(room_stays)
    _require_dates(status, arrival, departure)
    total, currency = stays.total(room_stays)
    customer = element.find("{*}ResGuests/{*}ResGuest/{*}Profiles/{*}ProfileInfo/{*}Profile/{*}Customer")
    guest = None if customer is None else _guest(customer)
    identifier = one_line(attribute(element.find("{*}UniqueID"), "ID"))
    return ParsedReservation(
        reservation_id=identifier,
        source_channel=SOURCE,
        reservation_code=identifier,
        hotel_code=attribute(element.find("{*}ResGlobalInfo/{*}BasicPropertyInfo"), "HotelCode"),
        status=status,
        version=version,
        booked_at=version.at if status is ReservationStatus.BOOKED else None,
        arrival=arrival,
        departure=departure,
        room_stays=room_stays,
        adults=sum(r.adults for r in room_stays),
        children=sum(r.children for r in room_stays),
        total_minor=total,
        currency=currency,
        guest=guest,
        newsletter=None if customer is None or guest is None else _newsletter(customer),
        comments=_comments(element),
        issues=_issues(status, room_stays, guest),
    )


def _status(element: etree._Element) -> tuple[ReservationStatus, Version]:
    word = element.get("ResStatus", "")
    if word not in _STATUSES:
        message = f"its status {word[:40]!r} is not one of {', '.join(_STATUSES)}"
        raise ValueError(message)
    status, rank = _STATUSES[word]
    kind = attribute(element.find("{*}UniqueID"), "Type")
    if (kind == CANCELLATION) != (status is ReservationStatus.CANCELLED):
        raise Malformed(
            f"The message is marked {word!r} but its number type is {kind}: it is not clear "
            "whether the guest cancelled. Ask the channel or the guest.",
            kind="ambiguous_cancellation",
        )
    return status, Version(parse_instant(element.get("CreateDateTime", "")), rank)


def _require_dates(status: ReservationStatus, arrival: date | None, departure: date | None) -> None:
    if arrival is not None and departure is not None and departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    fixed = status in {ReservationStatus.BOOKED, ReservationStatus.MODIFIED}
    if fixed and (arrival is None or departure is None):
        message = "it has no arrival or departure date"
        raise ValueError(message)


def _guest(customer: etree._Element) -> StayGuest | None:
    guest = StayGuest(
        first_name=text_at(customer, "{*}PersonName/{*}GivenName"),
        last_name=text_at(customer, "{*}PersonName/{*}Surname"),
        title=text_at(customer, "{*}PersonName/{*}NameTitle"),
        email=one_line(customer.findtext("{*}Email"), 320),
        phone=_phone(customer),
        language=language_code(customer.get("Language")),
        country=country_code(attribute(customer.find("{*}Address/{*}CountryName"), "Code")),
        gender=_gender(customer),
        birth_date=parse_birth_date(customer.get("BirthDate")),
        street=text_at(customer, "{*}Address/{*}AddressLine"),
        postal_code=text_at(customer, "{*}Address/{*}PostalCode"),
        city=text_at(customer, "{*}Address/{*}CityName"),
    )
    return guest if guest.first_name or guest.last_name or guest.email else None


def _gender(customer: etree._Element) -> str:
    word = customer.get("Gender", "").lower()
    return word if word in {"male", "female"} else ""


def _phone(customer: etree._Element) -> str:
    phones = [
        (_PHONE_PREFERENCE.get(e.get("PhoneTechType", ""), 2), one_line(e.get("PhoneNumber"), 40))
        for e in customer.iterfind("{*}Telephone")
        if e.get("PhoneTechType") != _FAX
    ]
    return min(phones, key=lambda p: p[0])[1] if phones else ""


def _newsletter(customer: etree._Element) -> bool | None:
    """Read `Email/@Remark`; both answers at once count as none."""
    remark = attribute(customer.find("{*}Email"), "Remark").lower().replace(" ", "")
    yes, no = "newsletter:yes" in remark, "newsletter:no" in remark
    return None if yes == no else yes


def _comments(element: etree._Element) -> tuple[str, ...]:
    paths = (
        "{*}ResGlobalInfo/{*}Comments/{*}Comment/{*}Text",
        "{*}ResGlobalInfo/{*}SpecialRequests/{*}SpecialRequest/{*}Text",
    )
    found = (comment(e.text) for path in paths for e in element.iterfind(path))
    return tuple(text for text in found if text)


def _issues(
    status: ReservationStatus, room_stays: tuple[RoomStay, ...], guest: StayGuest | None
) -> tuple[ParsedIssue, ...]:
    if status not in {ReservationStatus.BOOKED, ReservationStatus.MODIFIED}:
        return ()
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if any(not room.room_code for room in room_stays):
        issues.append(ParsedIssue("unmapped_room", "The channel names no room."))
    return tuple(issues)
