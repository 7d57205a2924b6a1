"""The requests of YCS5, built by the serializer: one envelope, told apart by its type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from lxml import etree

from integrations_ota.adapters.amounts import decimal_text
from integrations_ota.adapters.ari import AvailabilityChange, DateRange, RateChange

LIST: Final = "3"
DETAIL: Final = "4"
SET_ARI: Final = "10"
MAX_DETAILS: Final = 50


def _request(kind: str, at: datetime) -> tuple[etree._Element, etree._Element]:
    root = etree.Element("request", {"timestamp": str(int(at.timestamp())), "type": kind})
    return root, etree.SubElement(root, "criteria")


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def list_request(*, property_id: str, start: datetime, end: datetime, at: datetime) -> bytes:
    """Ask which bookings changed between two moments."""
    root, criteria = _request(LIST, at)
    criteria.set("from", start.isoformat(timespec="seconds"))
    criteria.set("to", end.isoformat(timespec="seconds"))
    etree.SubElement(criteria, "property", {"id": property_id})
    return _bytes(root)


def detail_request(*, property_id: str, booking_ids: Sequence[str], at: datetime) -> bytes:
    """Ask for at most `MAX_DETAILS` bookings of one property."""
    root, criteria = _request(DETAIL, at)
    criteria.set("property_id", property_id)
    for identifier in booking_ids:
        etree.SubElement(criteria, "booking", {"id": identifier})
    return _bytes(root)


def availability_request(changes: Sequence[AvailabilityChange], *, property_id: str, at: datetime) -> bytes:
    """Set how many rooms may be sold. Each update bears its number, which an error names again."""
    root, criteria = _request(SET_ARI, at)
    criteria.set("property_id", property_id)
    inventory = etree.SubElement(criteria, "inventory")
    for number, change in enumerate(changes, start=1):
        update = etree.SubElement(inventory, "update", {"id": str(number), "room_id": change.room_code})
        _span(update, change.span)
        etree.SubElement(update, "allotment").text = str(change.available)
    return _bytes(root)


def rates_request(changes: Sequence[RateChange], *, property_id: str, at: datetime) -> bytes:
    """Set prices and restrictions of rate plans."""
    root, criteria = _request(SET_ARI, at)
    criteria.set("property_id", property_id)
    rates = etree.SubElement(criteria, "rate")
    for number, change in enumerate(changes, start=1):
        facts = {"id": str(number), "room_id": change.room_code, "rateplan_id": change.rate_code}
        update = etree.SubElement(rates, "update", facts)
        _span(update, change.span)
        if change.price_minor is not None:
            prices = etree.SubElement(update, "prices", {"currency": change.currency})
            price = decimal_text(change.price_minor, change.currency)
            etree.SubElement(etree.SubElement(prices, "occupancy"), "full").text = price
        _restrictions(update, change)
    return _bytes(root)


def _span(update: etree._Element, span: DateRange) -> None:
    """Both ends count; a channel that asks for days of the week gets all of them."""
    days = {"from": span.first.isoformat(), "to": span.last.isoformat()}
    dates = etree.SubElement(update, "date_range", days)
    for day in range(1, 8):
        etree.SubElement(dates, "dow").text = str(day)


def _restrictions(update: etree._Element, change: RateChange) -> None:
    limits = change.restrictions
    restrictions = etree.SubElement(update, "restrictions")
    for name, closed in (
        ("closed", limits.closed),
        ("cta", limits.closed_to_arrival),
        ("ctd", limits.closed_to_departure),
    ):
        etree.SubElement(restrictions, name).text = "true" if closed else "false"
    for name, nights in (("min_los", limits.min_stay), ("max_los", limits.max_stay)):
        etree.SubElement(restrictions, name).text = str(nights)
