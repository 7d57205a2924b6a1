"""Letters claimed for sending: locked, checked once more, leased, committed."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from django.db import connection, transaction

from accounts.tenancy import current_organization_id
from accounts.tenancy.scope import required_organization_id
from compliance.selectors.permission import permission_recheck
from compliance.types import TrackingMode
from delivery.models import Mailing, Message
from delivery.selectors.frequency import frequency_annotate_due, frequency_limits
from delivery.selectors.tracking import tracking_of_each
from delivery.types import WAITING, MailingState, MessageState, Stream

LEASE = timedelta(seconds=180)
BATCH = 50
LARGEST_BATCH = 1_000
_LOCK_CLASS = 20_419  # any number that no other room locks with

# `due` locks the rows, and asks compliance once more in the same statement.
_CLAIM = """
WITH due AS MATERIALIZED ({due})
UPDATE delivery_message AS row SET
    state = CASE WHEN due.permission_reason = '' THEN %(claimed)s ELSE %(skipped)s END,
    reason = due.permission_reason,
    claimed_by = %(worker)s,
    due_at = CASE WHEN due.permission_reason = '' THEN %(lease_until)s::timestamptz END,
    attempts = row.attempts + CASE WHEN due.permission_reason = '' THEN 1 ELSE 0 END,
    merge = CASE WHEN due.permission_reason = '' THEN row.merge ELSE '{{}}'::jsonb END,
    basis = CASE WHEN due.permission_reason = '' THEN row.basis ELSE '' END,
    evidence = CASE WHEN due.permission_reason = '' THEN row.evidence ELSE '' END,
    evidence_id = CASE WHEN due.permission_reason = '' THEN row.evidence_id END,
    basis_until = CASE WHEN due.permission_reason = '' THEN row.basis_until END,
    rules = CASE WHEN due.permission_reason = '' THEN row.rules ELSE '' END
FROM due
WHERE row.organization_id = %(organization)s AND row.month = %(month)s AND row.id = due.id
RETURNING row.id, row.address, row.provider, row.language, row.merge, row.attempts,
    row.address_hash, row.state = %(claimed)s
"""


@dataclass(frozen=True, slots=True)
class ClaimedMessage:
    """What a sender needs of one row. `attempt` counts this one, from 1.

    `track`: its reader may be counted. For anyone else the letter holds no pixel, and straight links.
    """

    id: int
    address: str
    provider: str
    language: str
    merge: dict[str, Any]
    attempt: int
    track: bool


@dataclass(frozen=True, slots=True)
class Claim:
    """A batch in one worker's hands, and how many rows were skipped on the way."""

    messages: list[ClaimedMessage]
    skipped: int


def messages_claim(
    *, mailing_id: int, worker: str, now: datetime, size: int = BATCH, lease: timedelta = LEASE
) -> Claim:
    """Take up to `size` due letters; no other worker gets them while the lease lasts.

    The statement that locks them also asks compliance again, so a withdrawal since the freeze is
    honoured: such rows become skipped with their reason. Nothing is claimed from a mailing that
    is not SENDING. `worker` must be unique for each run of a worker. Committed when it returns.
    """
    with transaction.atomic(durable=True):
        return claim_within(mailing_id=mailing_id, worker=worker, now=now, size=size, lease=lease)


def claim_within(
    *, mailing_id: int, worker: str, now: datetime, size: int = BATCH, lease: timedelta = LEASE
) -> Claim:
    """The same inside the caller's transaction, for a drill that is undone: nothing of it may be sent."""
    mailing = Mailing.objects.filter(pk=mailing_id, state=MailingState.SENDING).first()
    if mailing is None:
        return Claim([], 0)
    rows = _claim(mailing, worker, now, min(size, LARGEST_BATCH), lease)
    kept = [row for row in rows if row[-1]]
    tracked = set() if mailing.kind else _tracked({bytes(row[6]) for row in kept if row[6] is not None}, now)
    claimed = [
        ClaimedMessage(number, address, provider, language, orjson.loads(merge), attempt, key in tracked)
        for number, address, provider, language, merge, attempt, key, _ in kept
    ]
    return Claim(claimed, len(rows) - len(claimed))


def _tracked(address_hashes: set[bytes], now: datetime) -> set[bytes]:
    """Whose opens or clicks may be noted at all (CNIL 2026-042: nobody else's letter holds a pixel)."""
    modes = tracking_of_each(address_hashes=address_hashes, now=now)
    return {key for key, mode in modes.items() if mode is not TrackingMode.NONE}


def _claim(
    mailing: Mailing, worker: str, now: datetime, size: int, lease: timedelta
) -> list[tuple[Any, ...]]:
    due = Message.objects.filter(
        mailing=mailing,
        month=mailing.month,
        mailing__state=MailingState.SENDING,
        state__in=WAITING,
        due_at__lte=now,
    )
    limits = frequency_limits() if mailing.stream == Stream.MARKETING else []
    if limits:
        _one_at_a_time()
    checked: Any = permission_recheck(
        due,
        purpose=Stream(mailing.stream).purpose,
        now=now,
        basis="basis",
        evidence="evidence",
        until="basis_until",
        scope=mailing.scope,
    )
    if limits:
        checked = frequency_annotate_due(checked, limits=limits, mailing=mailing, now=now)
    checked = checked.select_for_update(skip_locked=True, of=("self",))
    query, parameters = (
        checked.order_by("due_at", "id").values("id", "permission_reason")[:size].query.sql_with_params()
    )
    # Positional and named parameters do not mix, so the query's own are named too.
    named = {f"due_{number}": value for number, value in enumerate(parameters)}
    first, *rest = query.split("%s")
    due_sql = first + "".join(f"%({name})s{part}" for name, part in zip(named, rest, strict=True))
    with connection.cursor() as cursor:
        cursor.execute(
            _CLAIM.format(due=due_sql),
            named
            | {
                "claimed": MessageState.CLAIMED.value,
                "skipped": MessageState.SKIPPED.value,
                "worker": worker,
                "lease_until": now + lease,
                "organization": current_organization_id(),
                "month": mailing.month,
            },
        )
        return list(cursor.fetchall())


def _one_at_a_time() -> None:
    """Let no two mailings of the organisation claim at once, so that neither misses the other's letter."""
    organization_id = required_organization_id("Message")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK_CLASS, organization_id % 2**31])
