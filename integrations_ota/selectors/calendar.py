"""The calendar as it is read: by people, and by a push."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from accounts.models import Hotel
from integrations_ota.adapters.ari import Restrictions
from integrations_ota.models import ChangedDay, Connection, RateDay, RoomDay


class DayKey(NamedTuple):
    """One day of a room type, or of a room type and rate plan."""

    room_type_id: int
    rate_plan_id: int | None
    day: date


class RateState(NamedTuple):
    """Price and restrictions of a day."""

    price_minor: int | None
    restrictions: Restrictions


def rate_state(row: RateDay) -> RateState:
    """Return what a row of the calendar says."""
    return RateState(
        row.price_minor,
        Restrictions(
            closed=row.closed,
            closed_to_arrival=row.closed_to_arrival,
            closed_to_departure=row.closed_to_departure,
            min_stay=row.min_stay,
            max_stay=row.max_stay,
        ),
    )


def hotel_today(*, hotel: Hotel, now: datetime) -> date:
    """Return the date at the hotel."""
    return now.astimezone(ZoneInfo(hotel.time_zone)).date()


def room_days(*, hotel: Hotel, first: date, last: date) -> QuerySet[RoomDay]:
    """Return the rooms to sell of a hotel in a range."""
    rows = RoomDay.objects.filter(room_type__hotel=hotel, day__range=(first, last))
    return rows.order_by("room_type_id", "day")


def rate_days(*, hotel: Hotel, first: date, last: date) -> QuerySet[RateDay]:
    """Return prices and restrictions of a hotel in a range."""
    rows = RateDay.objects.filter(room_type__hotel=hotel, day__range=(first, last))
    return rows.order_by("room_type_id", "rate_plan_id", "day")


def changed_days(*, connection: Connection, now: datetime, last: date) -> list[ChangedDay]:
    """Return the days a channel may be told now."""
    due = ChangedDay.objects.filter(connection=connection, next_attempt_at__lte=now, day__lte=last)
    return list(due.select_related("room_type", "rate_plan").order_by("room_type_id", "rate_plan_id", "day"))


def known_rooms(*, rooms: Collection[int], first: date, last: date) -> dict[DayKey, int]:
    """Return the rooms to sell by day."""
    rows = RoomDay.objects.filter(room_type__in=rooms, day__range=(first, last))
    return {DayKey(row.room_type_id, None, row.day): row.available for row in rows}


def known_rates(*, rooms: Collection[int], first: date, last: date) -> dict[DayKey, RateState]:
    """Return prices and restrictions by day."""
    rows = RateDay.objects.filter(room_type__in=rooms, day__range=(first, last))
    return {DayKey(row.room_type_id, row.rate_plan_id, row.day): rate_state(row) for row in rows}


def pushes_due(*, now: datetime, hotel: Hotel | None = None) -> list[int]:
    """Return ids of active connections, of one hotel or all, that have something to say and may say it."""
    rows = ChangedDay.objects.filter(next_attempt_at__lte=now, connection__status="active")
    if hotel is not None:
        rows = rows.filter(connection__hotel=hotel)
    rows = rows.exclude(connection__next_push_at__gt=now).exclude(connection__lease_until__gt=now)
    return sorted(set(rows.order_by().values_list("connection_id", flat=True).distinct()))
