"""Many workers at one connection at once: nothing may be doubled, nothing lost, and the counts must add up."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeVar

from django.db import connections
from django.utils import timezone

from accounts.tenancy import tenant_scope
from integrations_ota.errors import ConnectionBusy
from integrations_ota.models import Acknowledgement, ChangedDay, Connection, RawMessage, Reservation
from integrations_ota.services.changed import connection_resend_request
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.push import connection_push
from integrations_ota.services.quota import QUOTA_USED_UP
from integrations_ota.types import ConnectionStatus, MessageState

T = TypeVar("T")
SINCE: Final = timedelta(days=730)
WORKERS: Final = 4
ROUNDS: Final = 2
PATIENCE: Final = 120.0
_PAUSE: Final = 0.1


def patiently(call: Callable[[], T], *, seconds: float = PATIENCE) -> T:
    """Do what needs the connection alone, waiting while another worker has it. Raises ConnectionBusy in the end."""
    until = time.monotonic() + seconds
    while True:
        try:
            return call()
        except ConnectionBusy:
            if time.monotonic() > until:
                raise
            time.sleep(_PAUSE)


@dataclass(frozen=True, slots=True)
class StressReport:
    """What the storm did, and what did not add up (`faults`, sentences)."""

    figures: Counter[str]
    seconds: float
    faults: tuple[str, ...]

    def __str__(self) -> str:
        """The figures in one sentence."""
        f = self.figures
        return (
            f"{f['pulls']} pulls and {f['pushes']} pushes by {WORKERS} workers, {f['busy']} times held back; "
            f"{f['received']} messages fetched, {f['new']} new and stored once, {f['owed']} receipts owed; "
            f"{f['accepted']} of {f['marked']} days taken in {f['calls']} calls; {self.seconds:.1f} s"
        )


def connection_stress(*, connection: Connection, pushes: bool) -> StressReport:
    """Fetch two years again and, with `pushes`, send the whole calendar again, from several workers at once.

    The connection is paused meanwhile, so that nobody else's pull or push spoils the counts.
    """
    status = connection.status
    Connection.objects.filter(pk=connection.pk).update(status=ConnectionStatus.PAUSED.value)
    try:
        return _Storm(connection, pushes=pushes).run()
    finally:
        Connection.objects.filter(pk=connection.pk).update(status=status)


class _Storm:
    def __init__(self, connection: Connection, *, pushes: bool) -> None:
        self._connection = connection
        self._pushes = pushes
        self._figures: Counter[str] = Counter()
        self._faults: list[str] = []

    def run(self) -> StressReport:
        began = time.monotonic()
        # What waited before is sent first: only days of this storm are counted.
        patiently(self._drain)
        self._figures.clear()
        messages, reservations = self._messages(), self._reservations()
        if self._pushes:
            self._figures["marked"] = connection_resend_request(
                connection=self._connection, actor=None, now=timezone.now()
            )
        with ThreadPoolExecutor(WORKERS) as pool:
            for counted in pool.map(self._work, range(WORKERS)):
                self._figures += counted
        patiently(self._drain)
        self._judge(messages, reservations)
        return StressReport(self._figures, time.monotonic() - began, tuple(self._faults))

    def _work(self, number: int) -> Counter[str]:
        """One worker: every second one begins with a push, so that both kinds meet."""
        done: Counter[str] = Counter()
        try:
            with tenant_scope(self._connection.organization_id):
                for turn in range(2 * ROUNDS):
                    act = self._pull if (number + turn) % 2 == 0 else self._push
                    self._insist(act, done)
        finally:
            connections.close_all()
        return done

    def _insist(self, act: Callable[[Counter[str]], None], done: Counter[str]) -> None:
        def once() -> None:
            try:
                act(done)
            except ConnectionBusy:
                done["busy"] += 1
                raise

        patiently(once)

    def _pull(self, done: Counter[str]) -> None:
        now = timezone.now()
        pulled = connection_pull(connection_id=self._connection.pk, now=now, since=now - SINCE)
        done.update(pulls=1, received=pulled.received, new=pulled.new)
        if pulled.error == QUOTA_USED_UP:
            done["busy"] += 1
        elif pulled.error:
            self._faults.append(pulled.error)

    def _push(self, done: Counter[str]) -> None:
        sent = connection_push(connection_id=self._connection.pk, now=timezone.now())
        done.update(pushes=1, accepted=sent.accepted, rejected=sent.rejected, calls=sent.calls)

    def _drain(self) -> None:
        """Send the rest, as slowly as the channel's quota wants it."""
        until = time.monotonic() + PATIENCE
        while self._waiting() and time.monotonic() < until:
            self._push(self._figures)
            time.sleep(self._told_to_wait(timezone.now()) if self._waiting() else 0)

    def _told_to_wait(self, now: datetime) -> float:
        self._connection.refresh_from_db(fields=["next_push_at"])
        at = self._connection.next_push_at
        return 1.0 if at is None else min(max((at - now).total_seconds(), _PAUSE), PATIENCE / 2)

    def _judge(self, messages: int, reservations: int) -> None:
        f = self._figures
        f["owed"] = Acknowledgement.objects.filter(connection=self._connection, acked_at=None).count()
        fresh = RawMessage.objects.filter(connection=self._connection, state=MessageState.NEW.value).count()
        more_messages, more = self._messages() - messages, self._reservations() - reservations
        self._expect("messages stored", more_messages, f["new"])
        self._expect("messages not applied", fresh, 0)
        self._expect("receipts owed", f["owed"], 0)
        self._expect("days taken or refused", f["accepted"] + f["rejected"], f["marked"])
        self._expect("days refused", f["rejected"], 0)
        self._expect("days still waiting", self._waiting(), 0)
        if more > f["new"]:
            self._faults.append(f"{more} reservations more from {f['new']} new messages")

    def _expect(self, what: str, found: int, wanted: int) -> None:
        if found != wanted:
            self._faults.append(f"{what}: {found} instead of {wanted}")

    def _messages(self) -> int:
        return RawMessage.objects.filter(connection=self._connection).count()

    def _reservations(self) -> int:
        return Reservation.objects.filter(connection=self._connection).count()

    def _waiting(self) -> int:
        return ChangedDay.objects.filter(connection=self._connection).count()
