"""The outbox of receipts: sent after the commit, tried again until the channel has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db.models import F

from integrations_ota.adapters.errors import OtaError
from integrations_ota.adapters.port import AckItem, AckOutcome, AckResult, OtaAdapter
from integrations_ota.models import Acknowledgement, Connection
from integrations_ota.services.channel import channel_open, conn_of
from integrations_ota.services.gaps import gaps_open
from integrations_ota.services.lease import lease_release, lease_take

BATCH: Final = 200
_LONGEST: Final = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class AckSummary:
    """How many receipts the channel has now, how many must be sent again, and why."""

    accepted: int = 0
    waiting: int = 0
    error: str = ""


def acknowledgements_send(
    *, connection_id: int, now: datetime, adapter: OtaAdapter | None = None
) -> AckSummary:
    """Send the due receipts of a connection. Raises ConnectionBusy, NotFound."""
    connection = lease_take(connection_id=connection_id, now=now)
    try:
        with channel_open(connection, adapter) as channel:
            return acknowledgements_flush(connection=connection, adapter=channel, now=now)
    finally:
        lease_release(connection=connection)


def acknowledgements_flush(*, connection: Connection, adapter: OtaAdapter, now: datetime) -> AckSummary:
    """Send the due receipts; the caller holds the lease. No transaction is open while it sends."""
    accepted = waiting = 0
    error = ""
    while due := _due(connection, now):
        results = _send(connection, adapter, due, now)
        retry = {r.token: r.detail for r in results if r.outcome is AckOutcome.RETRY}
        closed = [row for row in due if row.token not in retry]
        _close(closed, {r.token: r for r in results}, now)
        late = [row for row in due if row.token in retry]
        _postpone(late, retry, now)
        gaps_open(connection=connection, adapter=adapter, late=late, now=now)
        accepted += len(closed)
        waiting += len(due) - len(closed)
        error = error or next(iter(retry.values()), "")
    return AckSummary(accepted, waiting, error)


def _due(connection: Connection, now: datetime) -> list[Acknowledgement]:
    rows = Acknowledgement.objects.filter(connection=connection, acked_at=None, next_attempt_at__lte=now)
    rows = rows.select_related("raw_message")
    return list(rows.order_by("id")[:BATCH])


def _send(
    connection: Connection, adapter: OtaAdapter, due: Sequence[Acknowledgement], now: datetime
) -> Sequence[AckResult]:
    items = {(r.token, r.accepted): AckItem(r.token, r.accepted, r.reason) for r in due}
    try:
        return adapter.acknowledge(conn_of(connection, now), list(items.values()))
    except OtaError as error:
        return [AckResult(row.token, AckOutcome.RETRY, error.message) for row in due]


def _close(rows: Sequence[Acknowledgement], results: dict[str, AckResult], now: datetime) -> None:
    """Mark receipts as delivered; one that the channel did not want is closed with its word."""
    Acknowledgement.objects.filter(pk__in=[row.pk for row in rows]).update(
        acked_at=now, attempts=F("attempts") + 1, last_error=""
    )
    for row in rows:
        result = results.get(row.token)
        if result is not None and result.outcome is AckOutcome.REJECTED:
            Acknowledgement.objects.filter(pk=row.pk).update(last_error=result.detail[:500])


def _postpone(rows: Sequence[Acknowledgement], errors: dict[str, str], now: datetime) -> None:
    for row in rows:
        row.attempts += 1
        row.next_attempt_at = now + min(_LONGEST, timedelta(seconds=30 * 2 ** min(row.attempts, 6)))
        row.last_error = errors[row.token][:500]
    Acknowledgement.objects.bulk_update(rows, ["attempts", "next_attempt_at", "last_error"])
