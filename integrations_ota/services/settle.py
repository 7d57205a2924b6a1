"""What becomes of the outbox after a channel answered, item by item."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from integrations_ota.adapters.ari import PushOutcome, PushResult
from integrations_ota.models import ChangedDay, Connection
from integrations_ota.services.issues import IssueNote, issues_open, issues_resolve
from integrations_ota.services.portions import Item
from integrations_ota.services.waiting import wait_after
from integrations_ota.types import IssueKind

_HOLDS = frozenset({PushOutcome.ACCEPTED, PushOutcome.WARNED})
_ISSUES = {PushOutcome.REJECTED: IssueKind.PUSH_REJECTED, PushOutcome.WARNED: IssueKind.PUSH_WARNING}


@transaction.atomic
def results_settle(
    *, connection: Connection, items: Sequence[Item], results: Sequence[PushResult], now: datetime
) -> dict[PushOutcome, int]:
    """Write down one answer; return how many days had which outcome.

    What holds leaves the outbox, unless it changed again meanwhile. What is refused stays, is shown
    to the hotel, and is not sent again before the hotel changes it. An item without an answer is
    tried again.
    """
    answers: Mapping[str, PushResult] = {result.key: result for result in results}
    days = dict.fromkeys(PushOutcome, 0)
    for item in items:
        answer = answers.get(item.change.key) or PushResult(
            item.change.key, PushOutcome.RETRY, "The channel said nothing about this change."
        )
        days[answer.outcome] += len(item.rows)
        _settle_rows(item, answer, now)
        _settle_issues(connection, item, answer, now)
    return days


def _settle_rows(item: Item, answer: PushResult, now: datetime) -> None:
    # The change's name guards: a row that was marked anew while we were talking is left alone.
    rows = ChangedDay.objects.filter(
        pk__in=[row.pk for row in item.rows], change__in={row.change for row in item.rows}
    )
    if answer.outcome in _HOLDS:
        rows.delete()
    elif answer.outcome is PushOutcome.REJECTED:
        rows.update(next_attempt_at=None, last_error=answer.detail[:500])
    else:
        attempts = item.rows[0].attempts + 1
        rows.update(
            attempts=attempts, next_attempt_at=now + wait_after(attempts), last_error=answer.detail[:500]
        )


def _settle_issues(connection: Connection, item: Item, answer: PushResult, now: datetime) -> None:
    opened = _ISSUES.get(answer.outcome)
    if answer.outcome is PushOutcome.RETRY:
        return
    for kind in _ISSUES.values():
        if kind is not opened:
            issues_resolve(connection=connection, kind=kind, subjects=[item.product], now=now)
    if opened is not None:
        span = item.change.span
        detail = f"{item.product}, {span.first} to {span.last}: {answer.detail}"
        issues_open(connection=connection, notes=[IssueNote(opened, item.product, detail)], now=now)
