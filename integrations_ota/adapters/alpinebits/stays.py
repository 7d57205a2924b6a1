"""RoomStay of AlpineBits: dates, windows, guest counts, totals."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from lxml import etree

from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.port import RoomStay
from integrations_ota.adapters.text import one_line, parse_day

_NIGHTS: Final = re.compile(r"P(\d{1,3})[ND]")
_ADULT_AGE: Final = 18
_MAX_PEOPLE: Final = 500


def attribute(element: etree._Element | None, name: str) -> str:
    """Return an attribute's trimmed text, '' where the element or attribute is absent."""
    return "" if element is None else element.get(name, "").strip()


def text_at(element: etree._Element, path: str) -> str:
    """Return the text at a path on one line, or ''."""
    return one_line(element.findtext(path))


def room_stay(element: etree._Element) -> RoomStay:
    """Read one RoomStay. Raises ValueError."""
    arrival, departure, earliest, latest = _dates(element.find("{*}TimeSpan"))
    adults, ages, children = _guests(element)
    amount = element.find("{*}Total")
    currency = attribute(amount, "CurrencyCode").upper()
    text = attribute(amount, "AmountAfterTax")
    return RoomStay(
        room_code=one_line(attribute(element.find("{*}RoomTypes/{*}RoomType"), "RoomTypeCode")),
        rate_code=one_line(attribute(element.find("{*}RatePlans/{*}RatePlan"), "RatePlanCode")),
        arrival=arrival,
        departure=departure,
        earliest_arrival=earliest,
        latest_arrival=latest,
        adults=adults,
        child_ages=ages,
        children=children,
        total_minor=minor_units(text, currency) if text and currency else None,
        currency=currency if text else "",
    )


def _dates(
    time_span: etree._Element | None,
) -> tuple[date | None, date | None, date | None, date | None]:
    if time_span is None:
        return None, None, None, None
    start, end = attribute(time_span, "Start"), attribute(time_span, "End")
    arrival = parse_day(start) if start else None
    departure = parse_day(end) if end else None
    nights = _NIGHTS.fullmatch(attribute(time_span, "Duration"))
    if arrival is not None and departure is None and nights:
        departure = arrival + timedelta(days=int(nights.group(1)))
    window = time_span.find("{*}StartDateWindow")
    if window is None:
        return arrival, departure, None, None
    earliest = parse_day(attribute(window, "EarliestDate"))
    latest = parse_day(attribute(window, "LatestDate"))
    return arrival, departure, earliest, latest


def _guests(element: etree._Element) -> tuple[int, tuple[int, ...], int]:
    """Count adults (no age, or 18 and over) and list the children's ages."""
    adults = 0
    ages: list[int] = []
    for entry in element.iterfind("{*}GuestCounts/{*}GuestCount"):
        count, age = int(entry.get("Count", "1")), entry.get("Age")
        if not 0 <= count <= _MAX_PEOPLE:
            message = f"{count} guests of one age are not plausible"
            raise ValueError(message)
        if age is None or int(age) >= _ADULT_AGE:
            adults += count
        else:
            ages += [int(age)] * count
    return adults, tuple(ages), len(ages)


def span(room_stays: tuple[RoomStay, ...]) -> tuple[date | None, date | None]:
    """Return the first arrival and last departure of all rooms."""
    arrivals = [r.arrival for r in room_stays if r.arrival]
    departures = [r.departure for r in room_stays if r.departure]
    return min(arrivals, default=None), max(departures, default=None)


def total(room_stays: tuple[RoomStay, ...]) -> tuple[int | None, str]:
    """Add up the rooms; None where one has no price or the currencies differ."""
    currencies = {r.currency for r in room_stays}
    amounts = [r.total_minor for r in room_stays if r.total_minor is not None]
    if len(currencies) != 1 or len(amounts) != len(room_stays):
        return None, ""
    return sum(amounts), currencies.pop()
