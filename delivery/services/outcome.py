"""What became of a tried letter, and how it is written down: many at once."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from accounts.tenancy import current_organization_id
from delivery.services.claim import ClaimedMessage
from delivery.smtp.errors import OutcomeUnknown, SendFailed
from delivery.types import MessageState

ATTEMPTS = 3
FIRST_WAIT = timedelta(minutes=5)
# Exponential: 5 min, then 20 min, each up to a quarter longer so that retries do not come in a wave.
_FACTOR = 4
_JITTER = 0.25
RELAY_WAIT = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class Outcome:
    """The row's new state; `tried` is False where the letter goes back to the queue unharmed."""

    id: int
    state: MessageState
    reason: str = ""
    response: str = ""
    message_id: str = ""
    handed_at: datetime | None = None
    next_attempt_at: datetime | None = None
    tried: bool = True


def outcome_handed(message: ClaimedMessage, header: str, response: str, now: datetime) -> Outcome:
    """The next server took it."""
    return Outcome(message.id, MessageState.HANDED, response=response, message_id=header, handed_at=now)


def outcome_refused(message: ClaimedMessage, header: str, failed: SendFailed, now: datetime) -> Outcome:
    """Refused: later, never, or no more."""
    reason = failed.reason[:300]
    if failed.permanent:
        state = MessageState.BOUNCED if failed.about_recipient else MessageState.FAILED
        return Outcome(message.id, state, reason, str(failed)[:500], header)
    if message.attempt >= ATTEMPTS:
        gave_up = f"Gave up after {ATTEMPTS} attempts. {failed.reason}"[:300]
        return Outcome(message.id, MessageState.FAILED, gave_up, str(failed)[:500], header)
    wait = FIRST_WAIT * (_FACTOR ** (message.attempt - 1)) * (1 + random.random() * _JITTER)  # noqa: S311
    return Outcome(
        message.id, MessageState.DEFERRED, reason, str(failed)[:500], header, next_attempt_at=now + wait
    )


def outcome_unknown(message: ClaimedMessage, header: str, unknown: OutcomeUnknown) -> Outcome:
    """Sent to the last dot, and no answer."""
    return Outcome(message.id, MessageState.UNKNOWN, unknown.reason[:300], message_id=header)


def outcome_failed(message: ClaimedMessage, reason: str) -> Outcome:
    """The letter could not be built; the others go on."""
    return Outcome(message.id, MessageState.FAILED, reason[:300])


def outcome_left(message: ClaimedMessage, at: datetime, reason: str = "") -> Outcome:
    """Not tried: back to where it was, without counting an attempt."""
    state = MessageState.QUEUED if message.attempt == 1 else MessageState.DEFERRED
    return Outcome(message.id, state, reason[:300], next_attempt_at=at, tried=False)


_UPDATE = """
UPDATE delivery_message AS row SET
    state = result.state, reason = result.reason, response = result.response,
    message_id = CASE WHEN result.message_id <> '' THEN result.message_id ELSE row.message_id END,
    handed_at = result.handed_at, next_attempt_at = result.next_attempt_at, lease_until = NULL,
    attempts = row.attempts - CASE WHEN result.tried THEN 0 ELSE 1 END,
    merge = CASE WHEN result.state IN ('bounced', 'failed') THEN '{}'::jsonb ELSE row.merge END
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::text[], %s::timestamptz[],
    %s::timestamptz[], %s::boolean[])
    AS result(id, state, reason, response, message_id, handed_at, next_attempt_at, tried)
WHERE row.organization_id = %s AND row.id = result.id AND row.claimed_by = %s
    AND (row.state = 'claimed' OR (row.state = 'unknown' AND result.tried))
"""


def outcomes_record(*, outcomes: Sequence[Outcome], worker: str) -> int:
    """Write down a batch's results in one statement; returns how many rows took theirs.

    A row whose lease ran out meanwhile still learns the truth from the worker that held it, but
    goes back to the queue through nobody.
    """
    if not outcomes:
        return 0
    columns: list[Any] = [
        [outcome.id for outcome in outcomes],
        [outcome.state.value for outcome in outcomes],
        [outcome.reason.replace("\0", "") for outcome in outcomes],
        [outcome.response.replace("\0", "") for outcome in outcomes],
        [outcome.message_id for outcome in outcomes],
        [outcome.handed_at for outcome in outcomes],
        [outcome.next_attempt_at for outcome in outcomes],
        [outcome.tried for outcome in outcomes],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_UPDATE, [*columns, current_organization_id(), worker])
        return int(cursor.rowcount)
