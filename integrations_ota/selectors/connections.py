"""Connections with their numbers, and their issues."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.errors import NotFound
from accounts.models import Hotel
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.offers import offers
from integrations_ota.adapters.registry import CHANNELS
from integrations_ota.models import Acknowledgement, ChangedDay, ChannelIssue, Connection, Reservation
from integrations_ota.types import ConnectionStatus, MessageState

_NIGHT: Final = range(2, 5)
_BETWEEN_COMPARISONS: Final = timedelta(hours=12)


def _count(rows: QuerySet[Reservation] | QuerySet[ChannelIssue] | QuerySet[Acknowledgement]) -> Coalesce:
    counted = rows.filter(connection=OuterRef("pk")).order_by().values("connection").annotate(n=Count("pk"))
    return Coalesce(Subquery(counted.values("n"), output_field=IntegerField()), 0)


def connection_rows() -> QuerySet[Connection]:
    """Return connections with `reservations_count`, `stays_count`, `open_issues`, `pending_acks`."""
    return Connection.objects.select_related("hotel").annotate(
        reservations_count=_count(Reservation.objects.all()),
        stays_count=_count(Reservation.objects.exclude(stay=None)),
        open_issues=_count(ChannelIssue.objects.filter(resolved_at=None)),
        pending_acks=_count(Acknowledgement.objects.filter(acked_at=None)),
    )


def connection_get(*, connection_id: int) -> Connection:
    """Return one connection with its numbers. Raises NotFound."""
    connection = connection_rows().filter(pk=connection_id).first()
    if connection is None:
        raise NotFound("This connection does not exist.")
    return connection


def issue_rows(*, connection: Connection) -> QuerySet[ChannelIssue]:
    """Return a connection's issues, each with `replayable`: its message is set aside and still there."""
    set_aside = Q(resolved_at=None, raw_message__state=MessageState.QUARANTINED.value)
    readable = set_aside & ~Q(raw_message__body="")
    return ChannelIssue.objects.filter(connection=connection).annotate(
        replayable=Case(When(readable, then=Value(value=True)), default=Value(value=False))
    )


def issue_get(*, connection_id: int, issue_id: int) -> ChannelIssue:
    """Return one issue of a connection, its message with it. Raises NotFound."""
    connection = connection_get(connection_id=connection_id)
    issue = issue_rows(connection=connection).select_related("raw_message").filter(pk=issue_id).first()
    if issue is None:
        raise NotFound("This issue does not exist.")
    return issue


def changed_day_rows(*, connection: Connection, first: date, last: date) -> QuerySet[ChangedDay]:
    """Return the days of a range that a channel has not taken yet."""
    rows = ChangedDay.objects.filter(connection=connection, day__range=(first, last))
    return rows.order_by("room_type_id", "rate_plan_id", "day")


def channel_facts() -> list[dict[str, object]]:
    """Return what the interface says of each channel; no call is made."""
    with HttpClient() as http:
        return [
            {
                "slug": slug,
                "name": channel.name,
                "certified": channel.certified,
                "credentials": channel.credentials,
                "secret_address": channel.secret_address,
                "offers": sorted(offer.value for offer in offers(channel.adapter(http))),
            }
            for slug, channel in CHANNELS.items()
        ]


def connections_due(*, now: datetime) -> Iterator[int]:
    """Yield ids of active connections whose time has come and that nobody is talking to."""
    free = Q(lease_until=None) | Q(lease_until__lte=now)
    due = Connection.objects.filter(free, status=ConnectionStatus.ACTIVE.value, next_pull_at__lte=now)
    return iter(due.order_by("next_pull_at").values_list("id", flat=True))


def receipts_due(*, now: datetime) -> Iterator[int]:
    """Yield ids of connections that owe receipts which may be sent now."""
    rows = Acknowledgement.objects.filter(acked_at=None, next_attempt_at__lte=now)
    return iter(rows.order_by().values_list("connection_id", flat=True).distinct())


def comparisons_due(*, now: datetime) -> list[int]:
    """Return ids of active connections with a mapping whose calendar was not compared this night.

    Night is between two and five at the hotel, when nobody works in the calendar.
    """
    rows = Connection.objects.filter(status=ConnectionStatus.ACTIVE.value, room_mappings__isnull=False)
    stale = rows.exclude(last_compared_at__gt=now - _BETWEEN_COMPARISONS).distinct()
    return [
        row.pk
        for row in stale.select_related("hotel").order_by("pk")
        if now.astimezone(ZoneInfo(row.hotel.time_zone)).hour in _NIGHT
    ]


def hotel_get(*, hotel_id: int) -> Hotel:
    """Return a hotel of the organisation. Raises NotFound."""
    hotel = Hotel.objects.filter(pk=hotel_id).first()
    if hotel is None:
        raise NotFound("This hotel does not exist.")
    return hotel
