"""Fills an empty test hotel, so that there is something to send: products of what the channel lists."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from accounts.models import Hotel
from integrations_ota.models import Connection, RatePlan, Reservation, RoomMapping, RoomType
from integrations_ota.selectors.calendar import hotel_today
from integrations_ota.services.calendar import MAX_CHANGES, calendar_set
from integrations_ota.services.mapping import mapping_set
from integrations_ota.services.products import rate_plan_create, remote_products_refresh, room_type_create
from integrations_ota.types import CalendarChange, RateLink, RoomLink

DAYS: Final = 365
_ROOMS: Final = 3
_PRICE_MINOR: Final = 12_000


def connection_prepare(*, connection: Connection, now: datetime) -> bool:
    """Map rooms and rates and fill a year, where nothing is mapped yet; say whether it did.

    For sandboxes and test hotels only: it makes products and prices up. Raises OtaError.
    """
    if RoomMapping.objects.filter(connection=connection).exists():
        return False
    fresh = remote_products_refresh(connection_id=connection.pk, now=now)
    hotel = connection.hotel
    codes = dict(fresh.rooms) or _codes_seen(connection)
    rooms = {code: _room_type(hotel, code, name, now) for code, name in codes.items()}
    plan = _rate_plan(hotel, now)
    links: dict[int, RateLink] = {}
    for rate in fresh.rates:
        room = rooms.get(rate["room_code"])
        if room is not None and rate["currency"] in {"", plan.currency}:
            links.setdefault(room.pk, RateLink(room.pk, plan.pk, rate["code"]))
    if not fresh.rates:
        code = _rate_seen(connection) or plan.code
        links = {room.pk: RateLink(room.pk, plan.pk, code) for room in rooms.values()}
    mapping_set(
        connection=fresh,
        rooms=[RoomLink(room.pk, code) for code, room in rooms.items()],
        rates=list(links.values()),
        actor=None,
        now=now,
    )
    _fill(hotel, list(rooms.values()), plan, now)
    return True


def _codes_seen(connection: Connection) -> dict[str, str]:
    """Return room codes of reservations, for channels that list no rooms."""
    names = Reservation.objects.filter(connection=connection).values_list("details__room_name", flat=True)
    return {name: name for name in sorted({name for name in names.distinct() if name and " + " not in name})}


def _rate_seen(connection: Connection) -> str:
    """Return the rate code of any reservation, for channels that list no rates; '' where none has one."""
    codes = Reservation.objects.filter(connection=connection).values_list("details__rate_plan", flat=True)
    return next((code for code in sorted({code for code in codes if code}) if " + " not in code), "")


def _room_type(hotel: Hotel, code: str, name: str, now: datetime) -> RoomType:
    known = RoomType.objects.filter(hotel=hotel, name=name).first()
    return known or room_type_create(hotel=hotel, code=code, name=name, actor=None, now=now)


def _rate_plan(hotel: Hotel, now: datetime) -> RatePlan:
    known = RatePlan.objects.filter(hotel=hotel, currency="EUR").first()
    return known or rate_plan_create(
        hotel=hotel, code="BAR", name="Best price", currency="EUR", actor=None, now=now
    )


def _fill(hotel: Hotel, rooms: list[RoomType], plan: RatePlan, now: datetime) -> None:
    first = hotel_today(hotel=hotel, now=now) + timedelta(days=1)
    last = first + timedelta(days=DAYS)
    changes = [
        change
        for room in rooms[: MAX_CHANGES // 2]
        for change in (
            CalendarChange(room.pk, first, last, available=_ROOMS),
            CalendarChange(room.pk, first, last, rate_plan_id=plan.pk, price_minor=_PRICE_MINOR),
        )
    ]
    if changes:
        calendar_set(hotel=hotel, changes=changes, actor=None, now=now)
