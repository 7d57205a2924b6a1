"""Letters claimed for sending: locked, checked once more, leased, committed."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Value

from compliance.selectors.permission import permission_annotate
from delivery.models import Mailing, Message
from delivery.types import (
    REASON_LEASE_EXPIRED,
    WAITING,
    MailingState,
    MessageState,
    Stream,
)

LEASE = timedelta(seconds=180)
BATCH = 50


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """What a sender needs of one row. `attempt` counts this one, from 1."""

    id: int
    address: str
    address_hash: bytes
    language: str
    merge: dict[str, Any]
    attempt: int


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch in one worker's hands, and how many rows were skipped on the way."""

    messages: list[ClaimedMessage]
    skipped: int


def messages_claim(
    *, mailing_id: int, worker: str, now: datetime, size: int = BATCH, lease: timedelta = LEASE
) -> Claim:
    """Take up to `size` due letters; no other worker gets them while the lease lasts.

    The select that locks them also asks compliance again, so a withdrawal since the freeze is
    honoured: such rows become skipped with their reason. Nothing is claimed from a mailing that
    is not SENDING. `worker` must be unique for each run of a worker.
    """
    with transaction.atomic(durable=True):
        rows = _lock_due(mailing_id, now, size)
        lawful = [row for row in rows if not row.permission_reason]
        _skip([row for row in rows if row.permission_reason])
        Message.objects.filter(pk__in=[row.pk for row in lawful]).update(
            state=MessageState.CLAIMED,
            claimed_by=worker,
            lease_until=now + lease,
            attempts=F("attempts") + 1,
        )
    return Claim([_claimed(row) for row in lawful], len(rows) - len(lawful))


def _lock_due(mailing_id: int, now: datetime, size: int) -> list[Any]:
    stream = (
        Mailing.objects.filter(pk=mailing_id, state=MailingState.SENDING)
        .values_list("stream", flat=True)
        .first()
    )
    if stream is None:
        return []
    due = Message.objects.filter(
        mailing_id=mailing_id,
        mailing__state=MailingState.SENDING,
        state__in=WAITING,
        next_attempt_at__lte=now,
    )
    # The kind of address was settled at the freeze and cannot change for this letter.
    checked: Any = permission_annotate(
        due.alias(email_kind=Value("real")), purpose=Stream(stream).purpose, now=now
    )
    locked = checked.select_for_update(skip_locked=True, of=("self",))
    return list(locked.order_by("next_attempt_at", "id")[:size])


def _skip(rows: list[Any]) -> None:
    by_reason: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        by_reason[row.permission_reason].append(row.pk)
    for reason, ids in by_reason.items():
        Message.objects.filter(pk__in=ids).update(
            state=MessageState.SKIPPED,
            reason=reason,
            next_attempt_at=None,
            merge={},
            basis="",
            evidence_id=None,
        )


def _claimed(row: Any) -> ClaimedMessage:
    return ClaimedMessage(
        row.pk, row.address, bytes(row.address_hash), row.language, row.merge, row.attempts + 1
    )


def leases_expire(*, now: datetime) -> int:
    """Mark letters whose worker vanished as UNKNOWN: whether they left, nobody here can say.

    They are never sent again by themselves. Returns how many.
    """
    expired = Message.objects.filter(state=MessageState.CLAIMED, lease_until__lt=now)
    return expired.update(
        state=MessageState.UNKNOWN, reason=REASON_LEASE_EXPIRED, lease_until=None, next_attempt_at=None
    )
