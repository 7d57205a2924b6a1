"""AlpineBits documents of the sandbox's server, built with the standard library."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Any, Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.world import Person, Revision

OTA: Final = "http://www.opentravel.org/OTA/2003/05"
_STATUS: Final = {
    w.REQUESTED: "Requested",
    w.NEW: "Reserved",
    w.MODIFIED: "Modify",
    w.CANCELLED: "Cancelled",
}
_MAX_ROOM_CODE: Final = 8


def _document(name: str, version: str) -> ET.Element:
    return ET.Element(name, {"xmlns": OTA, "Version": version})


def render(root: ET.Element) -> bytes:
    """Serialise a document."""
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def errors(name: str, version: str, code: str, text: str) -> bytes:
    """Build an answer that reports an error."""
    root = _document(name, version)
    ET.SubElement(ET.SubElement(root, "Errors"), "Error", Type="13", Code=code).text = text
    return render(root)


def ping(echo: str, agreed: dict[str, Any]) -> bytes:
    """Build OTA_PingRS: the common ground, and what the client said."""
    root = _document("OTA_PingRS", "8.000")
    ET.SubElement(root, "Success")
    warning = ET.SubElement(
        ET.SubElement(root, "Warnings"), "Warning", Type="11", Status="ALPINEBITS_HANDSHAKE"
    )
    warning.text = json.dumps(agreed)
    ET.SubElement(root, "EchoData").text = echo
    return render(root)


def success(name: str, version: str) -> bytes:
    """Build an answer that says nothing but yes."""
    root = _document(name, version)
    ET.SubElement(root, "Success")
    return render(root)


def receipt() -> bytes:
    """Build OTA_NotifReportRS."""
    return success("OTA_NotifReportRS", "1.000")


def reservations(revisions: list[Revision]) -> bytes:
    """Build OTA_ResRetrieveRS."""
    root = _document("OTA_ResRetrieveRS", "7.000")
    ET.SubElement(root, "Success")
    parent = ET.SubElement(root, "ReservationsList")
    for revision in revisions:
        _reservation(parent, revision)
    return render(root)


def _reservation(parent: ET.Element, revision: Revision) -> None:
    element = ET.SubElement(
        parent,
        "HotelReservation",
        CreateDateTime=revision.at.isoformat(timespec="seconds"),
        ResStatus=_STATUS[revision.kind],
    )
    kind = "15" if revision.kind == w.CANCELLED else "14"
    ET.SubElement(element, "UniqueID", Type=kind, ID=revision.reservation_id)
    if revision.kind == w.CANCELLED:
        return
    _room_stay(ET.SubElement(ET.SubElement(element, "RoomStays"), "RoomStay"), revision)
    if revision.person is not None:
        _customer(element, revision, revision.person)
    _global_info(ET.SubElement(element, "ResGlobalInfo"), revision)


def _room_stay(stay: ET.Element, revision: Revision) -> None:
    code = revision.room.code[:_MAX_ROOM_CODE]
    ET.SubElement(ET.SubElement(stay, "RoomTypes"), "RoomType", RoomTypeCode=code)
    plan = ET.SubElement(ET.SubElement(stay, "RatePlans"), "RatePlan", RatePlanCode="BAR")
    ET.SubElement(plan, "MealsIncluded", MealPlanIndicator="true", MealPlanCodes="12")
    counts = ET.SubElement(stay, "GuestCounts")
    ET.SubElement(counts, "GuestCount", Count=str(revision.adults))
    for age in revision.child_ages:
        ET.SubElement(counts, "GuestCount", Count="1", Age=str(age))
    _time_span(stay, revision)
    if w.CARD in revision.flags:
        _card(stay, revision)
    if revision.kind != w.REQUESTED:
        amount = f"{revision.total_minor // 100}.{revision.total_minor % 100:02d}"
        ET.SubElement(stay, "Total", AmountAfterTax=amount, CurrencyCode="EUR")


def _time_span(stay: ET.Element, revision: Revision) -> None:
    if revision.kind == w.REQUESTED:
        span = ET.SubElement(stay, "TimeSpan", Duration=f"P{revision.nights}N")
        latest = revision.arrival + timedelta(days=5)
        ET.SubElement(
            span,
            "StartDateWindow",
            EarliestDate=revision.arrival.isoformat(),
            LatestDate=latest.isoformat(),
        )
        return
    start = (
        f"{revision.arrival.year}-13-45" if w.MALFORMED in revision.flags else revision.arrival.isoformat()
    )
    ET.SubElement(stay, "TimeSpan", Start=start, End=revision.departure.isoformat())


def _card(stay: ET.Element, revision: Revision) -> None:
    guarantee = ET.SubElement(stay, "Guarantee")
    accepted = ET.SubElement(ET.SubElement(guarantee, "GuaranteesAccepted"), "GuaranteeAccepted")
    card = ET.SubElement(accepted, "PaymentCard", CardCode="VI", ExpireDate="1231")
    holder = revision.person.last_name if revision.person else "Unknown"
    ET.SubElement(card, "CardHolderName").text = holder
    ET.SubElement(ET.SubElement(card, "CardNumber"), "PlainText").text = w.TEST_CARD


def _customer(element: ET.Element, revision: Revision, person: Person) -> None:
    parent = element
    for level in ("ResGuests", "ResGuest", "Profiles", "ProfileInfo", "Profile"):
        parent = ET.SubElement(parent, level)
    facts = {"Gender": person.gender, "Language": person.language}
    if person.birth_date:
        facts["BirthDate"] = person.birth_date.isoformat()
    customer = ET.SubElement(parent, "Customer", facts)
    name = ET.SubElement(customer, "PersonName")
    ET.SubElement(name, "GivenName").text = person.first_name
    ET.SubElement(name, "Surname").text = person.last_name
    ET.SubElement(customer, "Telephone", PhoneTechType="5", PhoneNumber=person.phone)
    remark = (
        {} if person.newsletter is None else {"Remark": f"newsletter:{'yes' if person.newsletter else 'no'}"}
    )
    ET.SubElement(customer, "Email", remark).text = revision.email
    address = ET.SubElement(customer, "Address")
    ET.SubElement(address, "CityName").text = person.city
    ET.SubElement(address, "PostalCode").text = person.postal_code
    ET.SubElement(address, "CountryName", Code=person.country)


def _global_info(info: ET.Element, revision: Revision) -> None:
    text = revision.comment
    if w.CARD_IN_COMMENT in revision.flags:
        text = f"{text} Card 4111 1111 1111 1111, exp 12/31.".strip()
    if text:
        comment = ET.SubElement(ET.SubElement(info, "Comments"), "Comment", Name="customer comment")
        ET.SubElement(comment, "Text").text = text
    ids = ET.SubElement(info, "HotelReservationIDs")
    ET.SubElement(
        ids,
        "HotelReservationID",
        ResID_Type="13",
        ResID_Value=revision.ota_code,
        ResID_Source="booking-engine.example.com",
    )
    ET.SubElement(info, "BasicPropertyInfo", HotelCode=revision.hotel.code, HotelName=revision.hotel.title)
