"""Channex' availability and restrictions: taken, checked value by value, and read back."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from integrations_ota.sandbox import calendar
from integrations_ota.sandbox.calendar import Calendar
from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.state import State
from integrations_ota.sandbox.world import CHANNEX, HotelSpec, Room

CALLS_A_MINUTE: Final = 10
LOWEST_RATE: Final = 1000
PLANS: Final = {"BAR": "Bester Preis", "NRF": "Nicht stornierbar"}
_RULES: Final = ("stop_sell", "closed_to_arrival", "closed_to_departure", "min_stay_arrival", "max_stay")


def room_type_id(hotel: HotelSpec, room: Room) -> str:
    """Return the stable id of a room type."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox:{hotel.code}:{room.code}"))


def rate_plan_id(hotel: HotelSpec, room: Room, plan: str) -> str:
    """Return the stable id of a rate plan, which belongs to one room type."""
    return str(uuid.uuid5(uuid.NAMESPACE_URL, f"sandbox:{hotel.code}:{room.code}:{plan}"))


def rate_plans(hotel: HotelSpec) -> list[dict[str, Any]]:
    """List the rate plans of a hotel as the API shows them."""
    return [_rate_plan(hotel, room, plan) for room in hotel.rooms for plan in PLANS]


def _rate_plan(hotel: HotelSpec, room: Room, plan: str) -> dict[str, Any]:
    identifier = rate_plan_id(hotel, room, plan)
    title = f"{room.name}, {PLANS[plan]}"
    room_type = {"data": {"id": room_type_id(hotel, room), "type": "room_type"}}
    return {
        "type": "rate_plan",
        "id": identifier,
        "attributes": {"id": identifier, "title": title, "currency": "EUR", "sell_mode": "per_room"},
        "relationships": {"room_type": room_type},
    }


def push(state: State, request: Request, kind: str) -> Response:
    """Take `POST /availability` or `/restrictions`; what is wrong with a value is a warning."""
    values = request.json().get("values")
    if not isinstance(values, list) or not values:
        return _invalid("values", "can't be blank")
    hotel = state.world.hotel(str(values[0].get("property_id")))
    if hotel is None:
        return _invalid("property_id", "is invalid")
    if state.meter.over(f"channex:{hotel.code}:{kind}", CALLS_A_MINUTE):
        errors = {"code": "http_too_many_requests", "title": "Too many requests", "details": {}}
        return Response(429, json_response({"errors": errors}).body, headers={"Retry-After": "60"})
    kept = state.calendar(hotel.code, CHANNEX)
    take = _TAKERS[kind]
    warnings = [
        {**value, "warning": {name: [words]}} for value in values for name, words in take(kept, hotel, value)
    ]
    kept.pushes += 1
    meta: dict[str, Any] = {"message": "Success"}
    if warnings:
        meta["warnings"] = warnings
    return json_response({"data": [{"id": str(uuid.uuid4()), "type": "task"}], "meta": meta})


def _invalid(name: str, words: str) -> Response:
    errors = {"code": "validation_error", "title": "Validation Error", "details": {name: [words]}}
    return json_response({"errors": errors}, 422)


def _days(value: dict[str, Any]) -> list[date]:
    first = value.get("date") or value.get("date_from") or ""
    return calendar.span(first, value.get("date") or value.get("date_to") or "")


def _take_rooms(kept: Calendar, hotel: HotelSpec, value: dict[str, Any]) -> list[tuple[str, str]]:
    code, count = str(value.get("room_type_id")), value.get("availability")
    if code not in {room_type_id(hotel, room) for room in hotel.rooms}:
        return [("room_type_id", "is invalid")]
    if not isinstance(count, int) or count < 0:
        return [("availability", "must be greater than or equal to 0")]
    try:
        kept.rooms |= {(code, day): count for day in _days(value)}
    except ValueError as error:
        return [("date_to", str(error))]
    return []


def _take_rates(kept: Calendar, hotel: HotelSpec, value: dict[str, Any]) -> list[tuple[str, str]]:
    code = str(value.get("rate_plan_id"))
    if code not in {plan["id"] for plan in rate_plans(hotel)}:
        return [("rate_plan_id", "is invalid")]
    try:
        days = _days(value)
    except ValueError as error:
        return [("date_to", str(error))]
    change: dict[str, Any] = {name: value[name] for name in _RULES if name in value}
    if "rate" in value:
        try:
            change["rate"] = _minor(value["rate"])
        except InvalidOperation:
            return [("rate", "is invalid")]
        if change["rate"] < LOWEST_RATE:
            return [("rate", f"must be greater than {LOWEST_RATE // 100}")]
    for day in days:
        kept.rates[code, day] = {**kept.rates.get((code, day), {}), **change}
    return []


def _minor(rate: Any) -> int:
    """A whole number counts cents, a text counts euros."""
    return rate if isinstance(rate, int) else int(Decimal(str(rate)) * 100)


_TAKERS: Final[dict[str, Callable[[Calendar, HotelSpec, dict[str, Any]], list[tuple[str, str]]]]] = {
    "availability": _take_rooms,
    "restrictions": _take_rates,
}


def show(state: State, request: Request, kind: str) -> Response:
    """Answer `GET /availability` or `/restrictions`: what is kept of the asked days."""
    kept = state.calendar(request.query.get("filter[property_id]", ""), CHANNEX)
    first = date.fromisoformat(request.query["filter[date][gte]"])
    last = date.fromisoformat(request.query["filter[date][lte]"])
    days = kept.rooms if kind == "availability" else kept.rates
    data: dict[str, dict[str, Any]] = {}
    for (code, day), value in sorted(days.items()):
        if first <= day <= last:
            data.setdefault(code, {})[day.isoformat()] = _shown(value)
    return json_response({"data": data})


def _shown(value: Any) -> Any:
    if not isinstance(value, dict) or "rate" not in value:
        return value
    return {**value, "rate": f"{value['rate'] // 100}.{value['rate'] % 100:02d}"}
