"""What became of a tried letter, and how it is written down: many at once."""

import random
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Protocol

from django.db import connection

from accounts.tenancy import current_organization_id
from delivery.smtp.errors import OutcomeUnknown, SendFailed
from delivery.types import REASON_CANCELLED, MailingState, MessageState

ATTEMPTS = 3
FIRST_WAIT = timedelta(minutes=5)
# Exponential: 5 min, then 20 min, each up to a quarter longer so that retries do not come in a wave.
_FACTOR = 4
_JITTER = 0.25
RELAY_WAIT = timedelta(seconds=30)
_QUEUED_AS = re.compile(r"(?:queued as |\bid=)([\w.-]{1,100})", re.IGNORECASE)


class Attempted(Protocol):
    """A row that was tried; `attempt` counts this time, from 1."""

    @property
    def id(self) -> int: ...
    @property
    def attempt(self) -> int: ...


@dataclass(slots=True)
class Outcome:
    """The row's new state; `tried` is False where the letter goes back to the queue unharmed.

    `due_at` is set where the row still wants attention: when to try it, or to ask the log about it.
    """

    id: int
    state: MessageState
    reason: str = ""
    response: str = ""
    queue_id: str = ""
    handed_at: datetime | None = None
    due_at: datetime | None = None
    tried: bool = True


def outcome_handed(message: Attempted, response: str, now: datetime) -> Outcome:
    """The next server took it."""
    return Outcome(
        message.id,
        MessageState.HANDED,
        response=response[:500],
        queue_id=queue_id_of(response),
        handed_at=now,
    )


def queue_id_of(response: str) -> str:
    """The name a server gives the letter in its answer, as Postfix, Exim and many others write it."""
    match = _QUEUED_AS.search(response)
    return match[1] if match else ""


def outcome_refused(message: Attempted, failed: SendFailed, now: datetime) -> Outcome:
    """Refused: later, never, or no more."""
    reason = failed.reason[:300]
    if failed.permanent:
        state = MessageState.BOUNCED if failed.about_recipient else MessageState.FAILED
        return Outcome(message.id, state, reason, str(failed)[:500])
    wait = FIRST_WAIT * (_FACTOR ** (message.attempt - 1)) * (1 + random.random() * _JITTER)  # noqa: S311
    if not failed.about_recipient:
        # A server that has no room, or doubts the sender, says nothing about the letter.
        return outcome_left(message, now + wait, reason)
    if message.attempt >= ATTEMPTS:
        gave_up = f"Gave up after {ATTEMPTS} attempts. {failed.reason}"[:300]
        return Outcome(message.id, MessageState.FAILED, gave_up, str(failed)[:500])
    return Outcome(message.id, MessageState.DEFERRED, reason, str(failed)[:500], due_at=now + wait)


def outcome_unknown(message: Attempted, unknown: OutcomeUnknown, ask_at: datetime | None) -> Outcome:
    """Sent to the last dot, and no answer; the mail server's log is asked at `ask_at`, if there is one."""
    return Outcome(message.id, MessageState.UNKNOWN, unknown.reason[:300], due_at=ask_at)


def outcome_failed(message: Attempted, reason: str) -> Outcome:
    """The letter could not be built; the others go on."""
    return Outcome(message.id, MessageState.FAILED, reason[:300])


def outcome_skipped(message: Attempted, reason: str) -> Outcome:
    """Withdrawn while it waited in the worker's hands; not tried."""
    return Outcome(message.id, MessageState.SKIPPED, reason, tried=False)


def outcome_left(message: Attempted, at: datetime, reason: str = "") -> Outcome:
    """Not tried: back to where it was, without counting an attempt."""
    state = MessageState.QUEUED if message.attempt == 1 else MessageState.DEFERRED
    return Outcome(message.id, state, reason[:300], due_at=at, tried=False)


# Of a row whose person was erased meanwhile nothing is kept that a server may have repeated the address in.
# A row that was given back while its mailing was cancelled is what the cancelling could not see.
_UPDATE = """
UPDATE delivery_message AS row SET
    state = CASE WHEN cancelled THEN %(skipped)s ELSE result.state END,
    reason = CASE WHEN cancelled THEN %(cancelled)s WHEN row.address = '' THEN '' ELSE result.reason END,
    response = CASE WHEN row.address = '' THEN '' ELSE result.response END,
    queue_id = result.queue_id, handed_at = result.handed_at,
    due_at = CASE WHEN cancelled THEN NULL ELSE result.due_at END,
    attempts = row.attempts - CASE WHEN result.tried THEN 0 ELSE 1 END,
    merge = CASE WHEN cancelled OR result.state IN ('bounced', 'failed', 'skipped') THEN '{}'::jsonb
        ELSE row.merge END,
    basis = CASE WHEN result.state = 'skipped' THEN '' ELSE row.basis END,
    evidence = CASE WHEN result.state = 'skipped' THEN '' ELSE row.evidence END,
    evidence_id = CASE WHEN result.state = 'skipped' THEN NULL ELSE row.evidence_id END,
    basis_until = CASE WHEN result.state = 'skipped' THEN NULL ELSE row.basis_until END,
    rules = CASE WHEN result.state = 'skipped' THEN '' ELSE row.rules END
FROM (
    SELECT given.*, given.state IN ('queued', 'deferred') AND mailing.state = %(mailing_cancelled)s AS cancelled
    FROM unnest(%(ids)s::bigint[], %(states)s::text[], %(reasons)s::text[], %(responses)s::text[],
        %(queue_ids)s::text[], %(handed_at)s::timestamptz[], %(due_at)s::timestamptz[], %(tried)s::boolean[])
        AS given(id, state, reason, response, queue_id, handed_at, due_at, tried)
    JOIN delivery_mailing AS mailing
        ON mailing.organization_id = %(organization)s AND mailing.id = %(mailing)s
) AS result
WHERE row.organization_id = %(organization)s AND row.month = %(month)s AND row.id = result.id
    AND row.mailing_id = %(mailing)s AND row.claimed_by = %(worker)s
    AND (row.state = 'claimed' OR (row.state = 'unknown' AND result.tried))
"""


# Most outcomes are this one, so they travel as three texts: psycopg takes its time over arrays. A single letter's
# values are forgotten with it; a mailing's are kept, for its links.
_HANDED = """
UPDATE delivery_message AS row SET
    state = 'handed', reason = '', queue_id = coalesce(result.queue_id, ''),
    response = CASE WHEN row.address = '' THEN '' ELSE coalesce(result.response, '') END,
    handed_at = %(handed_at)s, due_at = NULL,
    merge = CASE WHEN (SELECT kind FROM delivery_mailing WHERE organization_id = %(organization)s AND id = %(mailing)s)
        = '' THEN row.merge ELSE '{}'::jsonb END
FROM unnest(string_to_array(%(ids)s, ',')::bigint[], string_to_array(%(responses)s, E'\\n'),
    string_to_array(%(queue_ids)s, E'\\n')) AS result(id, response, queue_id)
WHERE row.organization_id = %(organization)s AND row.month = %(month)s AND row.id = result.id
    AND row.mailing_id = %(mailing)s AND row.claimed_by = %(worker)s AND row.state IN ('claimed', 'unknown')
"""


def outcomes_record(*, outcomes: Sequence[Outcome], mailing_id: int, month: date, worker: str) -> int:
    """Write down results of one mailing, many at once; returns how many rows took theirs.

    A row whose lease ran out meanwhile still learns the truth from the worker that held it, but
    goes back to the queue through nobody. Letters handed over get the time of the last of them.
    """
    row: dict[str, Any] = {
        "organization": current_organization_id(),
        "mailing": mailing_id,
        "month": month,
        "worker": worker,
    }
    handed = [outcome for outcome in outcomes if outcome.state is MessageState.HANDED]
    others = [outcome for outcome in outcomes if outcome.state is not MessageState.HANDED]
    return (_record(_HANDED, _of_handed(handed) | row) if handed else 0) + (
        _record(_UPDATE, _of_others(others) | row) if others else 0
    )


def _record(statement: str, parameters: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return int(cursor.rowcount)


def _of_handed(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "ids": ",".join([str(outcome.id) for outcome in outcomes]),
        "responses": "\n".join([_one_line(outcome.response) for outcome in outcomes]),
        "queue_ids": "\n".join([outcome.queue_id for outcome in outcomes]),
        "handed_at": outcomes[-1].handed_at,
    }


def _one_line(text: str) -> str:
    return text.replace("\0", "").replace("\n", " ")


def _of_others(outcomes: list[Outcome]) -> dict[str, Any]:
    return {
        "ids": [outcome.id for outcome in outcomes],
        "states": [outcome.state.value for outcome in outcomes],
        "reasons": [outcome.reason.replace("\0", "") for outcome in outcomes],
        "responses": [outcome.response.replace("\0", "") for outcome in outcomes],
        "queue_ids": [outcome.queue_id for outcome in outcomes],
        "handed_at": [outcome.handed_at for outcome in outcomes],
        "due_at": [outcome.due_at for outcome in outcomes],
        "tried": [outcome.tried for outcome in outcomes],
        "skipped": MessageState.SKIPPED.value,
        "cancelled": REASON_CANCELLED,
        "mailing_cancelled": MailingState.CANCELLED.value,
    }
