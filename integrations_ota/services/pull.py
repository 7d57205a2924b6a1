"""Pulls a connection: fetch, store, apply, acknowledge, until the channel has nothing new."""

from __future__ import annotations

import logging
from collections import Counter
from datetime import datetime, timedelta
from typing import Any, Final

from integrations_ota.adapters.errors import AuthFailed, Malformed, OtaError, QuotaUsedUp, Throttled
from integrations_ota.adapters.port import Conn, Cursor, OtaAdapter
from integrations_ota.models import Connection
from integrations_ota.selectors.arrivals import alias_arrivals_count
from integrations_ota.services.acknowledge import acknowledgements_flush
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.channel import channel_open, conn_of
from integrations_ota.services.issues import alias_issue_update, issues_resolve
from integrations_ota.services.lease import lease_release, lease_take
from integrations_ota.services.quota import pull_quota_take
from integrations_ota.services.store import DOCUMENT, document_quarantine, raw_messages_store
from integrations_ota.services.waiting import poll_after
from integrations_ota.types import ConnectionStatus, IssueKind, MessageState, PullOutcome

logger = logging.getLogger(__name__)

PAGE: Final = 100
MAX_ROUNDS: Final = 500
_LONGEST_WAIT: Final = timedelta(minutes=15)
_AUTH_FAILURES: Final = 3
_INTERNAL: Final = (
    "Something went wrong on our side while synchronising. Nothing is lost; we try again by ourselves."
)


def connection_pull(
    *,
    connection_id: int,
    now: datetime,
    adapter: OtaAdapter | None = None,
    since: datetime | None = None,
) -> PullOutcome:
    """Fetch everything new from a channel, record it, and acknowledge it.

    Each page is stored, applied and committed before it is acknowledged; no transaction is open
    during a call. A fault of the channel is written to the connection and returned as `error`,
    never raised. `since` fetches again what was acknowledged before, where the channel can.
    Raises ConnectionBusy, NotFound.
    """
    connection = lease_take(connection_id=connection_id, now=now)
    run = _Run(connection, now)
    changes: dict[str, Any] = _failure(connection, now, _INTERNAL)
    try:
        with channel_open(connection, adapter) as channel:
            run.rooms_refresh(channel)
            again: Cursor = {"since": since.isoformat()} if since else {}
            run.pull(channel, {**connection.cursor, **again})
        changes = _success(connection, now, run.ack_error, channel) | {"cursor": run.cursor}
    except QuotaUsedUp as error:
        # Our own restraint is no failure of the channel: what came is kept, the rest follows.
        run.error = error.message
        changes = {"next_pull_at": now + timedelta(seconds=error.retry_after)}
    except OtaError as error:
        logger.warning("pull of connection %s failed: %s %s", connection.pk, error.code, error.detail)
        if isinstance(error, Malformed):
            document_quarantine(connection=connection, error=error, now=now)
        run.error = error.message
        changes = _failure(connection, now, error.message, error)
    finally:
        lease_release(connection=connection, last_pull_at=now, **changes)
    return run.outcome()


class _Run:
    """The counts of one pull, and its loop."""

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._conn: Conn = conn_of(connection, now)
        self._counts: Counter[str] = Counter()
        self.cursor: dict[str, Any] = {}
        self.error = ""
        self.ack_error = ""

    def rooms_refresh(self, adapter: OtaAdapter) -> None:
        """Fetch the channel's room names; without them, and without a mapping, stays carry the codes."""
        rooms = dict(adapter.room_names(self._conn))
        if rooms and rooms != self._connection.rooms:
            self._connection.rooms = rooms
            self._connection.save(update_fields=["rooms"])

    def pull(self, adapter: OtaAdapter, cursor: Cursor) -> None:
        """Go round until a round brings nothing new and there is no further page."""
        self._apply(adapter)
        for _ in range(MAX_ROUNDS):
            pull_quota_take(connection=self._connection, adapter=adapter)
            batch = adapter.pull_reservations(self._conn, cursor, PAGE)
            new = raw_messages_store(connection=self._connection, batch=batch, now=self._now)
            self._counts["received"] += len(batch.messages) + len(batch.quarantined)
            self._counts["new"] += new
            self._apply(adapter)
            accepted = self._acknowledge(adapter)
            if not batch.has_more:
                self.cursor = dict(batch.next_cursor)
                break
            # Acknowledged messages leave the channel's list, so its first page is new again.
            fresh = accepted and new and adapter.capabilities().drains
            following: Cursor = {} if fresh else batch.next_cursor
            if following == cursor and not new and not accepted:
                break
            cursor = following
        self._finish()

    def _apply(self, adapter: OtaAdapter) -> None:
        self._counts += messages_apply(connection=self._connection, adapter=adapter, now=self._now)

    def _acknowledge(self, adapter: OtaAdapter) -> int:
        summary = acknowledgements_flush(connection=self._connection, adapter=adapter, now=self._now)
        self._counts["acknowledged"] += summary.accepted
        self.ack_error = summary.error or self.ack_error
        return summary.accepted

    def _finish(self) -> None:
        arrivals = alias_arrivals_count(connection=self._connection, now=self._now)
        alias_issue_update(connection=self._connection, arrivals=arrivals, now=self._now)
        kind = IssueKind.MALFORMED
        issues_resolve(connection=self._connection, kind=kind, subjects=[DOCUMENT], now=self._now)

    def outcome(self) -> PullOutcome:
        """Return the counts as a value."""
        return PullOutcome(
            received=self._counts["received"],
            new=self._counts["new"],
            applied=self._counts[MessageState.APPLIED],
            superseded=self._counts[MessageState.SUPERSEDED],
            quarantined=self._counts[MessageState.QUARANTINED],
            acknowledged=self._counts["acknowledged"],
            error=self.error or self.ack_error,
        )


def _success(connection: Connection, now: datetime, ack_error: str, adapter: OtaAdapter) -> dict[str, Any]:
    paused = connection.status == ConnectionStatus.PAUSED
    return {
        "last_success_at": now,
        "last_error": ack_error[:500],
        "consecutive_failures": 0,
        "status": connection.status if paused else ConnectionStatus.ACTIVE.value,
        "next_pull_at": now + poll_after(adapter.capabilities().min_poll_seconds),
    }


def _failure(
    connection: Connection, now: datetime, message: str, error: OtaError | None = None
) -> dict[str, Any]:
    """Wait longer after each failure; give up asking when the log-in was refused three times."""
    failures = connection.consecutive_failures + 1
    wait = min(_LONGEST_WAIT, timedelta(minutes=2 ** min(failures - 1, 4)))
    if isinstance(error, Throttled):
        wait = max(wait, timedelta(seconds=error.retry_after))
    refused = isinstance(error, AuthFailed) and failures >= _AUTH_FAILURES
    return {
        "last_error": message[:500],
        "consecutive_failures": failures,
        "status": ConnectionStatus.DISABLED.value if refused else connection.status,
        "next_pull_at": now + wait,
    }
