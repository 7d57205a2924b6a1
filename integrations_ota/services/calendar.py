"""The hotel sets its calendar; what really changed goes into the outbox of its channels."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields as fields_of
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import Hotel, User
from accounts.services.audit import audit_record
from integrations_ota.models import RateDay, RatePlan, RoomDay, RoomType
from integrations_ota.selectors.calendar import DayKey, hotel_today
from integrations_ota.services.changed import days_mark
from integrations_ota.types import CalendarChange

MAX_CHANGES: Final = 200
MAX_DAYS_AHEAD: Final = 1100
_RATE_FIELDS: Final = (
    "price_minor",
    "closed",
    "closed_to_arrival",
    "closed_to_departure",
    "min_stay",
    "max_stay",
)
_BATCH: Final = 2000


@transaction.atomic
def calendar_set(
    *, hotel: Hotel, changes: Sequence[CalendarChange], actor: User | None, now: datetime
) -> int:
    """Set days in the order given, the last one wins; return how many days changed.

    Nothing is set when one of the changes cannot be. Raises InvalidInput, which names it.
    """
    # Locked in one order, so that two people who set overlapping days wait for each other.
    rooms = {
        room.pk: room for room in RoomType.objects.select_for_update().filter(hotel=hotel).order_by("pk")
    }
    plans = {plan.pk: plan for plan in RatePlan.objects.filter(hotel=hotel)}
    today = hotel_today(hotel=hotel, now=now)
    complaints = dict(_complaints(changes, rooms, plans, today))
    if complaints:
        raise InvalidInput("Nothing was set; the changes named below cannot be.", fields=complaints)
    changed: set[DayKey] = set()
    for change in changes:
        plan = change.rate_plan_id
        changed |= _set_rooms(change) if plan is None else _set_rates(change, plan)
    days_mark(keys=sorted(changed, key=_order), now=now)
    audit_record(
        actor=actor, action="calendar.set", target=hotel, now=now, changes=len(changes), days=len(changed)
    )
    return len(changed)


def _order(key: DayKey) -> tuple[int, int, date]:
    return key.room_type_id, key.rate_plan_id or 0, key.day


def _complaints(
    changes: Sequence[CalendarChange],
    rooms: Mapping[int, RoomType],
    plans: Mapping[int, RatePlan],
    today: date,
) -> Iterable[tuple[str, list[str]]]:
    if not 0 < len(changes) <= MAX_CHANGES:
        yield "changes", [f"Send between 1 and {MAX_CHANGES} changes at once."]
    for number, change in enumerate(changes[:MAX_CHANGES]):
        said = [*_bad_product(change, rooms, plans), *_bad_days(change, today), *_bad_values(change)]
        if said:
            yield f"changes[{number}]", said


def _bad_product(
    change: CalendarChange, rooms: Mapping[int, RoomType], plans: Mapping[int, RatePlan]
) -> Iterable[str]:
    if change.room_type_id not in rooms:
        yield "This hotel has no such room type."
    if change.rate_plan_id is not None and change.rate_plan_id not in plans:
        yield "This hotel has no such rate plan."


def _bad_days(change: CalendarChange, today: date) -> Iterable[str]:
    if change.last < change.first:
        yield "The last day lies before the first one."
    if change.first < today:
        yield f"Days before today, {today.isoformat()}, cannot be changed."
    if change.last > today + timedelta(days=MAX_DAYS_AHEAD):
        yield f"Days more than {MAX_DAYS_AHEAD} days ahead cannot be set yet."


def _bad_values(change: CalendarChange) -> Iterable[str]:
    rate_values = [name for name in _RATE_FIELDS if getattr(change, name) is not None]
    if change.rate_plan_id is None and (rate_values or change.available is None):
        yield "Without a rate plan, only the number of rooms can be set; it is needed then."
    if change.rate_plan_id is not None and (change.available is not None or not rate_values):
        yield "With a rate plan, set its price or restrictions; the number of rooms has no rate plan."
    if change.min_stay == 0:
        yield "The shortest stay is at least 1 night."
    if change.max_stay and change.min_stay and change.max_stay < change.min_stay:
        yield "The longest stay is shorter than the shortest one."


def _days(change: CalendarChange) -> list[date]:
    count = (change.last - change.first).days + 1
    days = (change.first + timedelta(days=n) for n in range(count))
    return [day for day in days if not change.weekdays or day.weekday() in change.weekdays]


def _set_rooms(change: CalendarChange) -> set[DayKey]:
    days = _days(change)
    room = change.room_type_id
    known = dict(RoomDay.objects.filter(room_type=room, day__in=days).values_list("day", "available"))
    wanted = change.available or 0
    rows = [RoomDay(room_type_id=room, day=day, available=wanted) for day in days if known.get(day) != wanted]
    RoomDay.objects.bulk_create(
        rows,
        batch_size=_BATCH,
        update_conflicts=True,
        unique_fields=["organization", "room_type", "day"],
        update_fields=["available"],
    )
    return {DayKey(room, None, row.day) for row in rows}


def _set_rates(change: CalendarChange, plan: int) -> set[DayKey]:
    days = _days(change)
    room = change.room_type_id
    known = {row.day: row for row in RateDay.objects.filter(room_type=room, rate_plan=plan, day__in=days)}
    values = _given(change)
    rows = []
    for day in days:
        row = known.get(day)
        if row is not None and all(getattr(row, name) == value for name, value in values.items()):
            continue
        row = row or RateDay(room_type_id=room, rate_plan_id=plan, day=day)
        for name, value in values.items():
            setattr(row, name, value)
        rows.append(row)
    RateDay.objects.bulk_create([row for row in rows if row.day not in known], batch_size=_BATCH)
    stale = [row for row in rows if row.day in known]
    RateDay.objects.bulk_update(stale, list(values), batch_size=_BATCH)
    return {DayKey(room, plan, row.day) for row in rows}


def _given(change: CalendarChange) -> dict[str, Any]:
    values = {f.name: getattr(change, f.name) for f in fields_of(change) if f.name in _RATE_FIELDS}
    return {name: value for name, value in values.items() if value is not None}
