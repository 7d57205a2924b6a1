"""The outbox of the calendar: which days each channel still has to be told."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final
from uuid import uuid4

from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from integrations_ota.models import ChangedDay, Connection, RateDay, RateMapping, RoomDay, RoomMapping
from integrations_ota.selectors.calendar import DayKey, hotel_today

_BATCH: Final = 2000
_KEY: Final = ["organization", "connection", "room_type", "rate_plan", "day"]
_CHANGE: Final = ["change", "changed_at", "attempts", "next_attempt_at", "last_error"]


def days_mark(*, keys: Iterable[DayKey], now: datetime, connection: Connection | None = None) -> int:
    """Put days into the outbox of every channel that maps them, or of one; return how many rows.

    A day that waits already is made new: its old failures are forgotten, and a push that is under
    way will not remove it.
    """
    wanted = list(keys)
    rooms = {key.room_type_id for key in wanted}
    channels = _channels(rooms, connection)
    change = uuid4()
    rows = [
        ChangedDay(
            connection_id=connection_id,
            room_type_id=key.room_type_id,
            rate_plan_id=key.rate_plan_id,
            day=key.day,
            change=change,
            changed_at=now,
            next_attempt_at=now,
        )
        for key in wanted
        for connection_id in channels.get((key.room_type_id, key.rate_plan_id), ())
    ]
    ChangedDay.objects.bulk_create(
        rows, batch_size=_BATCH, update_conflicts=True, unique_fields=_KEY, update_fields=_CHANGE
    )
    return len(rows)


def _channels(
    rooms: Iterable[int], connection: Connection | None
) -> dict[tuple[int, int | None], Sequence[int]]:
    """Return ids of the connections that map a room type, or a room type and rate plan."""
    room_rows, rate_rows = RoomMapping.objects.all(), RateMapping.objects.all()
    if connection is not None:
        room_rows, rate_rows = (
            room_rows.filter(connection=connection),
            rate_rows.filter(connection=connection),
        )
    found: dict[tuple[int, int | None], list[int]] = {}
    for room, channel in room_rows.filter(room_type__in=rooms).values_list("room_type_id", "connection_id"):
        found.setdefault((room, None), []).append(channel)
    named = rate_rows.filter(room_type__in=rooms)
    for room, plan, channel in named.values_list("room_type_id", "rate_plan_id", "connection_id"):
        found.setdefault((room, plan), []).append(channel)
    return dict(found)


@transaction.atomic
def calendar_resend(*, connection: Connection, now: datetime) -> int:
    """Send everything from today on again, where the channel can, as one complete set."""
    today = hotel_today(hotel=connection.hotel, now=now)
    hotel = connection.hotel_id
    rooms = RoomDay.objects.filter(room_type__hotel=hotel, day__gte=today)
    rates = RateDay.objects.filter(room_type__hotel=hotel, day__gte=today)
    keys = [DayKey(room, None, day) for room, day in rooms.values_list("room_type_id", "day")]
    keys += [
        DayKey(room, plan, day)
        for room, plan, day in rates.values_list("room_type_id", "rate_plan_id", "day")
    ]
    Connection.objects.filter(pk=connection.pk).update(resend=True)
    return days_mark(keys=keys, now=now, connection=connection)


@transaction.atomic
def connection_resend_request(*, connection: Connection, actor: User | None, now: datetime) -> int:
    """Send the whole calendar again now, also where a failure had put it off; return how many days."""
    Connection.objects.filter(pk=connection.pk).update(next_push_at=None)
    audit_record(actor=actor, action="connection.resend_requested", target=connection, now=now)
    return calendar_resend(connection=connection, now=now)
