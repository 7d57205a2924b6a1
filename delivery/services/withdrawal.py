"""Queued letters taken out when an address may no longer be written to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import Case, F, JSONField, Q, Value, When
from django.db.models.expressions import Combinable

from compliance.scopes import ALL, hotel_of, topic_of
from compliance.types import Purpose
from delivery.models import Message
from delivery.types import WAITING, MessageState, Stream


def messages_withdraw(*, address_hash: bytes, purpose: Purpose | None, reason: str, scope: str = ALL) -> int:
    """Skip every letter to an address that did not leave, of one purpose or (None) of all; returns how many.

    With a `scope` of one topic or hotel (compliance.scopes), only letters of that.

    Runs in the caller's transaction: what waits cannot be claimed once the withdrawal is answered. A letter in a
    worker's hands gets the reason alone, and the worker, who looks each second, lays it aside (`letters_withdrawn`).
    """
    open_ones = Q(state__in=WAITING) | Q(state=MessageState.CLAIMED, reason="")
    waiting = Message.objects.filter(open_ones, address_hash=address_hash, due_at__isnull=False)
    if purpose is not None:
        streams = [stream.value for stream in Stream if stream.purpose == purpose]
        waiting = waiting.filter(mailing__stream__in=streams)
    if topic := topic_of(scope):
        waiting = waiting.filter(mailing__topic=topic)
    if (hotel_id := hotel_of(scope)) is not None:
        waiting = waiting.filter(mailing__hotel_id=hotel_id)
    return waiting.update(
        reason=reason,
        state=_unless_held("state", Value(MessageState.SKIPPED.value)),
        due_at=_unless_held("due_at", Value(None)),
        merge=_unless_held("merge", Value({}, JSONField())),
        basis=_unless_held("basis", Value("")),
        evidence=_unless_held("evidence", Value("")),
        evidence_id=_unless_held("evidence_id", Value(None)),
        basis_until=_unless_held("basis_until", Value(None)),
        rules=_unless_held("rules", Value("")),
    )


def _unless_held(column: str, otherwise: Combinable) -> Any:
    return Case(When(state=MessageState.CLAIMED.value, then=F(column)), default=otherwise)


def letters_withdrawn(*, numbers: Iterable[int], month: date) -> dict[int, str]:
    """Which of these letters, claimed before, may not leave any more, each with its reason."""
    held = Message.objects.filter(pk__in=list(numbers), month=month, state=MessageState.CLAIMED)
    return dict(held.exclude(reason="").values_list("pk", "reason"))
