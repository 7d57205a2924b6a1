"""Expedia's EQC: booking retrieval and confirmation, products."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Final

from integrations_ota.sandbox import expedia_calendar
from integrations_ota.sandbox import expedia_xml as xml
from integrations_ota.sandbox.direct import Offer, histories, newest_at_once, one_after_the_other
from integrations_ota.sandbox.faults import ACK, READ
from integrations_ota.sandbox.http import Request, Response, text_response, xml_response
from integrations_ota.sandbox.state import PASSWORD, USERNAME, State
from integrations_ota.sandbox.world import EXPEDIA, NEW, HotelSpec

PREFIX: Final = "/expedia/eqc"
SOURCE: Final = "expedia"
PAGE: Final = 125
_MOST_NUMBERS: Final = 10
_LONGEST_NUMBER: Final = 50
_CALLS: Final = {"/br": READ, "/bc": ACK}
_ANSWERS: Final = {
    "/br": ("BR/2014/01", "BookingRetrievalRS"),
    "/bc": ("BC/2007/08", "BookingConfirmRS"),
    "/ar": ("AR/2007/02", "AvailRateUpdateRS"),
    "/parr": ("PAR/2013/07", "ProductAvailRateRetrievalRS"),
}


@dataclass(slots=True)
class Desk:
    """Expedia's own memory: confirmations and their numbers, what was fetched, what fell back to mail."""

    done: set[str] = field(default_factory=set)
    retrieved: dict[str, Offer] = field(default_factory=dict)
    hurried: set[str] = field(default_factory=set)
    mailed: set[str] = field(default_factory=set)
    numbers: dict[str, str] = field(default_factory=dict)
    calendars: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)


def desk_of(state: State) -> Desk:
    """Return the channel's memory since the last reset."""
    desk: Desk = state.desks.setdefault(EXPEDIA, Desk())
    return desk


def handle(state: State, request: Request) -> Response:
    """Answer one request below `PREFIX`."""
    path = request.path.removeprefix(PREFIX)
    response = state.struck(EXPEDIA, _CALLS.get(path, "")) or _answer(state, request, path)
    state.note(request, response.status)
    return response


def _answer(state: State, request: Request, path: str) -> Response:
    if path not in _ANSWERS or request.method != "POST":
        return text_response("not found", 404)
    try:
        root = ET.fromstring(request.body)  # noqa: S314 - loopback only, own clients
    except ET.ParseError:
        return _error(path, 2001, "Parser error")
    who = root.find("{*}Authentication")
    if who is None or (who.get("username"), who.get("password")) != (USERNAME, PASSWORD):
        return _error(path, 1001, "Authentication failed")
    asked = root.find("{*}Hotel")
    hotel = state.world.hotel("" if asked is None else asked.get("id", ""))
    if hotel is None:
        return _error(path, 1003, "Not allowed to manage this hotel")
    if state.strikes("eqc_busy", EXPEDIA):
        return _error(path, 4000, "Internal system error, try again")
    if path == "/ar":
        return expedia_calendar.push(hotel, root, len(request.body), _calendar(state, hotel))
    return _HANDLERS[path](state, hotel, root)


def _calendar(state: State, hotel: HotelSpec) -> dict[str, Any]:
    return desk_of(state).calendars.setdefault(hotel.code, {})


def _error(path: str, code: int, text: str) -> Response:
    family, name = _ANSWERS[path]
    return xml_response(xml.error(family, name, code, text))


def offers(state: State, hotel: HotelSpec) -> dict[str, Offer]:
    """Return what is not confirmed: of each booking one version only."""
    desk = desk_of(state)
    found = {}
    for number, history in (histories(state.world, hotel.code, SOURCE) or {}).items():
        choose = newest_at_once if number in desk.hurried else one_after_the_other
        offer = choose(number, history, desk.done)
        if offer is not None and number not in desk.mailed:
            found[number] = offer
    return found


def _retrieve(state: State, hotel: HotelSpec, root: ET.Element) -> Response:
    wanted = {e.get("value") for e in root.iterfind("{*}ParamSet/{*}Status")} or {"pending"}
    if wanted == {"confirmed"} and root.find("{*}ParamSet/{*}NbDaysInPast") is None:
        return _error("/br", 3204, "NbDaysInPast is missing")
    desk = desk_of(state)
    before = set(desk.retrieved)
    chosen = [
        offer
        for number, offer in offers(state, hotel).items()
        if ("retrieved" if number in before else "pending") in wanted
    ][:PAGE]
    desk.retrieved |= {offer.number: offer for offer in chosen}
    return xml_response(xml.bookings(chosen, before))


def _confirm(state: State, hotel: HotelSpec, root: ET.Element) -> Response:
    items = root.findall("{*}BookingConfirmNumbers/{*}BookingConfirmNumber")
    if len(items) > _MOST_NUMBERS:
        return _error("/bc", 3301, "More than ten confirmation numbers")
    if state.strikes("newer_version", EXPEDIA):
        desk_of(state).hurried |= {item.get("bookingID", "") for item in items}
    warnings = []
    for item in items:
        code, text = _settle(state, hotel, item)
        if code:
            facts = {n: item.get(n, "") for n in ("bookingID", "bookingType", "confirmNumber")}
            warnings.append(({"code": str(code), **facts}, text))
    return xml_response(xml.success("BC/2007/08", "BookingConfirmRS", warnings))


def _settle(state: State, hotel: HotelSpec, item: ET.Element) -> tuple[int, str]:
    """Confirm one version, or say why not."""
    desk, number = desk_of(state), item.get("bookingID", "")
    offer, sent = offers(state, hotel).get(number), desk.retrieved.get(number)
    if offer is None or sent is None:
        return 10100, "This booking does not wait for a confirmation"
    kind = "Book" if sent.kind == NEW else {"modified": "Modify", "cancelled": "Cancel"}[sent.kind]
    if item.get("bookingType") != kind:
        return 10080, "The type does not match the booking"
    if offer != sent:
        return 10102, "A newer version of this booking waits"
    ours = item.get("confirmNumber", "")
    if not 0 < len(ours) <= _LONGEST_NUMBER or desk.numbers.setdefault(number, ours) != ours:
        return 10081, "The confirmation number does not match"
    if state.strikes("ack_partly", EXPEDIA):
        return 10101, "The confirmation cannot be processed"
    desk.done |= offer.covers
    return 0, ""


def _products(state: State, hotel: HotelSpec, root: ET.Element) -> Response:
    if root.find("{*}ParamSet/{*}AvailRateRetrieval") is not None:
        return expedia_calendar.show(root, _calendar(state, hotel))
    return xml_response(xml.products(hotel))


def expire(state: State) -> int:
    """Let everything that waits fall back to e-mail; it cannot be fetched any more."""
    fallen = [number for hotel in state.world.hotels for number in offers(state, hotel)]
    desk_of(state).mailed |= set(fallen)
    return len(fallen)


_HANDLERS: Final[dict[str, Callable[[State, HotelSpec, ET.Element], Response]]] = {
    "/br": _retrieve,
    "/bc": _confirm,
    "/parr": _products,
}
