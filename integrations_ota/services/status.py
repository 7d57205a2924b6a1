"""How a connection is: what came and went last, what lags, what the quota still allows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min

from integrations_ota.adapters.offers import offers
from integrations_ota.models import Acknowledgement, ChangedDay, ChannelIssue, Connection
from integrations_ota.services.channel import channel_open
from integrations_ota.services.portions import AVAILABILITY, RATES
from integrations_ota.services.quota import quota_left


@dataclass(frozen=True, slots=True)
class Quota:
    """Calls that may be made at once now, of how many a minute; `left` None = not known now."""

    kind: str
    left: int | None
    per_minute: int


@dataclass(frozen=True, slots=True)
class ConnectionState:
    """A connection's state. Lags are in seconds, None where nothing ever came or nothing waits."""

    offers: tuple[str, ...]
    pull_lag_seconds: int | None
    push_lag_seconds: int | None
    waiting_days: int
    refused_days: int
    waiting_receipts: int
    quotas: tuple[Quota, ...]
    issues: dict[str, int]
    held_until: datetime | None


def connection_state(*, connection: Connection, now: datetime) -> ConnectionState:
    """Look at a connection; no call to the channel is made."""
    with channel_open(connection) as adapter:
        offered = offers(adapter)
        limits = adapter.capabilities().push
    days = ChangedDay.objects.filter(connection=connection)
    waiting = days.exclude(next_attempt_at=None).aggregate(n=Count("pk"), oldest=Min("changed_at"))
    receipts = Acknowledgement.objects.filter(connection=connection, acked_at=None)
    issues = ChannelIssue.objects.filter(connection=connection, resolved_at=None).order_by()
    held = connection.next_push_at
    return ConnectionState(
        offers=tuple(sorted(offer.value for offer in offered)),
        pull_lag_seconds=_seconds(connection.last_success_at, now),
        push_lag_seconds=_seconds(waiting["oldest"], now),
        waiting_days=waiting["n"],
        refused_days=days.filter(next_attempt_at=None).count(),
        waiting_receipts=receipts.count(),
        quotas=()
        if limits is None
        else tuple(
            Quota(
                kind,
                quota_left(connection=connection, kind=kind, limits=limits),
                limits.calls_per_minute,
            )
            for kind in (AVAILABILITY, RATES)
        ),
        issues=dict(issues.values_list("kind").annotate(n=Count("pk"))),
        held_until=held if held is not None and held > now else None,
    )


def _seconds(since: datetime | None, now: datetime) -> int | None:
    return None if since is None else max(0, int((now - since).total_seconds()))
