"""Free rooms of an AlpineBits server: a difference, or a complete set that replaces all."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from datetime import date
from typing import Final

from integrations_ota.sandbox import alpinebits_xml as xml
from integrations_ota.sandbox.calendar import span
from integrations_ota.sandbox.http import Response, xml_response
from integrations_ota.sandbox.state import State
from integrations_ota.sandbox.world import ALPINEBITS, HotelSpec

_TAG: Final = f"{{{xml.OTA}}}"
_VERSION: Final = "1.001"


def free_rooms(state: State, root: ET.Element) -> Response:
    """Take OTA_HotelInvCountNotifRQ or OTA_HotelAvailNotifRQ, all of it or nothing."""
    name = root.tag.removeprefix(_TAG).removesuffix("RQ") + "RS"
    parent = root.find(f"{_TAG}Inventories")
    parent = root.find(f"{_TAG}AvailStatusMessages") if parent is None else parent
    hotel = None if parent is None else state.world.hotel(parent.get("HotelCode", ""))
    if parent is None or hotel is None:
        return xml_response(xml.errors(name, _VERSION, "392", "Invalid hotel code"))
    try:
        days = _days(parent, hotel)
    except (ValueError, KeyError) as error:
        return xml_response(xml.errors(name, _VERSION, "404", f"Invalid free rooms: {error}"))
    kept = state.calendar(hotel.code, ALPINEBITS)
    unique = root.find(f"{_TAG}UniqueID")
    if unique is not None and unique.get("Instance") == "CompleteSet":
        kept.rooms.clear()
    kept.rooms |= days
    kept.pushes += 1
    return xml_response(xml.success(name, _VERSION))


def _days(parent: ET.Element, hotel: HotelSpec) -> dict[tuple[str, date], int]:
    known = {room.code for room in hotel.rooms}
    days: dict[tuple[str, date], int] = {}
    for element in parent:
        control = element.find(f"{_TAG}StatusApplicationControl")
        if control is None:
            continue
        code = control.attrib["InvTypeCode"]
        if code not in known:
            message = f"room type {code} is unknown"
            raise ValueError(message)
        counts = [int(each.attrib["Count"]) for each in element.iter(f"{_TAG}InvCount")]
        free = sum(counts) if counts else int(element.get("BookingLimit", "0"))
        for day in span(control.attrib["Start"], control.attrib["End"]):
            if (code, day) in days:
                message = f"{code} on {day} is named twice"
                raise ValueError(message)
            days[code, day] = free
    return days
