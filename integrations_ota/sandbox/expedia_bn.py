"""Booking Notifications as Expedia posts them: SOAP 1.1 with its own header, a number of the delivery."""

from __future__ import annotations

import uuid
import xml.etree.ElementTree as ET
from datetime import UTC, datetime, timedelta
from typing import Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.direct import histories
from integrations_ota.sandbox.expedia_xml import room_id
from integrations_ota.sandbox.state import USERNAME, State
from integrations_ota.sandbox.world import Revision

SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
HEADER: Final = "http://www.newtrade.com/expedia/R14/header"
OTA: Final = "http://www.opentravel.org/OTA/2003/05"
_EXPIRES: Final = timedelta(minutes=150)
_CARD: Final = {"CardCode": "VI", "CardNumber": w.TEST_CARD, "ExpireDate": "1231", "SeriesCode": "737"}

# Expedia's number of the booking, and one of its versions; the first is the booking.
Notice = tuple[str, Revision, bool]


def notices(state: State, hotel_code: str) -> list[Notice]:
    """Return every notification of a hotel, the versions of each booking in their order."""
    known = histories(state.world, hotel_code, "expedia") or {}
    return [(number, r, r is known[number][0]) for number in sorted(known) for r in known[number]]


def call(notice: Notice, *, password: str, retry: bool = False) -> bytes:
    """Build one call; a retry bears the same RequestId."""
    number, revision, first = notice
    root = ET.Element(f"{{{SOAP}}}Envelope")
    _header(ET.SubElement(root, f"{{{SOAP}}}Header"), notice, password, retry=retry)
    body = ET.SubElement(root, f"{{{SOAP}}}Body")
    if revision.kind == w.CANCELLED:
        cancel = ET.SubElement(body, "OTA_CancelRQ", {**_stamp(revision), "CancelType": "Cancel"})
        ET.SubElement(cancel, "UniqueID", Type="8", ID=number)
    elif first:
        _booking(body, "OTA_HotelResNotifRQ", ("HotelReservations", "HotelReservation"), number, revision)
    else:
        names = ("HotelResModifies", "HotelResModify")
        _booking(body, "OTA_HotelResModifyNotifRQ", names, number, revision)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def _header(parent: ET.Element, notice: Notice, password: str, *, retry: bool) -> None:
    number, revision, _ = notice
    attributes = {"Name": "ExpediaDirectConnect", "Version": "4.0"}
    interface = ET.SubElement(parent, f"{{{HEADER}}}Interface", attributes)
    facts = {
        "RequestId": str(uuid.uuid5(uuid.NAMESPACE_URL, f"{number} {revision.revision_id}")),
        "RequestorId": "Expedia",
        "ResponderId": "Bellhop",
        "ExpirationDateTime": (datetime.now(UTC) + _EXPIRES).isoformat(timespec="seconds"),
        "Location": "Body",
    }
    info = ET.SubElement(interface, f"{{{HEADER}}}PayloadInfo", facts)
    ends = {"SourceId": "Expedia", "DestinationId": "Bellhop", "RetryIndicator": str(retry).lower()}
    desk = ET.SubElement(info, f"{{{HEADER}}}CommDescriptor", ends)
    ET.SubElement(desk, f"{{{HEADER}}}Authentication", Username=USERNAME, Password=password)
    words = {"Name": "OTA_HotelResNotifRQ", "Version": "2003A"}
    descriptor = ET.SubElement(info, f"{{{HEADER}}}PayloadDescriptor", words)
    hotel = {"SupplierHotelCode": revision.hotel.code, "DistributorHotelId": revision.hotel.code}
    ET.SubElement(descriptor, f"{{{HEADER}}}PayloadReference", hotel)


def _stamp(revision: Revision) -> dict[str, str]:
    at = f"{revision.at:%Y-%m-%dT%H:%M:%SZ}"
    return {"xmlns": OTA, "Version": "1.000", "Target": "Production", "TimeStamp": at}


def _booking(body: ET.Element, name: str, names: tuple[str, str], number: str, revision: Revision) -> None:
    root = ET.SubElement(body, name, {**_stamp(revision), "ResStatus": "Commit"})
    element = ET.SubElement(ET.SubElement(root, names[0]), names[1])
    _room(ET.SubElement(ET.SubElement(element, "RoomStays"), "RoomStay"), revision)
    if revision.person is not None:
        _guest(element, revision)
    info = ET.SubElement(element, "ResGlobalInfo")
    text = revision.comment
    if w.CARD_IN_COMMENT in revision.flags:
        text = f"{text} Card 4111 1111 1111 1111, exp 12/31.".strip()
    if text:
        request = ET.SubElement(ET.SubElement(info, "SpecialRequests"), "SpecialRequest", RequestCode="4")
        ET.SubElement(request, "Text").text = text
    ET.SubElement(info, "Total", AmountAfterTax=_money(revision.total_minor), CurrencyCode="EUR")
    ids = ET.SubElement(info, "HotelReservationIDs")
    ET.SubElement(ids, "HotelReservationID", ResID_Type="8", ResID_Value=number, ResID_Source="Expedia")


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _room(stay: ET.Element, r: Revision) -> None:
    room = "" if w.UNKNOWN_ROOM in r.flags else room_id(r.hotel, r.room)
    ET.SubElement(ET.SubElement(stay, "RoomTypes"), "RoomType", RoomTypeCode=room)
    ET.SubElement(ET.SubElement(stay, "RatePlans"), "RatePlan", RatePlanCode="301A")
    dates = {"EffectiveDate": str(r.arrival), "ExpireDate": str(r.departure), "RatePlanCode": "301A"}
    rate = ET.SubElement(ET.SubElement(stay, "RoomRates"), "RoomRate", dates)
    base = ET.SubElement(ET.SubElement(rate, "Rates"), "Rate", UnitMultiplier=str(r.nights))
    ET.SubElement(base, "Base", AmountBeforeTax=_money(r.night_minor), CurrencyCode="EUR")
    counts = ET.SubElement(stay, "GuestCounts")
    ET.SubElement(counts, "GuestCount", AgeQualifyingCode="10", Count=str(r.adults))
    for age in r.child_ages:
        ET.SubElement(counts, "GuestCount", AgeQualifyingCode="8", Age=str(age), Count="1")
    start = f"{r.arrival.year}-13-45" if w.MALFORMED in r.flags else str(r.arrival)
    ET.SubElement(stay, "TimeSpan", Start=start, End=str(r.departure))
    if w.CARD in r.flags:
        guarantee = ET.SubElement(ET.SubElement(stay, "Guarantee"), "GuaranteesAccepted")
        ET.SubElement(ET.SubElement(guarantee, "GuaranteeAccepted"), "PaymentCard", _CARD)
    ET.SubElement(stay, "BasicPropertyInfo", HotelCode=r.hotel.code)


def _guest(element: ET.Element, revision: Revision) -> None:
    person = revision.person
    if person is None:
        return
    guest = ET.SubElement(ET.SubElement(element, "ResGuests"), "ResGuest")
    profile = ET.SubElement(ET.SubElement(ET.SubElement(guest, "Profiles"), "ProfileInfo"), "Profile")
    customer = ET.SubElement(profile, "Customer")
    name = ET.SubElement(customer, "PersonName")
    ET.SubElement(name, "GivenName").text = person.first_name
    ET.SubElement(name, "Surname").text = person.last_name
    ET.SubElement(customer, "Telephone", PhoneNumber=person.phone)
    if revision.email:
        ET.SubElement(customer, "Email").text = revision.email
