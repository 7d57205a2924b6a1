"""Each night: what the channel shows against the calendar. What drifted is named, and sent again."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from django.db import transaction

from integrations_ota.adapters.amounts import decimal_text
from integrations_ota.adapters.ari import DateRange, PulledRate, ReadBack
from integrations_ota.adapters.errors import OtaError
from integrations_ota.adapters.offers import PullsRates
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.models import ChangedDay, ChannelIssue, Connection, RateMapping, RoomMapping
from integrations_ota.selectors.calendar import DayKey, RateState, hotel_today, known_rates, known_rooms
from integrations_ota.services.changed import calendar_resend, days_mark
from integrations_ota.services.channel import channel_open, conn_of
from integrations_ota.services.issues import IssueNote, issues_open, issues_resolve
from integrations_ota.services.lease import lease_release, lease_take
from integrations_ota.types import IssueKind

logger = logging.getLogger(__name__)

MAX_DAYS: Final = 366


@dataclass(frozen=True, slots=True)
class Drift:
    """One day that the channel shows otherwise. `product` and `said` are for the hotel."""

    key: DayKey
    product: str
    said: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Days that drifted, and days that were sent again; `error` is '' or a sentence for the hotelier."""

    drifted: int = 0
    marked: int = 0
    error: str = ""


def connection_compare(*, connection_id: int, now: datetime, adapter: OtaAdapter | None = None) -> Comparison:
    """Read the channel's calendar back, list what differs as `rate_drift`, and put it into the outbox.

    Days that wait to be sent are not compared. A channel that cannot be read back is sent
    everything again. Raises ConnectionBusy, NotFound.
    """
    connection = lease_take(connection_id=connection_id, now=now)
    changes: dict[str, Any] = {}
    try:
        with channel_open(connection, adapter) as channel:
            limits = channel.capabilities().push
            changes = {"last_compared_at": now}
            if limits is None:
                return Comparison()
            if not isinstance(channel, PullsRates):
                return Comparison(marked=calendar_resend(connection=connection, now=now))
            first = hotel_today(hotel=connection.hotel, now=now)
            span = DateRange(first, first + timedelta(days=min(MAX_DAYS, limits.max_days_ahead)))
            found = channel.pull_rates(conn_of(connection), span)
        return _settle(connection, list(_drifts(connection, found, span)), now)
    except OtaError as error:
        logger.warning("comparison of connection %s failed: %s %s", connection.pk, error.code, error.detail)
        changes = {"push_error": error.message[:500]}
        return Comparison(error=error.message)
    finally:
        lease_release(connection=connection, **changes)


def _drifts(connection: Connection, found: ReadBack, span: DateRange) -> Iterator[Drift]:
    rooms = {
        row.remote_code: row.room_type
        for row in RoomMapping.objects.filter(connection=connection).select_related("room_type")
    }
    waiting = {
        DayKey(*row)
        for row in ChangedDay.objects.filter(connection=connection).values_list(
            "room_type_id", "rate_plan_id", "day"
        )
    }
    ids = [room.pk for room in rooms.values()]
    ours = known_rooms(rooms=ids, first=span.first, last=span.last)
    theirs = {(row.room_code, row.day): row.available for row in found.availability}
    for code, room in rooms.items():
        for key, available in ours.items():
            if key.room_type_id != room.pk or key in waiting:
                continue
            shown = theirs.get((code, key.day))
            if shown != available:
                said = f"the channel shows {'nothing' if shown is None else shown}, the calendar {available}"
                yield Drift(key, room.name, said)
    yield from _rate_drifts(connection, found, span, waiting)


def _rate_drifts(
    connection: Connection, found: ReadBack, span: DateRange, waiting: set[DayKey]
) -> Iterator[Drift]:
    mappings = {
        (row.room_type_id, row.rate_plan_id): row
        for row in RateMapping.objects.filter(connection=connection).select_related("room_type", "rate_plan")
    }
    theirs: Mapping[tuple[str, Any], PulledRate] = {(row.rate_code, row.day): row for row in found.rates}
    ours = known_rates(rooms={room for room, _ in mappings}, first=span.first, last=span.last)
    for key, state in ours.items():
        row = mappings.get((key.room_type_id, key.rate_plan_id or 0))
        if row is None or key in waiting:
            continue
        shown = theirs.get((row.remote_code, key.day))
        said = _difference(state, shown, row.rate_plan.currency)
        if said:
            yield Drift(key, f"{row.room_type}, {row.rate_plan}", said)


def _difference(ours: RateState, theirs: PulledRate | None, currency: str) -> str:
    if theirs is None:
        return "the channel shows nothing"
    if ours.price_minor is not None and ours.price_minor != theirs.price_minor:
        shown = "no price" if theirs.price_minor is None else decimal_text(theirs.price_minor, currency)
        return (
            f"the channel shows {shown}, the calendar {decimal_text(ours.price_minor, currency)} {currency}"
        )
    if theirs.restrictions is not None and theirs.restrictions != ours.restrictions:
        return "the channel shows other restrictions than the calendar"
    return ""


@transaction.atomic
def _settle(connection: Connection, drifts: list[Drift], now: datetime) -> Comparison:
    by_product: dict[str, list[Drift]] = {}
    for drift in drifts:
        by_product.setdefault(drift.product, []).append(drift)
    notes = [
        IssueNote(IssueKind.RATE_DRIFT, product, _detail(product, found))
        for product, found in by_product.items()
    ]
    kind = IssueKind.RATE_DRIFT
    stale = ChannelIssue.objects.filter(connection=connection, kind=kind.value, resolved_at=None)
    gone = set(stale.values_list("subject", flat=True)) - by_product.keys()
    issues_resolve(connection=connection, kind=kind, subjects=gone, now=now)
    issues_open(connection=connection, notes=notes, now=now)
    marked = days_mark(keys=[drift.key for drift in drifts], now=now, connection=connection)
    return Comparison(drifted=len(drifts), marked=marked)


def _detail(product: str, found: list[Drift]) -> str:
    first = min(found, key=lambda drift: drift.key.day)
    count = len(found)
    days = f"{count} day{'' if count == 1 else 's'} from {first.key.day}"
    return f"{product}, {days}: {first.said}"
