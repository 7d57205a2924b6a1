"""Booking.com documents of the sandbox's server, built with the standard library."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.direct import Offer
from integrations_ota.sandbox.world import Revision

OTA: Final = "http://www.opentravel.org/OTA/2003/05"
_TIME: Final = "2026-06-01T10:00:00+00:00"
_RUID: Final = b"<!-- RUID: [UmFuZG9tSVYkc2RlSXh3] -->"


def _document(name: str) -> ET.Element:
    return ET.Element(name, {"xmlns": OTA, "TimeStamp": _TIME, "Target": "Production", "Version": "2.001"})


def render(root: ET.Element) -> bytes:
    """Serialise a document, with the request id at its end."""
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document + b"\n" + _RUID


def success(name: str, warnings: list[dict[str, str]] | None = None) -> bytes:
    """Build a positive answer, with warnings where something was not done."""
    root = _document(name)
    ET.SubElement(root, "Success")
    if warnings:
        parent = ET.SubElement(root, "Warnings")
        for warning in warnings:
            ET.SubElement(parent, "Warning", warning)
    return render(root)


def errors(name: str, code: str, text: str) -> bytes:
    """Build an answer that reports an error."""
    root = _document(name)
    ET.SubElement(ET.SubElement(root, "Errors"), "Error", Type="3", Code=code, ShortText=text)
    return render(root)


def queue(name: str, container: str, item: str, offers: list[Offer]) -> bytes:
    """Build the content of a queue."""
    root = _document(name)
    parent = ET.SubElement(root, container)
    for offer in offers:
        _reservation(ET.SubElement(parent, item), offer)
    return render(root)


def _reservation(element: ET.Element, offer: Offer) -> None:
    revision = offer.revision
    if offer.kind == w.CANCELLED:
        element.set("ResStatus", "Cancelled")
    rooms = ET.SubElement(element, "RoomStays")
    if offer.kind != w.CANCELLED:
        _room_stay(ET.SubElement(rooms, "RoomStay", IndexNumber="1"), revision)
    ET.SubElement(element, "Services")
    _guests(ET.SubElement(element, "ResGuests"), revision)
    _global_info(ET.SubElement(element, "ResGlobalInfo"), offer)


def _money(parent: ET.Element, minor: int) -> None:
    facts = {"AmountBeforeTax": str(minor), "DecimalPlaces": "2", "CurrencyCode": "EUR"}
    ET.SubElement(parent, "Total", facts)


def _room_stay(stay: ET.Element, revision: Revision) -> None:
    types = ET.SubElement(stay, "RoomTypes")
    code = {} if w.UNKNOWN_ROOM in revision.flags else {"RoomTypeCode": revision.room.code}
    room_type = ET.SubElement(types, "RoomType", code)
    ET.SubElement(room_type, "RoomDescription", Name=revision.room.name)
    plan = ET.SubElement(ET.SubElement(stay, "RatePlans"), "RatePlan", RatePlanCode="201")
    commission = {
        "Amount": str(revision.total_minor * 15 // 100),
        "DecimalPlaces": "2",
        "CurrencyCode": "EUR",
    }
    ET.SubElement(ET.SubElement(plan, "Commission"), "CommissionPayableAmount", commission)
    rates = ET.SubElement(stay, "RoomRates")
    for night in range(revision.nights):
        day = (revision.arrival + timedelta(days=night)).isoformat()
        if w.MALFORMED in revision.flags:
            day = f"{revision.arrival.year}-13-45"
        rate = ET.SubElement(rates, "RoomRate", EffectiveDate=day, RatePlanCode="201")
        _money(ET.SubElement(ET.SubElement(rate, "Rates"), "Rate"), revision.night_minor)
    counts = ET.SubElement(stay, "GuestCounts")
    ET.SubElement(counts, "GuestCount", Count=str(revision.adults))
    for age in revision.child_ages:
        ET.SubElement(counts, "GuestCount", Count="1", Age=str(age))
    ET.SubElement(stay, "BasicPropertyInfo", HotelCode=revision.hotel.code)
    ET.SubElement(ET.SubElement(stay, "ResGuestRPHs"), "ResGuestRPH", RPH="1")


def _guests(parent: ET.Element, revision: Revision) -> None:
    if revision.person is None:
        return
    for level in ("ResGuest", "Profiles", "ProfileInfo", "Profile", "Customer", "PersonName"):
        parent = ET.SubElement(parent, level)
    ET.SubElement(parent, "Surname").text = revision.person.last_name


def _global_info(info: ET.Element, offer: Offer) -> None:
    revision = offer.revision
    text = revision.comment
    if w.CARD_IN_COMMENT in revision.flags:
        text = f"{text} Card 4111 1111 1111 1111, exp 12/31.".strip()
    if text:
        ET.SubElement(ET.SubElement(ET.SubElement(info, "Comments"), "Comment"), "Text").text = text
    if w.CARD in revision.flags:
        _card(info, revision)
    _money(info, revision.total_minor)
    ids = ET.SubElement(info, "HotelReservationIDs")
    booked = f"{offer.booked_at:%Y-%m-%dT%H:%M:%S}"
    ET.SubElement(ids, "HotelReservationID", ResID_Value=offer.number, ResID_Date=booked, ResID_Type="14")
    if revision.person is not None:
        _customer(info, revision)
    if int(offer.number) % 3 == 0:
        flags = ET.SubElement(ET.SubElement(info, "TPA_Extensions"), "flags")
        ET.SubElement(flags, "flag", name="booker_is_genius")


def _card(info: ET.Element, revision: Revision) -> None:
    holder = revision.person.last_name if revision.person else "Unknown"
    accepted = ET.SubElement(
        ET.SubElement(ET.SubElement(info, "Guarantee"), "GuaranteesAccepted"), "GuaranteeAccepted"
    )
    card = {"CardCode": "VI", "CardNumber": w.TEST_CARD, "SeriesCode": "737", "ExpireDate": "1231"}
    ET.SubElement(ET.SubElement(accepted, "PaymentCard", card), "CardHolderName").text = holder


def _customer(info: ET.Element, revision: Revision) -> None:
    person = revision.person
    if person is None:
        return
    parent = info
    for level in ("Profiles", "ProfileInfo", "Profile", "Customer"):
        parent = ET.SubElement(parent, level)
    name = ET.SubElement(parent, "PersonName")
    ET.SubElement(name, "GivenName").text = person.first_name
    ET.SubElement(name, "Surname").text = person.last_name
    ET.SubElement(parent, "Telephone", PhoneNumber=person.phone)
    ET.SubElement(parent, "Email").text = revision.email
    ET.SubElement(ET.SubElement(parent, "Address"), "CountryName", Code=person.country.lower())
