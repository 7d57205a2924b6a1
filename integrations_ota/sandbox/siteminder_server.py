"""pmsXchange as SiteMinder serves it: undelivered reservations, confirmations, rates and availability."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

from integrations_ota.sandbox import siteminder_xml as xml
from integrations_ota.sandbox.faults import ACK, READ
from integrations_ota.sandbox.http import Request, Response, json_response, xml_response
from integrations_ota.sandbox.queues import SITEMINDER, SMX, queue
from integrations_ota.sandbox.state import PASSWORD, USERNAME, State
from integrations_ota.sandbox.world import HotelSpec

PATH: Final = "/siteminder"
REQUESTOR: Final = "BELLHOP"
PUSH_USERNAME: Final = "siteminder"
PUSH_PASSWORD: Final = "push-sandbox-secret"  # noqa: S105 - the sandbox's public password
LOWEST_PRICE: Final = 1000
_TAG: Final = f"{{{xml.OTA}}}"
_CALLS: Final = {"OTA_ReadRQ": READ, "OTA_NotifReportRQ": ACK}


def connection(base: str, hotel: HotelSpec) -> dict[str, Any]:
    """Describe a hotel as something to connect to."""
    return {
        "channel": SITEMINDER,
        "hotel": hotel.title,
        "remote_hotel_id": hotel.code,
        "base_url": base + PATH,
        "credentials": {
            "username": USERNAME,
            "password": PASSWORD,
            "requestor_id": REQUESTOR,
            "push_username": PUSH_USERNAME,
            "webhook_secret": PUSH_PASSWORD,
        },
    }


def smx_connection(base: str, hotel: HotelSpec) -> dict[str, Any]:
    """Describe a hotel whose PMS pushes by SMX."""
    return {
        "channel": SMX,
        "hotel": hotel.title,
        "remote_hotel_id": hotel.code,
        "base_url": base + "/smx",
        "credentials": {"push_username": PUSH_USERNAME, "webhook_secret": PUSH_PASSWORD},
    }


def control(state: State, request: Request) -> Response:
    """GET: the calendar we were told. POST `{"hotel", "number", "smx"?, "consent"?}`: a call SiteMinder would make."""
    if request.method == "GET":
        return json_response({"calendar": state.more.get("siteminder calendar", {})})
    asked = request.json()
    smx = bool(asked.get("smx"))
    revisions = queue(state, asked["hotel"], SMX if smx else SITEMINDER) or []
    payload = xml.pushed(revisions[asked["number"] % len(revisions)], consent=asked.get("consent"), smx=smx)
    body = xml.envelope(payload, username=PUSH_USERNAME, password=PUSH_PASSWORD)
    return json_response({"body": body.decode(), "total": len(revisions)})


def handle(state: State, request: Request) -> Response:
    """Answer one SOAP call."""
    action, response = _answer(state, request)
    state.note(request, response.status, action)
    return response


def _answer(state: State, request: Request) -> tuple[str, Response]:
    try:
        username, password, root = xml.opened(request.body)
    except (ET.ParseError, ValueError):
        return "", Response(500, xml.fault("e:Client", "no SOAP message"), "text/xml")
    action = root.tag.removeprefix(_TAG)
    struck = state.struck(SITEMINDER, _CALLS.get(action, ""))
    if struck is not None:
        return action, struck
    if (username, password) != (USERNAME, PASSWORD):
        return action, Response(500, xml.fault("s:FailedAuthentication", "Not authenticated"), "text/xml")
    handler = _HANDLERS.get(action)
    if handler is None:
        return action, Response(500, xml.fault("e:Client", f"unknown {action}"), "text/xml")
    return action, xml_response(xml.envelope(handler(state, root, root.get("EchoToken", ""))))


def _ping(state: State, root: ET.Element, echo: str) -> ET.Element:
    del state, root
    return xml.success("OTA_PingRS", echo)


def _read(state: State, root: ET.Element, echo: str) -> ET.Element:
    wanted = root.find(f"{_TAG}ReadRequests/{_TAG}HotelReadRequest")
    requestor = root.find(f"{_TAG}POS/{_TAG}Source/{_TAG}RequestorID")
    criteria = root.find(f".//{_TAG}SelectionCriteria")
    name = "OTA_ResRetrieveRS"
    if requestor is None or requestor.get("ID") != REQUESTOR or requestor.get("Type") != "22":
        return xml.errors(name, echo, kind="4", code="497", text="unknown requestor")
    if criteria is None or criteria.get("SelectionType") != "Undelivered":
        return xml.errors(name, echo, kind="10", code="321", text="SelectionType is required")
    waiting = queue(state, "" if wanted is None else wanted.get("HotelCode", ""), SITEMINDER)
    if waiting is None:
        return xml.errors(name, echo, kind="6", code="392", text="Invalid hotel code")
    chosen = [r for r in waiting if r.revision_id not in state.acknowledged]
    state.delivered |= {r.revision_id for r in chosen}
    return xml.retrieved(chosen, echo)


def _report(state: State, root: ET.Element, echo: str) -> ET.Element:
    name = "OTA_NotifReportRS"
    items = root.findall(
        f"{_TAG}NotifDetails/{_TAG}HotelNotifReport/{_TAG}HotelReservations/{_TAG}HotelReservation"
    )
    done = xml.success(name, echo)
    unknown = []
    for item in items:
        unique = item.find(f"{_TAG}UniqueID")
        right = unique is not None and (unique.get("Type"), unique.get("ID_Context")) == (
            "16",
            "MESSAGE_UNIQUE_ID",
        )
        number = unique.get("ID", "") if unique is not None and right else ""
        if number in state.delivered and item.get("ResStatus") in xml.STATUS.values():
            state.acknowledged.add(number)
        else:
            unknown.append(number)
    if unknown:
        warnings = ET.SubElement(done, "Warnings")
        for number in unknown:
            ET.SubElement(warnings, "Warning", Type="3", Code="450", RecordID=number).text = "unknown message"
    return done


def _availability(state: State, root: ET.Element, echo: str) -> ET.Element:
    messages = root.find(f"{_TAG}AvailStatusMessages")
    return _taken(state, messages, f"{_TAG}AvailStatusMessage", "OTA_HotelAvailNotifRS", echo)


def _rates(state: State, root: ET.Element, echo: str) -> ET.Element:
    messages = root.find(f"{_TAG}RateAmountMessages")
    return _taken(state, messages, f"{_TAG}RateAmountMessage", "OTA_HotelRateAmountNotifRS", echo)


def _taken(state: State, messages: ET.Element | None, tag: str, name: str, echo: str) -> ET.Element:
    """Write messages into the calendar; an unknown room refuses its message, a low price warns."""
    hotel = state.world.hotel("" if messages is None else messages.get("HotelCode", ""))
    if hotel is None or messages is None:
        return xml.errors(name, echo, kind="6", code="392", text="Invalid hotel code")
    rooms = {room.code for room in hotel.rooms}
    calendar = state.more.setdefault("siteminder calendar", {})
    warned = []
    for message in messages.findall(tag):
        control = message.find(f"{_TAG}StatusApplicationControl")
        record = message.get("LocatorID", "")
        if control is None or control.get("InvTypeCode") not in rooms:
            return xml.errors(name, echo, kind="12", code="402", text="Invalid room type", record=record)
        facts = _facts(message)
        if int(facts.get("price", LOWEST_PRICE)) < LOWEST_PRICE:
            warned.append(record)
        for day in _days(control.get("Start", ""), control.get("End", "")):
            key = " ".join(
                (hotel.code, control.get("InvTypeCode", ""), control.get("RatePlanCode", "-"), day)
            )
            calendar.setdefault(key, {}).update(facts)
    done = xml.success(name, echo)
    if warned:
        warnings = ET.SubElement(done, "Warnings")
        for record in warned:
            ET.SubElement(
                warnings, "Warning", Type="3", Code="783", RecordID=record
            ).text = "price is very low"
    return done


def _facts(message: ET.Element) -> dict[str, Any]:
    facts: dict[str, Any] = {}
    if message.get("BookingLimit") is not None:
        facts["available"] = int(message.get("BookingLimit", "0"))
    for length in message.iter(f"{_TAG}LengthOfStay"):
        facts[length.get("MinMaxMessageType", "")] = int(length.get("Time", "0"))
    status = message.find(f"{_TAG}RestrictionStatus")
    if status is not None:
        facts[f"closed {status.get('Restriction', '')}".strip()] = status.get("Status") == "Close"
    amount = message.find(f"{_TAG}Rates/{_TAG}Rate/{_TAG}BaseByGuestAmts/{_TAG}BaseByGuestAmt")
    if amount is not None:
        facts["price"] = round(float(amount.get("AmountAfterTax", "0")) * 100)
    return facts


def _days(start: str, end: str) -> list[str]:
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    return [(first + timedelta(days=n)).isoformat() for n in range((last - first).days + 1)]


_HANDLERS: Final[dict[str, Callable[[State, ET.Element, str], ET.Element]]] = {
    "OTA_PingRQ": _ping,
    "OTA_ReadRQ": _read,
    "OTA_NotifReportRQ": _report,
    "OTA_HotelAvailNotifRQ": _availability,
    "OTA_HotelRateAmountNotifRQ": _rates,
}
