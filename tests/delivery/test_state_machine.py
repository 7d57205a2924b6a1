"""Claims, letters, crashes, leases and settlements in any order: the ledger adds up, nothing is lost or doubled.

Hypothesis chooses the order. The mail server is a dictionary that counts what it took; the workers, journals,
ledger and Postfix log are the real ones.
"""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import Any

import pytest
from django.db.models import Count
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.tenancy import tenant_scope
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from delivery.errors import MailingNotRunning
from delivery.models import Mailing, Message
from delivery.selectors.mailings import mailing_counts
from delivery.services.claim import LEASE, ClaimedMessage, messages_claim
from delivery.services.desk import outcome_of
from delivery.services.journals import journals_settle
from delivery.services.letters import message_id_of
from delivery.services.mailing import mailing_cancel, mailing_finish_if_done, mailing_pause, mailing_resume
from delivery.services.outcome import outcome_left, outcomes_record
from delivery.services.partitions import tallies_fold
from delivery.services.run import journal_name
from delivery.services.settle import leases_expire, unknown_resend, unknown_settle
from delivery.smtp.errors import OutcomeUnknown, SendFailed
from delivery.smtp.journal import Journal
from delivery.smtp.relay import SendResult
from tests.factories.accounts import OrganizationFactory
from tests.factories.delivery import mailing_started

GUESTS = 6
START = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
TAKEN = SendResult(accepted=True, code=250, response="2.0.0 Ok: queued as 4ABC")
LATER = SendFailed("The mailbox is busy.", 450)
NEVER = SendFailed("No such user.", 550, permanent=True)
SILENT = OutcomeUnknown("no answer")


class Worker:
    """A worker with its journal, and the letters in its hands."""

    def __init__(self, name: str, mailing: Mailing, directory: Path) -> None:
        self.name = name
        self.hands: list[ClaimedMessage] = []
        about = {"mailing": mailing.pk, "month": mailing.month, "worker": name}
        self.journal = Journal(directory, name=journal_name(mailing.organization_id, name), about=about)

    def die(self) -> None:
        """What the kernel does after kill -9: the file stays, the lock goes."""
        self.journal._map.close()
        os.close(self.journal._file)


class Ledger(RuleBasedStateMachine):
    @initialize(has_log=st.booleans())
    def begin(self, has_log: bool) -> None:
        self.now = START
        self.directory = Path(mkdtemp(prefix="bellhop-journal-"))
        self.log = self.directory / "mail.log"
        self.organization = OrganizationFactory()
        self.scope = tenant_scope(self.organization.pk)
        self.scope.__enter__()
        self.settings = override_settings(
            BELLHOP_JOURNAL_DIR=str(self.directory), BELLHOP_RELAY_LOG=str(self.log) if has_log else "",
            BELLHOP_QUEUE_COMMAND="", BELLHOP_SETTLE_SECONDS=120,
        )  # fmt: skip
        self.settings.enable()
        self.mailing = mailing_started(guests=GUESTS, now=START)
        self.workers: list[Worker] = []
        self.arrived: Counter[int] = Counter()
        self.resent: set[int] = set()
        self.barred: set[int] = set()
        self.made = 0
        self._log("postfix/qmgr[1]: 4AAA: removed")

    def teardown(self) -> None:
        if hasattr(self, "settings"):
            for worker in self.workers:
                worker.die()
            self.settings.disable()
            rmtree(self.directory)
            self.scope.__exit__(None, None, None)

    def _log(self, line: str) -> None:
        with self.log.open("a") as file:
            file.write(f"{self.now.isoformat()} mail {line}\n")

    # --- What happens ------------------------------------------------------------------------------

    @rule(size=st.integers(1, 4))
    def a_worker_claims(self, size: int) -> None:
        self.made += 1
        worker = Worker(f"w{self.made}", self.mailing, self.directory)
        claim = messages_claim(mailing_id=self.mailing.pk, worker=worker.name, now=self.now, size=size)
        assert not {message.id for message in claim.messages} & self.barred
        worker.hands = claim.messages
        self.workers.append(worker)

    @precondition(lambda self: any(worker.hands for worker in self.workers))
    @rule(result=st.sampled_from([TAKEN, LATER, NEVER, SILENT]), crash=st.sampled_from(["", "started", "sent", "noted"]),
          data=st.data())  # fmt: skip
    def a_letter_is_sent(self, result: Any, crash: str, data: st.DataObject) -> None:
        """And perhaps its worker dies: before the first byte, after the last, or before the database knows."""
        worker = data.draw(st.sampled_from([each for each in self.workers if each.hands]))
        message = worker.hands.pop(0)
        worker.journal.started(message.id)
        if crash == "started":
            self._dies(worker)
            return
        if result in (TAKEN, SILENT):
            self._arrives(message)
        if crash == "sent":
            self._dies(worker)
            return
        worker.journal.settled(message.id, result)
        if crash == "noted":
            self._dies(worker)
            return
        outcome = outcome_of(message, result, self.now, timedelta(seconds=120) if self.has_log else None)
        self._record(worker, [outcome])

    @precondition(lambda self: self.workers)
    @rule(data=st.data())
    def a_worker_ends_well(self, data: st.DataObject) -> None:
        worker = data.draw(st.sampled_from(self.workers))
        self._record(worker, [outcome_left(message, self.now) for message in worker.hands])
        with worker.journal:
            self.workers.remove(worker)

    @precondition(lambda self: self.workers)
    @rule(data=st.data())
    def a_worker_is_killed(self, data: st.DataObject) -> None:
        self._dies(data.draw(st.sampled_from(self.workers)))

    @rule()
    def the_sweeper_comes(self) -> None:
        self._log("postfix/anvil[1]: statistics: max connection rate 1/60s")
        journals_settle(now=self.now)
        leases_expire(now=self.now)
        unknown_settle(now=self.now)
        tallies_fold()
        mailing_finish_if_done(mailing_id=self.mailing.pk, now=self.now)

    @rule(minutes=st.sampled_from([1, 6, 30]))
    def time_passes(self, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        if minutes * 60 > LEASE.total_seconds():
            self._log("postfix/anvil[1]: statistics: max connection rate 1/60s")

    @rule()
    def somebody_pauses_or_resumes(self) -> None:
        try:
            mailing_pause(mailing_id=self.mailing.pk, now=self.now)
        except MailingNotRunning:
            if self._state() == "paused":
                mailing_resume(mailing_id=self.mailing.pk, now=self.now)

    @rule(number=st.integers(0, GUESTS - 1))
    def a_guest_withdraws(self, number: int) -> None:
        row = Message.objects.order_by("id")[number]
        assert row.address_hash is not None
        suppression_add(
            address_hash=bytes(row.address_hash), reason=SuppressionReason.UNSUBSCRIBED, now=self.now
        )
        self.barred.add(row.pk)

    @rule()
    def somebody_sends_what_is_in_doubt_again(self) -> None:
        unknown = Message.objects.filter(state="unknown", due_at=None)
        self.resent |= set(unknown.values_list("id", flat=True))
        unknown_resend(mailing_id=self.mailing.pk, now=self.now)

    @rule()
    def somebody_cancels(self) -> None:
        # Rarely, or nothing else would be seen.
        if self.made % 5 == 4 and self._state() in ("sending", "paused"):
            mailing_cancel(mailing_id=self.mailing.pk, now=self.now)

    # --- What holds --------------------------------------------------------------------------------

    @invariant()
    def the_ledger_adds_up(self) -> None:
        if not hasattr(self, "mailing"):
            return
        counted = mailing_counts([self.mailing.pk])[self.mailing.pk]
        rows = Message.objects.order_by().values("state").annotate(rows=Count("id"))
        assert sum(counted.values()) == GUESTS
        assert {state: count for state, count in counted.items() if count} == {
            row["state"]: row["rows"] for row in rows
        }

    @invariant()
    def nothing_is_lost_and_nothing_doubled(self) -> None:
        if not hasattr(self, "mailing"):
            return
        for row in Message.objects.only("id", "state"):
            if row.pk not in self.resent:
                assert self.arrived[row.pk] <= 1, f"{row.pk} arrived {self.arrived[row.pk]} times"
            if row.state == "handed":
                assert self.arrived[row.pk] >= 1, f"{row.pk} is called handed and never arrived"
            if row.state in ("skipped", "failed", "bounced") and row.pk not in self.resent:
                assert self.arrived[row.pk] == 0, f"{row.pk} arrived and is called {row.state}"

    # --- Means -------------------------------------------------------------------------------------

    @property
    def has_log(self) -> bool:
        from django.conf import settings as current

        return bool(current.BELLHOP_RELAY_LOG)

    def _state(self) -> str:
        return Mailing.objects.get(pk=self.mailing.pk).state

    def _arrives(self, message: ClaimedMessage) -> None:
        self.arrived[message.id] += 1
        header = message_id_of(self.mailing, message.id)
        queue_id = f"4{message.id:05X}{self.arrived[message.id]}"
        self._log(f"postfix/cleanup[1]: {queue_id}: message-id={header}")
        self._log(f"postfix/qmgr[1]: {queue_id}: from=<b@x.example>, size=9, nrcpt=1 (queue active)")

    def _record(self, worker: Worker, outcomes: list[Any]) -> None:
        outcomes_record(
            outcomes=outcomes, mailing_id=self.mailing.pk, month=self.mailing.month, worker=worker.name
        )

    def _dies(self, worker: Worker) -> None:
        worker.die()
        self.workers.remove(worker)


@pytest.mark.django_db
def test_no_order_of_events_loses_or_doubles_a_letter() -> None:
    run_state_machine_as_test(
        Ledger,
        settings=settings(
            max_examples=40,
            stateful_step_count=30,
            deadline=None,
            # A failure shows its steps; making them fewer takes minutes.
            phases=[Phase.reuse, Phase.generate],
            suppress_health_check=list(HealthCheck),
        ),
    )
