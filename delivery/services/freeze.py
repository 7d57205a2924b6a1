"""The audience frozen into the ledger: one row per recipient, allowed or not.

A large audience is frozen in slices by address hash, each in a transaction of its own, so that the first
letters leave while the rest is written, and several workers can write. Guests who share an inbox share its
hash, and so their slice.
"""

from datetime import datetime
from itertools import pairwise
from typing import Any

from django.db import connection, transaction
from django.db.models import BigIntegerField, Q, QuerySet, Value
from django.db.models.functions import Greatest, Least

from accounts.tenancy import current_organization_id
from compliance.rules import RULES_VERSION
from compliance.types import Purpose, Reason
from delivery.errors import MailingNotRunning
from delivery.models import Mailing, MailingSlice
from delivery.pace.providers import provider_sql
from delivery.services.finish import mailing_finish_if_done
from delivery.services.hold import hold_require_none
from delivery.services.partitions import ledger_month_analyze
from delivery.types import MailingState, MessageState, Stream

COLUMNS = (
    "recipient_ref",
    "address",
    "address_hash",
    "language",
    "merge",
    "permission_reason",
    "permission_basis",
    "permission_evidence",
    "permission_evidence_id",
    "permission_expires_at",
)

# From here on a claim planned without statistics would take seconds.
_LARGE = 1_000

# What one worker freezes in a second or two. Whoever is beyond it is frozen in slices.
_SLICE = 50_000
_SLICES = 16
BIGINT = BigIntegerField()
# The first is small, for letters to leave at once.
_FIRST = MailingSlice.HASHES // 64

# Of guests who share one inbox the first is written to: row_number over the allowed of each address.
_INSERT = """
WITH written AS (INSERT INTO delivery_message (
    organization_id, mailing_id, month, recipient_ref, address, address_hash, provider, language, merge, state,
    reason, basis, evidence, evidence_id, basis_until, rules, attempts, due_at, claimed_by, queue_id, response)
SELECT %(organization)s, %(mailing)s, %(month)s, recipient_ref, address, address_hash, {provider}, language,
    CASE WHEN outcome = '' THEN merge ELSE '{{}}'::jsonb END,
    CASE WHEN outcome = '' THEN %(queued)s ELSE %(skipped)s END, outcome,
    CASE WHEN outcome = '' THEN permission_basis ELSE '' END,
    CASE WHEN outcome = '' THEN permission_evidence ELSE '' END,
    CASE WHEN outcome = '' THEN permission_evidence_id END,
    CASE WHEN outcome = '' THEN permission_expires_at END,
    CASE WHEN outcome = '' THEN %(rules)s ELSE '' END, 0,
    CASE WHEN outcome = '' THEN %(now)s::timestamptz END, '', '', ''
FROM (
    SELECT audience.*, CASE
        WHEN permission_reason <> '' THEN permission_reason
        WHEN row_number() OVER (PARTITION BY address_hash ORDER BY permission_reason <> '', recipient_ref) > 1
        THEN %(same_inbox)s ELSE '' END AS outcome
    FROM ({audience}) AS audience
) AS decided
ON CONFLICT (organization_id, mailing_id, month, recipient_ref) DO NOTHING
RETURNING id)
SELECT count(*), min(id), max(id) FROM written
"""


def mailing_freeze(
    *, mailing: Mailing, recipients: QuerySet[Any], now: datetime, purpose: Purpose | None = None
) -> int:
    """Release a mailing and write its whole audience into the ledger; returns the audience's size.

    `recipients` has the columns or annotations named in COLUMNS, `permission_reason` from
    compliance's `permission_annotate` for the mailing's own purpose. Raises as `mailing_release`.
    """
    mailing_release(mailing=mailing, recipients=recipients, now=now, purpose=purpose)
    size = 0
    while (frozen := mailing_freeze_slice(mailing_id=mailing.pk, recipients=recipients, now=now)) is not None:
        size += frozen
    mailing_finish_if_done(mailing_id=mailing.pk, now=now)
    mailing.refresh_from_db()
    return size


@transaction.atomic
def mailing_release(
    *, mailing: Mailing, recipients: QuerySet[Any], now: datetime, purpose: Purpose | None = None
) -> None:
    """Start a mailing and divide its audience, for `mailing_freeze_slice` to write.

    Raises MailingNotRunning if it was released before, OrganizationHeld, ValueError for the
    permission of another purpose.
    """
    if purpose is not None and purpose != Stream(mailing.stream).purpose:
        raise ValueError(f"A {mailing.stream} mailing cannot go by permission for {purpose}.")
    hold_require_none(stream=Stream(mailing.stream))
    started = Mailing.objects.filter(pk=mailing.pk, state=MailingState.READY)
    if started.update(state=MailingState.SENDING, started_at=now) != 1:
        raise MailingNotRunning("This mailing was started before; its audience stays as it is.")
    mailing.state, mailing.started_at = MailingState.SENDING.value, now
    large = recipients.order_by().values("pk")[: _SLICE + 1].count() > _SLICE
    bounds = _bounds() if large else [0, MailingSlice.HASHES]
    MailingSlice.objects.bulk_create(
        MailingSlice(mailing=mailing, first=first, end=end) for first, end in pairwise(bounds)
    )


def mailing_freeze_slice(*, mailing_id: int, recipients: QuerySet[Any], now: datetime) -> int | None:
    """Write the next slice that no other worker is at; returns its size, None where there is none.

    `recipients` must be those of the release, at its time. The slice's row is locked until the
    commit, so that a worker that dies gives it back. Of a mailing that was cancelled meanwhile
    nothing more is written.
    """
    with transaction.atomic():
        part = _slice_take(mailing_id)
        if part is None:
            return None
        size, first, last = _insert(part.mailing, _within(recipients, part), now)
        if size >= _LARGE:
            ledger_month_analyze(month=part.mailing.month)
        # Only now, so that a pause or a cancellation never waits for a slice.
        going = Mailing.objects.filter(pk=mailing_id, state__in=(MailingState.SENDING, MailingState.PAUSED))
        if not going.update(
            first_message=Least("first_message", Value(first, BIGINT)),
            last_message=Greatest("last_message", Value(last, BIGINT)),
        ):
            transaction.set_rollback(True)
            return None
        MailingSlice.objects.filter(pk=part.pk).update(frozen_at=now)
    return size


def _bounds() -> list[int]:
    rest = MailingSlice.HASHES - _FIRST
    return [0, *(_FIRST + rest * number // _SLICES for number in range(_SLICES + 1))]


def _slice_take(mailing_id: int) -> MailingSlice | None:
    free = MailingSlice.objects.filter(mailing_id=mailing_id, frozen_at=None).order_by("first")
    return free.select_related("mailing").select_for_update(skip_locked=True, of=("self",)).first()


def _within(recipients: QuerySet[Any], part: MailingSlice) -> QuerySet[Any]:
    if part.end - part.first == MailingSlice.HASHES:
        return recipients
    if part.end == MailingSlice.HASHES:
        # Who has no address stands in the last slice, to be counted with the reason.
        return recipients.filter(Q(address_hash=None) | Q(address_hash__gte=_prefix(part.first)))
    return recipients.filter(address_hash__gte=_prefix(part.first), address_hash__lt=_prefix(part.end))


def _prefix(number: int) -> bytes:
    return number.to_bytes(2, "big")


def _insert(mailing: Mailing, recipients: QuerySet[Any], now: datetime) -> tuple[int, int | None, int | None]:
    audience, parameters = recipients.order_by().values(*COLUMNS).query.sql_with_params()
    names = [f"audience_{number}" for number in range(len(parameters))]
    # Positional and named parameters do not mix, so the audience's own are named too.
    first, *rest = audience.split("%s")
    audience = first + "".join(f"%({name})s{part}" for name, part in zip(names, rest, strict=True))
    named = dict(zip(names, parameters, strict=True))
    with connection.cursor() as cursor:
        # Just after an import the planner believes in a handful of guests, and would go through all
        # permissions once for each of them. Hash joins are right for few and for many.
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute("SET LOCAL work_mem = '64MB'")
        cursor.execute(
            _INSERT.format(audience=audience, provider=provider_sql("address")),
            named
            | {
                "organization": current_organization_id(),
                "mailing": mailing.pk,
                "month": mailing.month,
                "queued": MessageState.QUEUED.value,
                "skipped": MessageState.SKIPPED.value,
                "rules": RULES_VERSION,
                "same_inbox": Reason.SAME_INBOX.value,
                "now": now,
            },
        )
        size, first_id, last_id = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop = on")
        cursor.execute("SET LOCAL work_mem TO DEFAULT")
    return int(size), first_id, last_id
