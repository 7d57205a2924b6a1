"""Pushes a connection: sends changed days in portions until the channel has them all."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Final, cast

from integrations_ota.adapters.ari import (
    AvailabilityChange,
    PushLimits,
    PushOutcome,
    PushReport,
    PushResult,
    RateChange,
)
from integrations_ota.adapters.errors import AuthFailed, ContractViolation, OtaError, Throttled
from integrations_ota.adapters.offers import PushesAvailability, PushesRates
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.models import ChangedDay, Connection
from integrations_ota.services.changed import calendar_resend
from integrations_ota.services.channel import channel_open, conn_of
from integrations_ota.services.lease import lease_release, lease_take
from integrations_ota.services.portions import AVAILABILITY, Item, portions
from integrations_ota.services.quota import QUOTA_USED_UP, quota_take
from integrations_ota.services.settle import results_settle
from integrations_ota.services.waiting import wait_after
from integrations_ota.types import ConnectionStatus, PushSummary

logger = logging.getLogger(__name__)

_AUTH_FAILURES: Final = 3
_INTERNAL: Final = (
    "Something went wrong on our side while sending. Nothing is lost; we try again by ourselves."
)


def connection_push(*, connection_id: int, now: datetime, adapter: OtaAdapter | None = None) -> PushSummary:
    """Send what changed. No transaction is open during a call; each answer is settled at once.

    A fault of the channel is written to the connection and returned as `error`, never raised; the
    next push then waits, longer after each failure, and tries one call before it sends the rest.
    Raises ConnectionBusy, NotFound.
    """
    connection = lease_take(connection_id=connection_id, now=now)
    run = _Run(connection, now)
    changes: dict[str, Any] = _failed(connection, now, OtaError(_INTERNAL))
    try:
        if connection.next_push_at is not None and connection.next_push_at > now:
            changes = {}
            return run.summary(connection.push_error)
        with channel_open(connection, adapter) as channel:
            run.push(channel)
        changes = {"last_push_at": now, "last_push_success_at": now, "next_push_at": None} | _CALM
        return run.summary()
    except Throttled as error:
        changes = {"last_push_at": now, "next_push_at": now + timedelta(seconds=error.retry_after)}
        return run.summary(error.message)
    except OtaError as error:
        logger.warning("push of connection %s failed: %s %s", connection.pk, error.code, error.detail)
        changes = _failed(connection, now, error)
        return run.summary(error.message)
    finally:
        lease_release(connection=connection, **changes)


_CALM: Final[dict[str, Any]] = {"push_error": "", "push_failures": 0}


def _failed(connection: Connection, now: datetime, error: OtaError) -> dict[str, Any]:
    failures = connection.push_failures + 1
    refused = isinstance(error, AuthFailed) and failures >= _AUTH_FAILURES
    return {
        "last_push_at": now,
        "push_error": error.message[:500],
        "push_failures": failures,
        "next_push_at": now + wait_after(failures),
        "status": ConnectionStatus.DISABLED.value if refused else connection.status,
    }


class _Run:
    """One push: its counts, and its calls."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._days: Counter[PushOutcome] = Counter()
        self._calls = 0
        self._asked_anew = False

    def push(self, adapter: OtaAdapter) -> None:
        """Send everything that is due. Raises OtaError; what was answered before is settled."""
        limits = adapter.capabilities().push
        if limits is None:
            ChangedDay.objects.filter(connection=self._connection).delete()
            return
        complete = self._connection.resend and limits.max_items == 0
        if complete:
            # A complete set replaces what the channel has, so nothing may be missing from it.
            calendar_resend(connection=self._connection, now=self._now)
        for portion in portions(connection=self._connection, limits=limits, now=self._now):
            self._send(adapter, limits, portion.kind, portion.items, complete=complete)
        if self._connection.resend:
            self._connection.resend = False
            self._connection.save(update_fields=["resend"])
        if self._asked_anew and not complete:
            calendar_resend(connection=self._connection, now=self._now)

    def _send(
        self,
        adapter: OtaAdapter,
        limits: PushLimits,
        kind: str,
        items: Sequence[Item],
        *,
        complete: bool,
    ) -> None:
        """Send a portion; where it is refused as a whole, halve it until the one at fault is alone."""
        wait = quota_take(connection=self._connection, kind=kind, limits=limits)
        if wait > 0:
            raise Throttled(QUOTA_USED_UP, retry_after=wait)
        self._calls += 1
        try:
            report = self._call(adapter, kind, items, complete=complete)
        except ContractViolation as error:
            if len(items) > 1 and not complete:
                half = len(items) // 2
                self._send(adapter, limits, kind, items[:half], complete=False)
                self._send(adapter, limits, kind, items[half:], complete=False)
                return
            refused = (PushResult(item.change.key, PushOutcome.REJECTED, error.message) for item in items)
            report = PushReport(tuple(refused))
        self._asked_anew = self._asked_anew or report.resync
        self._days.update(
            results_settle(connection=self._connection, items=items, results=report.results, now=self._now)
        )

    def _call(self, adapter: OtaAdapter, kind: str, items: Sequence[Item], *, complete: bool) -> PushReport:
        conn = conn_of(self._connection)
        changes = [item.change for item in items]
        if kind == AVAILABILITY and isinstance(adapter, PushesAvailability):
            rooms = cast("list[AvailabilityChange]", changes)
            return adapter.push_availability(conn, rooms, complete=complete)
        if kind != AVAILABILITY and isinstance(adapter, PushesRates):
            return adapter.push_rates(conn, cast("list[RateChange]", changes), complete=complete)
        # The channel has no such call: nobody there waits for these days.
        return PushReport(tuple(PushResult(change.key, PushOutcome.ACCEPTED) for change in changes))

    def summary(self, error: str = "") -> PushSummary:
        """Return the counts as a value."""
        return PushSummary(
            accepted=self._days[PushOutcome.ACCEPTED] + self._days[PushOutcome.WARNED],
            rejected=self._days[PushOutcome.REJECTED],
            waiting=self._days[PushOutcome.RETRY],
            calls=self._calls,
            error=error,
        )
