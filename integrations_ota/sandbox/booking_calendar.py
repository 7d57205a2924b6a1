"""Booking.com's side of availability and rates: takes what is right, warns of what is not."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from integrations_ota.sandbox import booking_xml as xml
from integrations_ota.sandbox.http import Request, Response, text_response
from integrations_ota.sandbox.state import State

PLAN: Final = "201"
PATHS: Final = {
    "/hotels/ota/OTA_HotelAvailNotif": ("OTA_HotelAvailNotif", "AvailStatusMessage"),
    "/hotels/ota/OTA_HotelRateAmountNotif": ("OTA_HotelRateAmountNotif", "RateAmountMessage"),
}
_TAG: Final = f"{{{xml.OTA}}}"
_MOST_ROOMS: Final = 254
Days = dict[str, dict[str, Any]]


def push(state: State, request: Request, path: str, calendars: dict[str, Days]) -> Response:
    """Take one request: each message by itself, a warning for each that cannot be done."""
    name, item = PATHS[path]
    try:
        root = ET.fromstring(request.body)  # noqa: S314 - loopback only, own clients
    except ET.ParseError:
        return text_response("schema error", 400)
    parent = root.find(f"{_TAG}{item}s")
    hotel = None if parent is None else state.world.hotel(parent.get("HotelCode", ""))
    if parent is None or hotel is None or root.tag != f"{_TAG}{name}RQ":
        return Response(200, xml.errors(f"{name}RS", "392", "Invalid hotel code"), "application/xml")
    days = calendars.setdefault(hotel.code, {})
    rooms = {room.code for room in hotel.rooms}
    warnings = []
    for message in parent.iterfind(f"{_TAG}{item}"):
        why = _message(message, rooms, days, _PRICE if item == "RateAmountMessage" else _STATUS)
        if why:
            facts = {"Type": "3", "Code": "436", "Status": "NotProcessed", "ShortText": why}
            warnings.append({**facts, "RecordID": message.get("LocatorID", "")})
    return Response(200, xml.success(f"{name}RS", warnings), "application/xml")


def _message(
    message: ET.Element, rooms: set[str], days: Days, read: Callable[[ET.Element], dict[str, Any]]
) -> str:
    control = message.find(f"{_TAG}StatusApplicationControl")
    if control is None:
        return "no dates"
    room, plan = control.get("InvTypeCode", ""), control.get("RatePlanCode", "")
    if room not in rooms:
        return f"ROOM_ID_INVALID {room}"
    if plan not in {"", PLAN}:
        return f"RATE_ID_INVALID {plan}"
    first, last = (date.fromisoformat(control.get(name, "")) for name in ("Start", "End"))
    if last < first:
        return "FROM_DATE_SHOULD_BE_LESS_THAN_TO_DATE"
    said = read(message)
    for number in range((last - first).days + 1):
        day = (first + timedelta(days=number)).isoformat()
        days.setdefault(f"{room} {plan}".strip(), {}).setdefault(day, {}).update(said)
    return ""


def _status_of(message: ET.Element) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if message.get("BookingLimit"):
        said["available"] = min(int(message.get("BookingLimit", "0")), _MOST_ROOMS)
    for stay in message.iter(f"{_TAG}LengthOfStay"):
        said[stay.get("MinMaxMessageType", "")] = int(stay.get("Time", "0"))
    status = message.find(f"{_TAG}RestrictionStatus")
    if status is not None:
        said[status.get("Restriction", "Master")] = status.get("Status")
    return said


def _price_of(message: ET.Element) -> dict[str, Any]:
    amount = message.find(f".//{_TAG}BaseByGuestAmt")
    if amount is None:
        return {}
    return {"price": [amount.get(n) for n in ("AmountAfterTax", "DecimalPlaces", "CurrencyCode")]}


_STATUS: Final = _status_of
_PRICE: Final = _price_of
