"""An AlpineBits server: handshake, guest requests, receipts (HotelData 2018-10, 2020-10)."""

from __future__ import annotations

import base64
import json
import xml.etree.ElementTree as ET
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any, Final

from integrations_ota.sandbox import alpinebits_xml as xml
from integrations_ota.sandbox.alpinebits_rooms import free_rooms
from integrations_ota.sandbox.faults import ACK, AFTER_PUSH, PUSH, READ
from integrations_ota.sandbox.http import Request, Response, text_response, xml_response
from integrations_ota.sandbox.state import PASSWORD, USERNAME, State
from integrations_ota.sandbox.world import ALPINEBITS, CANCELLED, Revision

_SERVED: Final = {"2020-10", "2018-10"}
_ACTIONS: Final = {
    "action_OTA_Ping": (),
    "action_OTA_Read": (),
    "action_OTA_HotelInvCountNotif": ("accept_categories", "accept_deltas"),
    "action_OTA_HotelAvailNotif": ("accept_categories", "accept_deltas"),
}
_TAG: Final = f"{{{xml.OTA}}}"


def handle(state: State, request: Request) -> Response:
    """Answer one POST of a client."""
    form = request.form()
    action = form.get("action", b"").decode("utf-8", "replace").strip()
    response = _answer(state, request, action, form.get("request", b""))
    if _CALLS.get(action) == PUSH:
        response = state.struck(ALPINEBITS, AFTER_PUSH) or response
    state.note(request, response.status, action)
    return response


def _answer(state: State, request: Request, action: str, body: bytes) -> Response:
    struck = state.struck(ALPINEBITS, _CALLS.get(action, ""))
    if struck is not None:
        return struck
    expected = "Basic " + base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
    if request.headers.get("authorization") != expected:
        return text_response("ERROR: wrong user name or password", 401)
    if request.headers.get("x-alpinebits-clientprotocolversion") not in _SERVED:
        return text_response("ERROR: unknown or missing protocol version", 400)
    handler = _HANDLERS.get(action)
    if handler is None:
        return text_response("ERROR: unknown or missing action", 400)
    try:
        return handler(state, ET.fromstring(body))  # noqa: S314 - loopback only, own clients
    except ET.ParseError:
        return text_response("ERROR: the request is not well-formed XML", 400)


def _ping(state: State, root: ET.Element) -> Response:
    old = state.strikes("old_version", ALPINEBITS)
    served = {"2018-10"} if old else _SERVED
    whole = state.strikes("whole_only", ALPINEBITS)
    echo = root.findtext(f"{_TAG}EchoData", "")
    offered: dict[str, Any] = json.loads(echo)
    common = [
        {
            "version": entry["version"],
            "actions": [_common(a, whole=whole) for a in entry["actions"] if a["action"] in _ACTIONS],
        }
        for entry in offered["versions"]
        if entry["version"] in served
    ]
    return xml_response(xml.ping(echo, {"versions": common}))


def _common(action: dict[str, Any], *, whole: bool) -> dict[str, Any]:
    """Return what both sides support of an action; `whole` = no differences."""
    ours = {word for word in _ACTIONS[action["action"]] if not (whole and word == "accept_deltas")}
    name = action["action"].removeprefix("action_")
    common = [word for word in action.get("supports", ()) if word.removeprefix(name + "_") in ours]
    return {"action": action["action"], **({"supports": common} if common else {})}


def _read(state: State, root: ET.Element) -> Response:
    request = root.find(f"{_TAG}ReadRequests/{_TAG}HotelReadRequest")
    code = "" if request is None else request.get("HotelCode", "")
    queue = state.world.deliveries.get((code, ALPINEBITS))
    if queue is None:
        return xml_response(xml.errors("OTA_ResRetrieveRS", "7.000", "392", "Invalid hotel code"))
    criteria = root.find(f".//{_TAG}SelectionCriteria")
    start = None if criteria is None else criteria.get("Start")
    wanted = _since(queue, start) if start else _waiting(state, queue)
    state.delivered |= {r.revision_id for r in wanted}
    return xml_response(xml.reservations(wanted))


def _since(queue: list[Revision], start: str) -> list[Revision]:
    """Return everything from a moment on, acknowledged or not."""
    at = datetime.fromisoformat(start)
    at = at.replace(tzinfo=UTC) if at.tzinfo is None else at
    return [r for r in queue if r.at >= at]


def _waiting(state: State, queue: list[Revision]) -> list[Revision]:
    done = state.acknowledged | state.refused
    return [r for r in queue if r.revision_id not in done]


def _report(state: State, root: ET.Element) -> Response:
    """Close what the client names; only what it was sent before can be closed."""
    for element in root.iter(f"{_TAG}UniqueID"):
        cancelled = element.get("Type") == "15"
        found = _sent(state, element.get("ID", ""))
        state.acknowledged |= {r.revision_id for r in found if (r.kind == CANCELLED) == cancelled}
    for element in root.iter(f"{_TAG}Warning"):
        found = _sent(state, element.get("RecordID", ""))
        state.refused |= {r.revision_id for r in found} - state.acknowledged
    return xml_response(xml.receipt())


def _sent(state: State, reservation_id: str) -> list[Revision]:
    return [
        r
        for r in state.index.get(reservation_id, ())
        if r.channel == ALPINEBITS and r.revision_id in state.delivered
    ]


_HANDLERS: Final[dict[str, Callable[[State, ET.Element], Response]]] = {
    "OTA_Ping:Handshaking": _ping,
    "OTA_Read:GuestRequests": _read,
    "OTA_NotifReport:GuestRequests": _report,
    "OTA_HotelInvCountNotif:FreeRooms": free_rooms,
    "OTA_HotelAvailNotif:FreeRooms": free_rooms,
}
_CALLS: Final = {
    "OTA_Read:GuestRequests": READ,
    "OTA_NotifReport:GuestRequests": ACK,
    "OTA_HotelInvCountNotif:FreeRooms": PUSH,
    "OTA_HotelAvailNotif:FreeRooms": PUSH,
}
