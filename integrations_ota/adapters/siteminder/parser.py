"""From OTA_ResRetrieveRS and OTA_HotelResNotifRQ, as SiteMinder writes them, to reservations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from lxml import etree

from integrations_ota.adapters import ota2003 as ota
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
from integrations_ota.adapters.soap import unwrap
from integrations_ota.adapters.text import one_line, parse_day, parse_instant, sha256_hex, usable_key
from integrations_ota.adapters.xml import kept_text, parse_xml

STREAM: Final = "reservations"
PUSHED: Final = "pushed"
_ROOTS: Final = {"OTA_ResRetrieveRS": "ReservationsList", "OTA_HotelResNotifRQ": "HotelReservations"}
_AUTHENTICATION: Final = "4"  # OTA EWT
_STATUSES: Final = {
    "commit": (ReservationStatus.BOOKED, 1),
    "book": (ReservationStatus.BOOKED, 1),
    "modify": (ReservationStatus.MODIFIED, 2),
    "cancel": (ReservationStatus.CANCELLED, 3),
}
_SOURCES: Final = {
    "BDC": "booking.com",
    "EXP": "expedia",
    "ABB": "airbnb",
    "AGO": "agoda",
    "HWL": "hostelworld",
    "VRB": "vrbo",
}

Statuses = Mapping[str, tuple[ReservationStatus, int]]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What two doors of one house do differently: words of states, and whether profiles carry consent."""

    source: str
    statuses: Statuses
    consent: bool = False


PMS_XCHANGE: Final = Dialect("siteminder", _STATUSES)


def split_document(body: bytes) -> PullBatch:
    """Cut a document, in an envelope or bare, into messages, card data removed.

    Raises `Malformed` for a document that is not one, `AuthFailed` or `ContractViolation` when it
    reports errors.
    """
    return split_payload(unwrap(body).payload)


def split_payload(root: etree._Element) -> PullBatch:
    """Cut a document that is out of its envelope."""
    name = ota.local_name(root)
    if name not in _ROOTS:
        # Errors come under other names too; their words are worth more than "wrong document".
        raise_for_errors(root)
        said = kept_text(etree.tostring(root))
        raise Malformed(f"The channel sent {one_line(name, 60)} instead of reservations.", raw=said)
    raise_for_errors(root)
    strip_xml(root)
    pushed = name == "OTA_HotelResNotifRQ"
    messages: list[RawOtaMessage] = []
    quarantined: list[Quarantined] = []
    for element in root.iterfind(f"{{*}}{_ROOTS[name]}/{{*}}HotelReservation"):
        piece = _message(element, root.get("TimeStamp", ""), pushed=pushed)
        if isinstance(piece, RawOtaMessage):
            messages.append(piece)
        else:
            quarantined.append(piece)
    return PullBatch(tuple(messages), tuple(quarantined), {}, has_more=False)


def raise_for_errors(root: etree._Element) -> None:
    """Raise with the channel's own words when it reports errors."""
    error = root.find("{*}Errors/{*}Error")
    if error is None:
        return
    said = one_line(error.text) or one_line(error.get("ShortText")) or f"code {error.get('Code', 'unknown')}"
    detail = f"Type {error.get('Type')} Code {error.get('Code')}"
    if error.get("Type") == _AUTHENTICATION:
        raise AuthFailed(f"The channel refused the log-in and says: “{said}”.", detail=detail)
    raise ContractViolation(f"The channel refused the request and says: “{said}”.", detail=detail)


def _message(element: etree._Element, sent_at: str, *, pushed: bool) -> RawOtaMessage | Quarantined:
    content = ota.canonical(element)
    digest = sha256_hex(content)
    identifier = _unique(element, "16")
    if not identifier and pushed:
        identifier = f"{_unique(element, '14')}-{digest[:16]}"
    if not usable_key(identifier) or identifier.startswith("-"):
        reason = "The reservation has no message number, so it cannot be told apart or confirmed."
        return Quarantined(f"unidentified:{digest}", STREAM, content, digest, reason)
    if not element.get("CreateDateTime") and not element.get("LastModifyDateTime") and sent_at:
        # A pushed reservation may bear its time on the whole message alone.
        element.set("LastModifyDateTime", sent_at)
        content = ota.canonical(element)
        digest = sha256_hex(content)
    status = PUSHED if pushed else one_line(element.get("ResStatus"), 40)
    return RawOtaMessage(f"16:{identifier}", STREAM, content, digest, f"{status}:{identifier}")


def _unique(element: etree._Element, kind: str) -> str:
    found = (e for e in element.iterfind("{*}UniqueID") if e.get("Type") == kind)
    return one_line(ota.attribute(next(found, None), "ID"), 160)


def parse_reservation(message: RawOtaMessage, dialect: Dialect = PMS_XCHANGE) -> ParsedReservation:
    """Normalise one HotelReservation. Raises `Malformed`, never guesses a cancellation."""
    element = parse_xml(message.body.encode())
    try:
        return _parse(element, dialect)
    except ValueError as error:
        reason = f"The reservation cannot be read: {one_line(str(error))}."
        raise Malformed(reason, raw=message.body) from error


def _parse(element: etree._Element, dialect: Dialect) -> ParsedReservation:
    status, version = _status(element, dialect.statuses)
    info = element.find("{*}ResGlobalInfo")
    stays = tuple(_room_stay(e) for e in element.iterfind("{*}RoomStays/{*}RoomStay"))
    arrival, departure = _dates(info, stays)
    _require_dates(status, arrival, departure)
    total = None if info is None else info.find("{*}Total")
    amount, currency = ota.total_minor(total), ota.attribute(total, "CurrencyCode").upper()
    profile = _profile(element)
    guest = None if profile is None else ota.guest_of(profile.find("{*}Customer"))
    identifier = _unique(element, "14")
    if not usable_key(identifier):
        message = "it has no reservation number"
        raise ValueError(message)
    source, code = _source(element, identifier, dialect.source)
    return ParsedReservation(
        reservation_id=identifier,
        source_channel=source,
        reservation_code=code,
        hotel_code=_hotel_code(element, info),
        status=status,
        version=version,
        booked_at=_booked_at(element),
        arrival=arrival,
        departure=departure,
        room_stays=stays,
        adults=sum(stay.adults for stay in stays),
        children=sum(stay.children for stay in stays),
        total_minor=amount,
        currency=currency if amount is not None else "",
        guest=guest,
        newsletter=_newsletter(profile) if dialect.consent and guest is not None else None,
        comments=ota.comments_of(info),
        issues=_issues(status, stays, guest),
    )


def _status(element: etree._Element, statuses: Statuses) -> tuple[ReservationStatus, Version]:
    word = one_line(element.get("ResStatus"), 40)
    if word.lower() not in statuses:
        unclear = "cancel" in word.lower()
        raise Malformed(
            f"The message is marked “{word}”, which is none of {', '.join(statuses)}: it is not clear what it "
            "means for the guest. Ask the channel.",
            kind="ambiguous_cancellation" if unclear else "malformed",
        )
    status, rank = statuses[word.lower()]
    at = element.get("LastModifyDateTime") or element.get("CreateDateTime") or ""
    return status, Version(parse_instant(at), rank)


def _booked_at(element: etree._Element) -> datetime | None:
    made = element.get("CreateDateTime")
    return parse_instant(made) if made else None


def _room_stay(element: etree._Element) -> RoomStay:
    arrival, departure = _time_span(element)
    if arrival is None:
        arrival, departure = ota.span(element)
    adults, ages, children = ota.guest_counts(element)
    total = element.find("{*}Total")
    amount = ota.total_minor(total)
    rate = element.find("{*}RoomRates/{*}RoomRate")
    room_code = ota.attribute(element.find("{*}RoomTypes/{*}RoomType"), "RoomTypeCode")
    rate_code = ota.attribute(element.find("{*}RatePlans/{*}RatePlan"), "RatePlanCode")
    return RoomStay(
        room_code=one_line(room_code or ota.attribute(rate, "RoomTypeCode"), 60),
        rate_code=one_line(rate_code or ota.attribute(rate, "RatePlanCode"), 60),
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


def _time_span(element: etree._Element | None) -> tuple[date | None, date | None]:
    """Read TimeSpan; a time of day in it is the hotel's own and dropped, never converted."""
    span = None if element is None else element.find("{*}TimeSpan")
    start, end = ota.attribute(span, "Start"), ota.attribute(span, "End")
    return parse_day(start[:10]) if start else None, parse_day(end[:10]) if end else None


def _dates(info: etree._Element | None, stays: tuple[RoomStay, ...]) -> tuple[date | None, date | None]:
    arrivals = [stay.arrival for stay in stays if stay.arrival]
    departures = [stay.departure for stay in stays if stay.departure]
    if arrivals and departures:
        return min(arrivals), max(departures)
    return _time_span(info)


def _require_dates(status: ReservationStatus, arrival: date | None, departure: date | None) -> None:
    if arrival is not None and departure is not None and departure < arrival:
        message = f"it departs on {departure} before it arrives on {arrival}"
        raise ValueError(message)
    if status is not ReservationStatus.CANCELLED and (arrival is None or departure is None):
        message = "it has no arrival or departure date"
        raise ValueError(message)


def _profile(element: etree._Element) -> etree._Element | None:
    """Find the guest's profile: the primary guest, else any that names a person, else the booker."""
    guests = list(element.iterfind("{*}ResGuests/{*}ResGuest"))
    guests.sort(key=lambda guest: guest.get("PrimaryIndicator", "").lower() not in {"true", "1"})
    path = "{*}Profiles/{*}ProfileInfo/{*}Profile"
    found = [profile for guest in guests for profile in guest.iterfind(path)]
    found += list(element.iterfind(f"{{*}}ResGlobalInfo/{path}"))
    return next((p for p in found if ota.guest_of(p.find("{*}Customer")) is not None), None)


def _newsletter(profile: etree._Element | None) -> bool | None:
    """Read the two consent flags; both set contradict each other and count as nothing said."""
    if profile is None:
        return None
    market, out = (_flag(profile, name) for name in ("ShareAllMarketInd", "ShareAllOptOutInd"))
    if market and not out:
        return True
    if (out and not market) or (market is False and not out):
        return False
    return None


def _flag(profile: etree._Element, name: str) -> bool | None:
    word = profile.get(name, "").strip().lower()
    return True if word in {"yes", "true", "1"} else False if word in {"no", "false", "0"} else None


def _source(element: etree._Element, identifier: str, default: str) -> tuple[str, str]:
    """Name the OTA behind a reservation and its number there, without SiteMinder's prefix."""
    channels = list(element.iterfind("{*}POS/{*}Source/{*}BookingChannel"))
    channels.sort(key=lambda channel: channel.get("Primary", "").lower() not in {"true", "1"})
    company = channels[0].find("{*}CompanyName") if channels else None
    code = ota.attribute(company, "Code").upper()
    name = one_line(None if company is None else company.text, 40).lower()
    prefix, dash, rest = identifier.partition("-")
    number = rest if dash and rest and prefix.upper() == code else identifier
    return _SOURCES.get(code) or name or default, number


def _hotel_code(element: etree._Element, info: etree._Element | None) -> str:
    found = element.find("{*}RoomStays/{*}RoomStay/{*}BasicPropertyInfo")
    if found is None and info is not None:
        found = info.find("{*}BasicPropertyInfo")
    return one_line(ota.attribute(found, "HotelCode"), 60)


def _issues(
    status: ReservationStatus, stays: tuple[RoomStay, ...], guest: StayGuest | None
) -> tuple[ParsedIssue, ...]:
    if status is ReservationStatus.CANCELLED:
        return ()
    issues = []
    if guest is None:
        issues.append(ParsedIssue("no_guest", "The channel sent no name and no address."))
    if any(not stay.room_code for stay in stays):
        issues.append(ParsedIssue("unmapped_room", "The channel names no room."))
    return tuple(issues)
