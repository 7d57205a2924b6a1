"""What workers of this machine that are gone left behind, settled by their journals."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from accounts.tenancy.scope import required_organization_id
from delivery.models import Message
from delivery.selectors.logs import relay_logs
from delivery.services.desk import outcome_of
from delivery.services.outcome import Outcome, outcome_left, outcomes_record
from delivery.smtp.errors import OutcomeUnknown
from delivery.smtp.journal import DeadJournal, journal_is_alive, journals_dead
from delivery.types import MessageState

IN_DOUBT = "The sender stopped after the last dot was sent and before the mail server answered."


class Tried(NamedTuple):
    """A row and its attempt."""

    id: int
    attempt: int


def journals_directory() -> Path:
    """Where the workers of this machine keep their journals."""
    return Path(settings.BELLHOP_JOURNAL_DIR)


def worker_is_alive(worker: str) -> bool:
    """Whether a worker of the organisation in scope runs on this machine."""
    name = f"{required_organization_id('A journal')}-{worker}"
    return journal_is_alive(journals_directory(), name=name)


def journals_settle(*, now: datetime) -> int:
    """Settle the letters of workers that were killed; returns how many rows were settled.

    A letter with a result gets it, one that never left goes back to the queue, and one whose last dot was
    out and unanswered is UNKNOWN: at most one for each connection that was open.
    """
    prefix = f"{required_organization_id('A journal')}-"
    dead = journals_dead(journals_directory(), prefix=prefix)
    return sum(_settle(journal, now) for journal in dead)


def _settle(journal: DeadJournal, now: datetime) -> int:
    mailing_id, worker = int(journal.about["mailing"]), str(journal.about["worker"])
    month = date.fromisoformat(journal.about["month"])
    outcomes = list(_outcomes(journal, mailing_id, month, worker, now))
    return outcomes_record(outcomes=outcomes, mailing_id=mailing_id, month=month, worker=worker)


def _outcomes(
    journal: DeadJournal, mailing_id: int, month: date, worker: str, now: datetime
) -> Iterator[Outcome]:
    claimed = Message.objects.filter(
        mailing_id=mailing_id,
        month=month,
        claimed_by=worker,
        state=MessageState.CLAIMED,
        due_at__isnull=False,
    )
    wait = timedelta(seconds=settings.BELLHOP_SETTLE_SECONDS) if relay_logs() else None
    for row in (Tried(*each) for each in claimed.values_list("id", "attempts")):
        if (result := journal.results.get(row.id)) is not None:
            yield outcome_of(row, result, now, wait)
        elif row.id in journal.started:
            yield outcome_of(row, OutcomeUnknown(IN_DOUBT), now, wait)
        else:
            yield outcome_left(row, now)
