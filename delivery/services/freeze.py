"""The audience frozen into the ledger by one statement: one row per recipient, allowed or not."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.tenancy import current_organization_id
from compliance.types import Purpose, Reason
from delivery.errors import MailingNotRunning
from delivery.models import Mailing, Message
from delivery.pace.providers import provider_sql
from delivery.services.hold import hold_require_none
from delivery.services.partitions import ledger_month_analyze
from delivery.types import UNFINISHED, MailingState, MessageState, Stream

COLUMNS = (
    "recipient_ref",
    "address",
    "address_hash",
    "language",
    "merge",
    "permission_reason",
    "permission_basis",
    "permission_evidence_id",
)

# From here on a claim planned without statistics would take seconds.
_LARGE = 1_000

# Of guests who share one inbox the first is written to: row_number over the allowed of each address.
_INSERT = """
WITH written AS (INSERT INTO delivery_message (
    organization_id, mailing_id, month, recipient_ref, address, address_hash, provider, language, merge, state,
    reason, basis, evidence_id, attempts, due_at, claimed_by, queue_id, response)
SELECT %(organization)s, %(mailing)s, %(month)s, recipient_ref, address, address_hash, {provider}, language,
    CASE WHEN outcome = '' THEN merge ELSE '{{}}'::jsonb END,
    CASE WHEN outcome = '' THEN %(queued)s ELSE %(skipped)s END, outcome,
    CASE WHEN outcome = '' THEN permission_basis ELSE '' END,
    CASE WHEN outcome = '' THEN permission_evidence_id END, 0,
    CASE WHEN outcome = '' THEN %(now)s::timestamptz END, '', '', ''
FROM (
    SELECT audience.*, CASE
        WHEN permission_reason <> '' THEN permission_reason
        WHEN row_number() OVER (PARTITION BY permission_reason, address_hash ORDER BY recipient_ref) > 1
        THEN %(same_inbox)s ELSE '' END AS outcome
    FROM ({audience}) AS audience
) AS decided
ON CONFLICT (organization_id, mailing_id, month, recipient_ref) DO NOTHING
RETURNING id)
SELECT count(*), min(id), max(id) FROM written
"""


@transaction.atomic
def mailing_freeze(
    *, mailing: Mailing, recipients: QuerySet[Any], now: datetime, purpose: Purpose | None = None
) -> int:
    """Write the audience into the ledger and release the mailing; returns the audience's size.

    `recipients` has the columns or annotations named in COLUMNS, `permission_reason` from
    compliance's `permission_annotate` for the mailing's own purpose. Raises MailingNotRunning
    if the mailing was released before, ValueError for the wrong purpose.
    """
    if purpose is not None and purpose != Stream(mailing.stream).purpose:
        raise ValueError(f"A {mailing.stream} mailing cannot go by permission for {purpose}.")
    hold_require_none(stream=Stream(mailing.stream))
    started = Mailing.objects.filter(pk=mailing.pk, state=MailingState.READY)
    if started.update(state=MailingState.SENDING, started_at=now) != 1:
        raise MailingNotRunning("This mailing was started before; its audience stays as it is.")
    size = _insert(mailing, recipients, now)
    if size >= _LARGE:
        ledger_month_analyze(month=mailing.month)
    mailing.state, mailing.started_at = MailingState.SENDING.value, now
    waiting = Message.objects.filter(mailing=mailing, month=mailing.month, state__in=UNFINISHED)
    if not waiting.exists():
        mailing.state, mailing.finished_at = MailingState.DONE.value, now
    mailing.save(update_fields=["state", "finished_at", "first_message", "last_message"])
    return size


def _insert(mailing: Mailing, recipients: QuerySet[Any], now: datetime) -> int:
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
        cursor.execute(
            _INSERT.format(audience=audience, provider=provider_sql("address")),
            named
            | {
                "organization": current_organization_id(),
                "mailing": mailing.pk,
                "month": mailing.month,
                "queued": MessageState.QUEUED.value,
                "skipped": MessageState.SKIPPED.value,
                "same_inbox": Reason.SAME_INBOX.value,
                "now": now,
            },
        )
        size, mailing.first_message, mailing.last_message = cursor.fetchone()
        cursor.execute("SET LOCAL enable_nestloop = on")
        return int(size)
