"""SiteMinder's documents, built and read with the standard library."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import timedelta
from typing import Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.world import Person, Revision

OTA: Final = "http://www.opentravel.org/OTA/2003/05"
SOAP: Final = "http://schemas.xmlsoap.org/soap/envelope/"
WSSE: Final = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd"
STATUS: Final = {w.REQUESTED: "Commit", w.NEW: "Commit", w.MODIFIED: "Modify", w.CANCELLED: "Cancel"}
SMX_STATUS: Final = {
    w.REQUESTED: "Waitlisted",
    w.NEW: "Reserved",
    w.MODIFIED: "Reserved",
    w.CANCELLED: "Cancelled",
}
_COMPANIES: Final = {
    "booking.com": ("BDC", "Booking.com"),
    "expedia": ("EXP", "Expedia"),
    "airbnb": ("ABB", "Airbnb"),
    "booking engine": ("BE", "Booking Engine"),
}


def envelope(payload: ET.Element | None, *, username: str = "", password: str = "") -> bytes:
    """Put a document into an envelope."""
    root = ET.Element("e:Envelope", {"xmlns:e": SOAP})
    if username:
        head = ET.SubElement(ET.SubElement(root, "e:Header"), "s:Security", {"xmlns:s": WSSE})
        token = ET.SubElement(head, "s:UsernameToken")
        ET.SubElement(token, "s:Username").text = username
        ET.SubElement(token, "s:Password").text = password
    body = ET.SubElement(root, "e:Body")
    if payload is not None:
        body.append(payload)
    made: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return made


def fault(code: str, text: str) -> bytes:
    """Build a SOAP fault."""
    element = ET.Element("e:Fault")
    ET.SubElement(element, "faultcode").text = code
    ET.SubElement(element, "faultstring").text = text
    return envelope(element)


def opened(body: bytes) -> tuple[str, str, ET.Element]:
    """Return user name, password and document of a request. Raises ValueError."""
    root = ET.fromstring(body)  # noqa: S314 - loopback only, own clients
    content = root.find(f"{{{SOAP}}}Body")
    if content is None or not len(content):
        message = "no document in the envelope"
        raise ValueError(message)
    path = f"{{{SOAP}}}Header/{{{WSSE}}}Security/{{{WSSE}}}UsernameToken/{{{WSSE}}}"
    return root.findtext(f"{path}Username", ""), root.findtext(f"{path}Password", ""), content[0]


def answer(name: str, echo: str) -> ET.Element:
    """Begin an answer."""
    return ET.Element(
        name, {"xmlns": OTA, "Version": "1.0", "EchoToken": echo, "TimeStamp": "2026-06-01T08:00:00Z"}
    )


def success(name: str, echo: str) -> ET.Element:
    """Build an answer that says only Success."""
    root = answer(name, echo)
    ET.SubElement(root, "Success")
    return root


def errors(name: str, echo: str, *, kind: str, code: str, text: str, record: str = "") -> ET.Element:
    """Build an answer that reports an error, under HTTP 200."""
    root = answer(name, echo)
    facts = {"Type": kind, "Code": code} | ({"RecordID": record} if record else {})
    ET.SubElement(ET.SubElement(root, "Errors"), "Error", facts).text = text
    return root


def retrieved(revisions: list[Revision], echo: str) -> ET.Element:
    """Build OTA_ResRetrieveRS."""
    root = success("OTA_ResRetrieveRS", echo)
    parent = ET.SubElement(root, "ReservationsList")
    for revision in revisions:
        reservation(parent, revision)
    return root


def pushed(revision: Revision, *, consent: dict[str, str] | None = None, smx: bool = False) -> ET.Element:
    """Build OTA_HotelResNotifRQ as SiteMinder posts it."""
    root = ET.Element(
        "OTA_HotelResNotifRQ",
        {
            "xmlns": OTA,
            "Version": "1.0",
            "EchoToken": f"echo-{revision.revision_id}",
            "TimeStamp": _stamp(revision),
        },
    )
    parent = ET.SubElement(root, "HotelReservations")
    reservation(parent, revision, consent=consent, smx=smx)
    return root


def _stamp(revision: Revision) -> str:
    return revision.at.isoformat(timespec="seconds")


def reservation(
    parent: ET.Element, r: Revision, *, consent: dict[str, str] | None = None, smx: bool = False
) -> None:
    """Append one HotelReservation."""
    words = SMX_STATUS if smx else STATUS
    element = ET.SubElement(parent, "HotelReservation", CreateDateTime=_stamp(r), ResStatus=words[r.kind])
    if r.kind != w.NEW:
        element.set("LastModifyDateTime", _stamp(r))
    if not smx:
        code, name = _COMPANIES[r.source]
        source = ET.SubElement(ET.SubElement(element, "POS"), "Source")
        channel = ET.SubElement(source, "BookingChannel", Primary="true", Type="7")
        ET.SubElement(channel, "CompanyName", Code=code).text = name
    ET.SubElement(element, "UniqueID", Type="14", ID=r.reservation_id)
    ET.SubElement(element, "UniqueID", Type="16", ID=r.revision_id, ID_Context="MESSAGE_UNIQUE_ID")
    if r.kind == w.CANCELLED:
        return
    _room_stay(ET.SubElement(ET.SubElement(element, "RoomStays"), "RoomStay"), r)
    if r.person is not None:
        _customer(element, r, r.person, consent or {})
    info = ET.SubElement(element, "ResGlobalInfo")
    text = f"{r.comment} Card 4111 1111 1111 1111".strip() if w.CARD_IN_COMMENT in r.flags else r.comment
    if text:
        comment = ET.SubElement(ET.SubElement(info, "Comments"), "Comment")
        ET.SubElement(comment, "Text").text = text
    ET.SubElement(info, "Total", AmountAfterTax=money(r.total_minor), CurrencyCode="EUR")


def money(minor: int) -> str:
    """Write cents as a decimal."""
    return f"{minor // 100}.{minor % 100:02d}"


def _room_stay(stay: ET.Element, r: Revision) -> None:
    ET.SubElement(ET.SubElement(stay, "RoomTypes"), "RoomType", RoomTypeCode=r.room.code)
    ET.SubElement(ET.SubElement(stay, "RatePlans"), "RatePlan", RatePlanCode="BAR")
    rates = ET.SubElement(stay, "RoomRates")
    for night in range(r.nights):
        day = (r.arrival + timedelta(days=night)).isoformat()
        rate = ET.SubElement(
            rates, "RoomRate", EffectiveDate=day, RoomTypeCode=r.room.code, RatePlanCode="BAR"
        )
        ET.SubElement(
            ET.SubElement(ET.SubElement(rate, "Rates"), "Rate"),
            "Total",
            AmountAfterTax=money(r.night_minor),
            CurrencyCode="EUR",
        )
    counts = ET.SubElement(stay, "GuestCounts")
    ET.SubElement(counts, "GuestCount", AgeQualifyingCode="10", Count=str(r.adults))
    for age in r.child_ages:
        ET.SubElement(counts, "GuestCount", AgeQualifyingCode="8", Age=str(age), Count="1")
    start = f"{r.arrival.year}-13-45" if w.MALFORMED in r.flags else r.arrival.isoformat()
    ET.SubElement(stay, "TimeSpan", Start=start, End=r.departure.isoformat())
    if w.CARD in r.flags:
        guarantee = ET.SubElement(ET.SubElement(stay, "Guarantee"), "GuaranteesAccepted")
        card = ET.SubElement(
            ET.SubElement(guarantee, "GuaranteeAccepted"), "PaymentCard", CardNumber=w.TEST_CARD
        )
        ET.SubElement(card, "CardHolderName").text = r.person.last_name if r.person else ""
    ET.SubElement(stay, "BasicPropertyInfo", HotelCode=r.hotel.code)


def _customer(element: ET.Element, r: Revision, person: Person, consent: dict[str, str]) -> None:
    guest = ET.SubElement(ET.SubElement(element, "ResGuests"), "ResGuest", PrimaryIndicator="true")
    profile = ET.SubElement(
        ET.SubElement(ET.SubElement(guest, "Profiles"), "ProfileInfo"), "Profile", consent
    )
    customer = ET.SubElement(profile, "Customer", Language=person.language)
    name = ET.SubElement(customer, "PersonName")
    ET.SubElement(name, "GivenName").text = person.first_name
    ET.SubElement(name, "Surname").text = person.last_name
    ET.SubElement(customer, "Telephone", PhoneNumber=person.phone)
    if r.email:
        ET.SubElement(customer, "Email").text = r.email
    address = ET.SubElement(customer, "Address")
    ET.SubElement(address, "CityName").text = person.city
    ET.SubElement(address, "CountryName", Code=person.country)
