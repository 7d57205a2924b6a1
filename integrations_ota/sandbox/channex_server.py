"""The part of the Channex API that bookings and the calendar need, served from the sandbox's world."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta
from typing import Any, Final

from integrations_ota.sandbox import channex_calendar
from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.channex_calendar import rate_plan_id, room_type_id
from integrations_ota.sandbox.faults import ACK, AFTER_PUSH, PUSH, READ
from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.state import API_KEY, State
from integrations_ota.sandbox.world import CHANNEX, HotelSpec, Person, Revision

PREFIX: Final = "/channex/api/v1"
_ACK: Final = re.compile(r"/booking_revisions/([^/]+)/ack")
_BOOKING: Final = re.compile(r"/bookings/([^/]+)")
_PROPERTY: Final = re.compile(r"/properties/([^/]+)")
_CALENDAR: Final = ("/availability", "/restrictions")
_OTA_NAMES: Final = {
    "booking.com": "Booking.com",
    "expedia": "Expedia",
    "airbnb": "Airbnb",
    "booking engine": "Booking Engine",
}
_MAX_PAGE: Final = 100


def handle(state: State, request: Request) -> Response:
    """Answer one request below `PREFIX`."""
    path = request.path.removeprefix(PREFIX)
    call = _call(request, path)
    response = state.struck(CHANNEX, call) or _answer(state, request, path)
    if call == PUSH:
        response = state.struck(CHANNEX, AFTER_PUSH) or response
    state.note(request, response.status)
    return response


def _call(request: Request, path: str) -> str:
    if path in _CALENDAR:
        return PUSH if request.method == "POST" else ""
    return ACK if _ACK.fullmatch(path) else READ if path == "/booking_revisions/feed" else ""


def _answer(state: State, request: Request, path: str) -> Response:
    if request.headers.get("user-api-key") != API_KEY:
        return _error(401, "unauthorized", "Unauthorized")
    if path in _CALENDAR:
        answer = channex_calendar.push if request.method == "POST" else channex_calendar.show
        return answer(state, request, path.removeprefix("/"))
    if request.method == "POST" and (ack := _ACK.fullmatch(path)):
        return _acknowledge(state, ack.group(1))
    if request.method != "GET":
        return _error(405, "method_not_allowed", "Method Not Allowed")
    return _read(state, request, path)


def _read(state: State, request: Request, path: str) -> Response:
    if path == "/booking_revisions/feed":
        return _feed(state, request)
    if path in {"/properties", "/room_types", "/rate_plans"}:
        return _collection(state, request, path)
    if found := _PROPERTY.fullmatch(path):
        hotel = state.world.hotel(found.group(1))
        return json_response({"data": _property(hotel)}) if hotel else _not_found()
    if found := _BOOKING.fullmatch(path):
        return _booking(state, found.group(1))
    return _not_found()


def _error(status: int, code: str, title: str) -> Response:
    return json_response({"errors": {"code": code, "title": title, "details": {}}}, status)


def _not_found() -> Response:
    return _error(404, "resource_not_found", "Resource Not Found")


def _page(request: Request, items: list[Any]) -> tuple[list[Any], dict[str, int]]:
    page = max(int(request.query.get("pagination[page]", "1")), 1)
    limit = min(max(int(request.query.get("pagination[limit]", "10")), 1), _MAX_PAGE)
    chosen = items[(page - 1) * limit : page * limit]
    return chosen, {"page": page, "limit": limit, "total": len(items)}


def _collection(state: State, request: Request, path: str) -> Response:
    wanted = request.query.get("filter[property_id]")
    hotels = [h for h in state.world.hotels if wanted in {None, h.code}]
    if path == "/properties":
        items = [_property(h) for h in hotels]
    elif path == "/rate_plans":
        items = [plan for h in hotels for plan in channex_calendar.rate_plans(h)]
    else:
        items = [_room_type(h, room) for h in hotels for room in h.rooms]
    chosen, meta = _page(request, items)
    return json_response({"data": chosen, "meta": meta})


def _property(hotel: HotelSpec) -> dict[str, Any]:
    attributes = {"id": hotel.code, "title": hotel.title, "currency": "EUR", "is_active": True}
    return {"type": "property", "id": hotel.code, "attributes": attributes}


def _room_type(hotel: HotelSpec, room: w.Room) -> dict[str, Any]:
    identifier = room_type_id(hotel, room)
    attributes = {"id": identifier, "title": room.name, "property_id": hotel.code}
    return {"type": "room_type", "id": identifier, "attributes": attributes}


def _feed(state: State, request: Request) -> Response:
    queue = state.world.deliveries.get((request.query.get("filter[property_id]", ""), CHANNEX))
    if queue is None:
        return _not_found()
    # A webhook may be quicker than the feed it speaks of.
    late = state.strikes("feed_lags", CHANNEX)
    waiting = [] if late else [r for r in queue if r.revision_id not in state.acknowledged]
    chosen, meta = _page(request, waiting)
    state.delivered |= {r.revision_id for r in chosen}
    return json_response({"data": [_revision(r) for r in chosen], "meta": meta})


def _acknowledge(state: State, revision_id: str) -> Response:
    if revision_id not in state.delivered:
        return _not_found()
    state.acknowledged.add(revision_id)
    return json_response({"meta": {"message": "Success"}})


def _booking(state: State, booking_id: str) -> Response:
    found = [r for r in state.index.get(booking_id, ()) if r.channel == CHANNEX]
    if not found:
        return _not_found()
    newest = max(found, key=lambda r: r.order)
    return json_response({"data": {**_revision(newest), "type": "booking", "id": booking_id}})


def _money(minor: int) -> str:
    return f"{minor // 100}.{minor % 100:02d}"


def _revision(r: Revision) -> dict[str, Any]:
    arrival = "31/31/2026" if w.MALFORMED in r.flags else r.arrival.isoformat()
    notes = r.comment
    if w.CARD_IN_COMMENT in r.flags:
        notes = f"{notes} Please charge 4111-1111-1111-1111.".strip()
    attributes = {
        "id": r.revision_id,
        "booking_id": r.reservation_id,
        "unique_id": r.ota_code,
        "system_id": str(uuid.uuid5(uuid.NAMESPACE_URL, r.revision_id)),
        "ota_name": _OTA_NAMES[r.source],
        "ota_reservation_code": r.ota_code.partition("-")[2],
        "status": r.kind,
        "property_id": r.hotel.code,
        "arrival_date": arrival,
        "departure_date": r.departure.isoformat(),
        "arrival_hour": None,
        "currency": "EUR",
        "amount": _money(r.total_minor),
        "ota_commission": _money(r.total_minor * 15 // 100),
        "payment_collect": "property",
        "payment_type": "credit_card",
        "inserted_at": r.at.replace(tzinfo=None).isoformat(timespec="microseconds"),
        "customer": _customer(r, r.person),
        "occupancy": {"adults": r.adults, "children": len(r.child_ages), "infants": 0},
        "guarantee": _guarantee(r),
        "notes": notes or None,
        "rooms": [_room(r)],
    }
    return {"type": "booking_revision", "id": r.revision_id, "attributes": attributes}


def _customer(r: Revision, person: Person | None) -> dict[str, Any] | None:
    if person is None:
        return None
    hidden = r.source != "booking engine"
    return {
        "name": person.first_name,
        "surname": person.last_name,
        "mail": r.email or None,
        "phone": person.phone,
        "country": person.country,
        "language": person.language,
        "city": None if hidden else person.city,
        "zip": None if hidden else person.postal_code,
        "address": None,
    }


def _guarantee(r: Revision) -> dict[str, Any] | None:
    if w.CARD not in r.flags:
        return None
    holder = r.person.last_name if r.person else ""
    return {
        "card_number": w.TEST_CARD,
        "card_type": "visa",
        "cardholder_name": holder,
        "cvv": "737",
        "expiration_date": "12/2031",
    }


def _room(r: Revision) -> dict[str, Any]:
    days = {(r.arrival + timedelta(days=n)).isoformat(): _money(r.night_minor) for n in range(r.nights)}
    unknown = w.UNKNOWN_ROOM in r.flags
    return {
        "room_type_id": None if unknown else room_type_id(r.hotel, r.room),
        "rate_plan_id": None if unknown else rate_plan_id(r.hotel, r.room, "BAR"),
        "checkin_date": r.arrival.isoformat(),
        "checkout_date": r.departure.isoformat(),
        "amount": _money(r.nights * r.night_minor),
        "days": days,
        "occupancy": {"adults": r.adults, "children": len(r.child_ages), "infants": 0},
        "guests": [],
        "services": [],
        "taxes": [],
    }
