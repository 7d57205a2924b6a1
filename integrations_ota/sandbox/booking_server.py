"""The part of Booking.com Connectivity that we use: tokens, two queues, receipts, recovery."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from dataclasses import dataclass, field
from typing import Any, Final

from integrations_ota.sandbox import booking_calendar
from integrations_ota.sandbox import booking_xml as xml
from integrations_ota.sandbox.direct import Offer, histories, newest_at_once, one_after_the_other
from integrations_ota.sandbox.faults import ACK, READ
from integrations_ota.sandbox.http import Request, Response, json_response, text_response
from integrations_ota.sandbox.state import PASSWORD, State
from integrations_ota.sandbox.world import BOOKING_COM, NEW

PREFIX: Final = "/booking_com"
CLIENT_ID: Final = "sandbox"
SOURCE: Final = "booking.com"
_TOKENS: Final = 30
_TAG: Final = f"{{{xml.OTA}}}"
_QUEUES: Final = {
    "/hotels/ota/OTA_HotelResNotif": ("OTA_HotelResNotif", "HotelReservations", "HotelReservation"),
    "/hotels/ota/OTA_HotelResModifyNotif": ("OTA_HotelResModifyNotif", "HotelResModifies", "HotelResModify"),
}
_TOKEN: Final = "/token-based-authentication/exchange"  # noqa: S105 - a path
_MISSED: Final = "/reservations-flow-control/missed-reservations"


@dataclass(slots=True)
class Desk:
    """Booking.com's own memory: receipts, tokens, what fell back to e-mail."""

    done: set[str] = field(default_factory=set)
    delivered: dict[str, Offer] = field(default_factory=dict)
    hurried: set[str] = field(default_factory=set)
    mailed: dict[str, str] = field(default_factory=dict)
    token: str = ""
    exchanges: int = 0
    calendars: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)


def desk_of(state: State) -> Desk:
    """Return the channel's memory since the last reset."""
    desk: Desk = state.desks.setdefault(BOOKING_COM, Desk())
    return desk


def handle(state: State, request: Request) -> Response:
    """Answer one request below `PREFIX`."""
    path = request.path.removeprefix(PREFIX)
    reservations = path in _QUEUES
    call = "" if not reservations else READ if request.method == "GET" else ACK
    response = state.struck(BOOKING_COM, call) or _answer(state, request, path)
    state.note(request, response.status)
    return response


def _answer(state: State, request: Request, path: str) -> Response:
    desk = desk_of(state)
    if path == _TOKEN and request.method == "POST":
        return _exchange(desk, request)
    if state.strikes("token_expired", BOOKING_COM):
        desk.token = ""
    if not desk.token or request.headers.get("authorization") != f"Bearer {desk.token}":
        return text_response("bad or expired token", 401)
    if path in _QUEUES:
        return (
            _get(state, desk, request, path) if request.method == "GET" else _post(state, desk, request, path)
        )
    if path in booking_calendar.PATHS and request.method == "POST":
        return booking_calendar.push(state, request, path, desk.calendars)
    if path == _MISSED:
        return _missed(state, desk)
    return text_response("not found", 404)


def _exchange(desk: Desk, request: Request) -> Response:
    if request.json() != {"client_id": CLIENT_ID, "client_secret": PASSWORD}:
        return json_response({"error": "invalid client"}, 401)
    desk.exchanges += 1
    if desk.exchanges > _TOKENS:
        return json_response({"error": "too many exchanges"}, 429)
    desk.token = f"jwt.sandbox.{desk.exchanges}"
    return json_response({"jwt": desk.token, "ruid": "sandbox"})


def offers(state: State, hotel: str) -> list[Offer] | None:
    """Return what waits at a hotel; every second booking changed before anybody fetched it."""
    desk = desk_of(state)
    known = histories(state.world, hotel, SOURCE)
    if known is None:
        return None
    found = []
    for number, history in known.items():
        early = int(number) % 2 == 0 or number in desk.hurried
        offer = (newest_at_once if early else one_after_the_other)(number, history, desk.done)
        if offer is not None:
            found.append(offer)
    return found


def _get(state: State, desk: Desk, request: Request, path: str) -> Response:
    name, container, item = _QUEUES[path]
    waiting = offers(state, request.query.get("hotel_ids", ""))
    if waiting is None:
        return text_response("no access to this property", 403)
    wanted = request.query.get("id")
    chosen = [
        offer
        for offer in waiting
        if (offer.kind == NEW) == (item == "HotelReservation")
        and (offer.number not in desk.mailed if wanted is None else offer.number == wanted)
    ]
    desk.delivered |= {offer.number: offer for offer in chosen}
    if not chosen and state.strikes("empty_body", BOOKING_COM):
        return Response(200, b"", "application/xml")
    return Response(200, xml.queue(f"{name}RQ", container, item, chosen), "application/xml")


def _post(state: State, desk: Desk, request: Request, path: str) -> Response:
    """Settle what was delivered, while it is still the newest version of its booking."""
    name, _, item = _QUEUES[path]
    try:
        root = ET.fromstring(request.body)  # noqa: S314 - loopback only, own clients
    except ET.ParseError:
        return text_response("the request is not well-formed XML", 400)
    if root.tag != f"{_TAG}{name}RS" or root.find(f"{_TAG}Success") is None:
        return Response(200, xml.errors(f"{name}RS", "321", "Success is missing"), "application/xml")
    numbers = [e.get("ResID_Value", "") for e in root.iter(f"{_TAG}HotelReservationID")]
    if state.strikes("newer_version", BOOKING_COM):
        desk.hurried |= set(numbers)
    hotels = [h.code for h in state.world.hotels]
    current = {o.number: o for code in hotels for o in offers(state, code) or []}
    for number in numbers:
        offer, sent = current.get(number), desk.delivered.get(number)
        if offer is None or offer != sent or (offer.kind == NEW) != (item == "HotelReservation"):
            return text_response("wrong type", 400)
    if state.strikes("ack_errors", BOOKING_COM):
        return Response(200, xml.errors(f"{name}RS", "450", "Unable to process"), "application/xml")
    for number in numbers:
        desk.done |= current[number].covers
        desk.mailed.pop(number, None)
    return Response(200, xml.success(f"{name}RS"), "application/xml")


def _missed(state: State, desk: Desk) -> Response:
    rows: list[dict[str, Any]] = []
    for hotel in state.world.hotels:
        for offer in offers(state, hotel.code) or []:
            if offer.number in desk.mailed:
                kind = "confirmation_to_hotel" if offer.kind == NEW else f"{offer.kind}_to_hotel"
                rows.append({"hotel_id": hotel.code, "reservation_id": offer.number, "reference_type": kind})
    return Response(200, json.dumps({"errors": [], "data": rows}).encode())


def expire(state: State) -> int:
    """Let everything that waits fall back to e-mail, as after 30 minutes; return how many did."""
    desk = desk_of(state)
    fallen = [o for h in state.world.hotels for o in offers(state, h.code) or []]
    desk.mailed |= {offer.number: offer.kind for offer in fallen}
    return len(fallen)
