"""EQC documents of the sandbox's server, built with the standard library."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.direct import Offer
from integrations_ota.sandbox.world import HotelSpec, Revision, Room

BASE: Final = "http://www.expediaconnect.com/EQC"
_TYPES: Final = {w.NEW: "Book", w.MODIFIED: "Modify", w.CANCELLED: "Cancel"}
_FIRST_ROOM: Final = 201
_FIRST_RATE: Final = 301


def render(root: ET.Element) -> bytes:
    """Serialise a document."""
    document: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return document


def error(family: str, name: str, code: int, text: str) -> bytes:
    """Build an answer that reports an error."""
    root = ET.Element(name, xmlns=f"{BASE}/{family}")
    ET.SubElement(root, "Error", code=str(code)).text = text
    return render(root)


def success(family: str, name: str, warnings: list[tuple[dict[str, str], str]]) -> bytes:
    """Build a positive answer with a warning for each thing that was not done."""
    root = ET.Element(name, xmlns=f"{BASE}/{family}")
    parent = ET.SubElement(root, "Success")
    for facts, text in warnings:
        ET.SubElement(parent, "Warning", facts).text = text
    return render(root)


def room_id(hotel: HotelSpec, room: Room) -> str:
    """Return the number of a room type."""
    return str(_FIRST_ROOM + [r.code for r in hotel.rooms].index(room.code))


def products(hotel: HotelSpec) -> bytes:
    """Build the list of rooms and rate plans."""
    root = ET.Element("ProductAvailRateRetrievalRS", xmlns=f"{BASE}/PAR/2013/07")
    parent = ET.SubElement(root, "ProductList")
    ET.SubElement(parent, "Hotel", id=hotel.code, name=hotel.title, city="")
    for number, room in enumerate(hotel.rooms):
        entry = {"id": room_id(hotel, room), "code": room.code, "name": room.name, "status": "Active"}
        element = ET.SubElement(parent, "RoomType", entry)
        plan = {"id": f"{_FIRST_RATE + number}A", "code": "BAR", "name": "Best rate", "status": "Active"}
        ET.SubElement(element, "RatePlan", plan)
    return render(root)


def bookings(offers: list[Offer], retrieved: set[str]) -> bytes:
    """Build the list of bookings."""
    root = ET.Element("BookingRetrievalRS", xmlns=f"{BASE}/BR/2014/01")
    parent = ET.SubElement(root, "Bookings")
    for offer in offers:
        _booking(parent, offer, "retrieved" if offer.number in retrieved else "pending")
    return render(root)


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _booking(parent: ET.Element, offer: Offer, status: str) -> None:
    revision = offer.revision
    facts = {
        "id": offer.number,
        "type": _TYPES[offer.kind],
        "createDateTime": f"{revision.at:%Y-%m-%dT%H:%M:%SZ}",
        "source": "A-Expedia",
        "status": status,
        "confirmNumber": "" if offer.kind == w.NEW else f"BH{offer.number}",
    }
    element = ET.SubElement(parent, "Booking", facts)
    ET.SubElement(element, "Hotel", id=revision.hotel.code)
    _room_stay(element, revision, cancelled=offer.kind == w.CANCELLED)
    _guest(element, revision)
    text = revision.comment
    if w.CARD_IN_COMMENT in revision.flags:
        text = f"{text} Card 4111 1111 1111 1111, exp 12/31.".strip()
    if text:
        ET.SubElement(element, "SpecialRequest", code="4").text = text


def _room_stay(element: ET.Element, revision: Revision, *, cancelled: bool) -> None:
    room = "" if w.UNKNOWN_ROOM in revision.flags else room_id(revision.hotel, revision.room)
    rate = f"{_FIRST_RATE}A"
    codes = {"roomTypeID": "0", "ratePlanID": "0"} if cancelled else {"roomTypeID": room, "ratePlanID": rate}
    stay = ET.SubElement(element, "RoomStay", codes)
    arrival = f"{revision.arrival.year}-13-45" if w.MALFORMED in revision.flags else str(revision.arrival)
    ET.SubElement(stay, "StayDate", arrival=arrival, departure=str(revision.departure))
    counts = ET.SubElement(
        stay, "GuestCount", adult=str(revision.adults), child=str(len(revision.child_ages))
    )
    for age in revision.child_ages:
        ET.SubElement(counts, "Child", age=str(age))
    rates = ET.SubElement(stay, "PerDayRates", currency="EUR")
    for night in range(revision.nights):
        day = str(revision.arrival + timedelta(days=night))
        price = _money(0 if cancelled else revision.night_minor)
        ET.SubElement(rates, "PerDayRate", stayDate=day, baseRate=price)
    total = _money(0 if cancelled else revision.total_minor)
    ET.SubElement(stay, "Total", amountAfterTaxes=total, amountOfTaxes="0.00", currency="EUR")
    if w.CARD in revision.flags:
        card = {"cardCode": "VI", "cardNumber": w.TEST_CARD, "seriesCode": "737", "expireDate": "1231"}
        ET.SubElement(ET.SubElement(stay, "PaymentCard", card), "CardHolder", name="x", city="y")


def _guest(element: ET.Element, revision: Revision) -> None:
    person = revision.person
    if person is None:
        return
    guest = ET.SubElement(element, "PrimaryGuest")
    ET.SubElement(guest, "Name", givenName=person.first_name, surname=person.last_name)
    digits = person.phone.removeprefix("+")
    ET.SubElement(guest, "Phone", countryCode=digits[:2], cityAreaCode=digits[2:4], number=digits[4:])
    ET.SubElement(guest, "Email").text = revision.email
