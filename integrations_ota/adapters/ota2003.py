"""OpenTravel 2003B documents, which several channels speak, each in a dialect of its own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Final, cast

from lxml import etree

from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.port import StayGuest
from integrations_ota.adapters.text import (
    comment,
    country_code,
    language_code,
    one_line,
    parse_birth_date,
    parse_day,
)

NAMESPACE: Final = "http://www.opentravel.org/OTA/2003/05"

_ADULT_AGE: Final = 18
_CHILD_CODES: Final = frozenset({"7", "8"})  # OTA AQC: infant, child; 10 is an adult
_MAX_PEOPLE: Final = 500
_MAX_PLACES: Final = 6
_FAX: Final = "3"


def document(name: str, *, version: str, **attributes: str) -> etree._Element:
    """Begin a document of the OpenTravel namespace."""
    # lxml takes None for the default namespace; its stubs do not know.
    names = cast("dict[str, str]", {None: NAMESPACE})
    return etree.Element(f"{{{NAMESPACE}}}{name}", {**attributes, "Version": version}, nsmap=names)


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Append an element of the OpenTravel namespace."""
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def to_bytes(root: etree._Element) -> bytes:
    """Serialise a document as UTF-8."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def canonical(element: etree._Element) -> str:
    """Write an element in canonical form, so that the same content has the same text."""
    element.tail = None
    return etree.tostring(element, method="c14n", exclusive=True).decode()


def local_name(element: etree._Element) -> str:
    """Return an element's name without its namespace."""
    return str(etree.QName(element).localname)


def attribute(element: etree._Element | None, name: str) -> str:
    """Return an attribute's trimmed text, '' where the element or attribute is absent."""
    return "" if element is None else element.get(name, "").strip()


def text_at(element: etree._Element, path: str) -> str:
    """Return the text at a path on one line, or ''."""
    return one_line(element.findtext(path))


def amount_minor(element: etree._Element | None, name: str) -> int | None:
    """Read a money attribute as minor units of its `CurrencyCode`; None where it is absent.

    With `DecimalPlaces` the number counts the smallest unit (10000 with 2 places = 100.00), without
    it the number is a decimal. Raises ValueError.
    """
    text, currency = attribute(element, name), attribute(element, "CurrencyCode").upper()
    if not text or not currency:
        return None
    places = attribute(element, "DecimalPlaces")
    if not places:
        return minor_units(text, currency)
    if not places.isdigit() or int(places) > _MAX_PLACES:
        message = f"{places[:20]!r} is not a number of decimal places"
        raise ValueError(message)
    try:
        return minor_units(str(Decimal(text).scaleb(-int(places))), currency)
    except ArithmeticError as error:
        message = f"{text[:40]!r} is not an amount"
        raise ValueError(message) from error


def total_minor(element: etree._Element | None) -> int | None:
    """Read `Total`: what the guest pays after tax where it is said, else before tax."""
    after = amount_minor(element, "AmountAfterTax")
    return amount_minor(element, "AmountBeforeTax") if after is None else after


def guest_counts(element: etree._Element) -> tuple[int, tuple[int, ...], int]:
    """Return adults, the children's ages, and how many children there are. Raises ValueError."""
    adults = children = 0
    ages: list[int] = []
    for entry in element.iterfind("{*}GuestCounts/{*}GuestCount"):
        count, age = int(entry.get("Count", "1")), entry.get("Age")
        if not 0 <= count <= _MAX_PEOPLE:
            message = f"{count} guests of one age are not plausible"
            raise ValueError(message)
        years = None if age is None else int(age)
        young = years is not None and years < _ADULT_AGE
        if young or (years is None and entry.get("AgeQualifyingCode") in _CHILD_CODES):
            children += count
            ages += [years] * count if years is not None else []
        else:
            adults += count
    return adults, tuple(ages), children


def nights(room_stay: etree._Element) -> dict[date, int | None]:
    """Return each night of a room with its price, from one `RoomRate` a night. Raises ValueError."""
    found: dict[date, int | None] = {}
    for rate in room_stay.iterfind("{*}RoomRates/{*}RoomRate"):
        if attribute(rate, "EffectiveDate"):
            day = parse_day(attribute(rate, "EffectiveDate"))
            found[day] = total_minor(rate.find("{*}Rates/{*}Rate/{*}Total"))
    return found


def span(room_stay: etree._Element) -> tuple[date | None, date | None]:
    """Return arrival and departure: by the nights, else by `TimeSpan`. Raises ValueError."""
    days = nights(room_stay)
    if days:
        return min(days), max(days) + timedelta(days=1)
    time_span = room_stay.find("{*}TimeSpan")
    start, end = attribute(time_span, "Start"), attribute(time_span, "End")
    return parse_day(start) if start else None, parse_day(end) if end else None


def guest_of(customer: etree._Element | None) -> StayGuest | None:
    """Read a Customer; None where it names nobody."""
    if customer is None:
        return None
    guest = StayGuest(
        first_name=text_at(customer, "{*}PersonName/{*}GivenName"),
        last_name=text_at(customer, "{*}PersonName/{*}Surname"),
        title=text_at(customer, "{*}PersonName/{*}NameTitle"),
        email=one_line(customer.findtext("{*}Email"), 320),
        phone=_phone(customer),
        language=language_code(customer.get("Language")),
        country=country_code(attribute(customer.find("{*}Address/{*}CountryName"), "Code")),
        gender="",
        birth_date=parse_birth_date(customer.get("BirthDate")),
        street=text_at(customer, "{*}Address/{*}AddressLine"),
        postal_code=text_at(customer, "{*}Address/{*}PostalCode"),
        city=text_at(customer, "{*}Address/{*}CityName"),
    )
    return guest if guest.first_name or guest.last_name or guest.email else None


def _phone(customer: etree._Element) -> str:
    for entry in customer.iterfind("{*}Telephone"):
        parts = [entry.get(name, "") for name in ("CountryAccessCode", "AreaCityCode", "PhoneNumber")]
        if entry.get("PhoneTechType") != _FAX and parts[2].strip():
            prefix = "+" if parts[0].strip().isdigit() else ""
            return one_line(prefix + "".join(part.strip() for part in parts), 40)
    return ""


def comments_of(info: etree._Element | None) -> tuple[str, ...]:
    """Return the guest's comments and special requests of a ResGlobalInfo or RoomStay."""
    if info is None:
        return ()
    paths = ("{*}Comments/{*}Comment/{*}Text", "{*}SpecialRequests/{*}SpecialRequest/{*}Text")
    found = (comment(e.text) for path in paths for e in info.iterfind(path))
    return tuple(text for text in found if text)
