"""Expedia's side of availability and rates (AR), and the calendar read back (PAR)."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date, timedelta
from typing import Any, Final

from integrations_ota.sandbox import expedia_xml as xml
from integrations_ota.sandbox.http import Response, xml_response
from integrations_ota.sandbox.world import HotelSpec, Room

_FAMILY: Final = "AR/2007/02"
_NAME: Final = "AvailRateUpdateRS"
_MOST_UPDATES: Final = 5000
_MOST_BYTES: Final = 100_000
_CHEAPEST: Final = 1000
Days = dict[str, dict[str, Any]]


def push(hotel: HotelSpec, root: ET.Element, size: int, days: Days) -> Response:
    """Take a message as a whole or not at all; a price out of its threshold is only warned of."""
    updates = root.findall("{*}AvailRateUpdate")
    if size > _MOST_BYTES:
        return _error(3405, "The message is too large")
    if len(updates) > _MOST_UPDATES:
        return _error(3107, "Too many updates in one message")
    rooms = {xml.room_id(hotel, room): room for room in hotel.rooms}
    warnings: list[tuple[dict[str, str], str]] = []
    wanted: list[tuple[str, str, dict[str, Any]]] = []
    for update in updates:
        why = _read(update, rooms, wanted, warnings)
        if why:
            return why
    for code, day, said in wanted:
        days.setdefault(code, {}).setdefault(day, {}).update(said)
    return xml_response(xml.success(_FAMILY, _NAME, warnings))


def _error(code: int, text: str) -> Response:
    return xml_response(xml.error(_FAMILY, _NAME, code, text))


def _read(
    update: ET.Element,
    rooms: dict[str, Room],
    wanted: list[tuple[str, str, dict[str, Any]]],
    warnings: list[tuple[dict[str, str], str]],
) -> Response | None:
    span, room = update.find("{*}DateRange"), update.find("{*}RoomType")
    if span is None or room is None:
        return _error(2010, "DateRange or RoomType is missing")
    code = room.get("id", "")
    if code not in rooms:
        return _error(3203, f"Room Type ID {code} is not valid for this hotel")
    first, last = date.fromisoformat(span.get("from", "")), date.fromisoformat(span.get("to", ""))
    dates = [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]
    inventory = room.find("{*}Inventory")
    if inventory is not None:
        total = int(inventory.get("totalInventoryAvailable", "0"))
        wanted.extend((code, day, {"available": total}) for day in dates)
    for plan in room.iterfind("{*}RatePlan"):
        said = _plan(plan)
        if "price" in said and int(said["price"].replace(".", "")) < _CHEAPEST:
            text = f"[Room Type ID {code}; Rate Plan ID {plan.get('id')}] rate is out of threshold"
            warnings.append(({"code": "7013"}, text))
            said.pop("price")
        wanted.extend((f"{code} {plan.get('id')}", day, said) for day in dates)
    return None


def _plan(plan: ET.Element) -> dict[str, Any]:
    said: dict[str, Any] = {"closed": plan.get("closed")}
    price, rules = plan.find("{*}Rate/{*}PerDay"), plan.find("{*}Restrictions")
    rate = plan.find("{*}Rate")
    if price is not None and rate is not None:
        said |= {"price": price.get("rate", ""), "currency": rate.get("currency", "")}
    return said | ({} if rules is None else dict(rules.attrib))


def show(root: ET.Element, days: Days) -> Response:
    """Answer what stands in the calendar for a range of days."""
    asked = root.find("{*}ParamSet/{*}AvailRateRetrieval")
    first, last = ("", "") if asked is None else (asked.get("from", ""), asked.get("to", ""))
    answer = ET.Element("ProductAvailRateRetrievalRS", xmlns=f"{xml.BASE}/PAR/2013/07")
    parent = ET.SubElement(answer, "AvailRateList")
    for code, said in sorted((c, s) for c, by_day in days.items() for s in by_day.items()):
        if first <= said[0] <= last:
            _entry(ET.SubElement(parent, "AvailRate", date=said[0]), code, said[1])
    return xml_response(xml.render(answer))


def _entry(parent: ET.Element, code: str, said: dict[str, Any]) -> None:
    room, _, plan = code.partition(" ")
    element = ET.SubElement(parent, "RoomType", id=room, closed="false")
    if not plan:
        ET.SubElement(element, "Inventory", totalInventoryAvailable=str(said["available"]))
        return
    rate_plan = ET.SubElement(element, "RatePlan", id=plan, closed=said["closed"])
    if "price" in said:
        rate = ET.SubElement(rate_plan, "Rate", currency=said["currency"])
        ET.SubElement(rate, "PerDay", rate=said["price"])
    names = ("minLOS", "maxLOS", "closedToArrival", "closedToDeparture")
    ET.SubElement(rate_plan, "Restrictions", {name: said[name] for name in names if name in said})
