"""Queued letters taken out when an address may no longer be written to."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from accounts.tenancy.scope import required_organization_id
from compliance.scopes import ALL, hotel_of, topic_of
from compliance.types import Purpose
from delivery.models import Message
from delivery.types import WAITING, MessageState, Stream

# What a skipped letter keeps nothing of; a claimed one keeps all of it until its worker lays it aside.
_SKIPPED = {
    "state": "'skipped'",
    "due_at": "NULL",
    "merge": "'{}'",
    "basis": "''",
    "evidence": "''",
    "evidence_id": "NULL",
    "basis_until": "NULL",
    "rules": "''",
}
_SETTLED = ", ".join(
    f"{column} = CASE WHEN state = 'claimed' THEN {column} ELSE {empty} END"
    for column, empty in _SKIPPED.items()
)
# Written out, since it is in the way of each answer to one click, and the ORM takes longer than PostgreSQL.
_WITHDRAW = f"""
UPDATE delivery_message AS letter SET reason = %(reason)s, {_SETTLED}
WHERE organization_id = %(organization)s AND address_hash = %(hash)s AND due_at IS NOT NULL
    AND (state = ANY(%(waiting)s) OR (state = 'claimed' AND reason = ''))
    AND EXISTS (
        SELECT FROM delivery_mailing AS mailing
        WHERE mailing.organization_id = letter.organization_id AND mailing.id = letter.mailing_id
            AND mailing.stream = ANY(%(streams)s)
            AND (%(topic)s = '' OR mailing.topic = %(topic)s)
            AND (%(hotel)s::bigint IS NULL OR mailing.hotel_id = %(hotel)s)
    )
"""  # noqa: S608 - of constants


def messages_withdraw(*, address_hash: bytes, purpose: Purpose | None, reason: str, scope: str = ALL) -> int:
    """Skip every letter to an address that did not leave, of one purpose or (None) of all; returns how many.

    With a `scope` of one topic or hotel (compliance.scopes), only letters of that.

    Runs in the caller's transaction: what waits cannot be claimed once the withdrawal is answered. A letter in a
    worker's hands gets the reason alone, and the worker, who looks each second, lays it aside (`letters_withdrawn`).
    """
    streams = [stream.value for stream in Stream if purpose in {None, stream.purpose}]
    values: dict[str, Any] = {
        "organization": required_organization_id("Message"),
        "hash": address_hash,
        "reason": reason,
        "waiting": [state.value for state in WAITING],
        "streams": streams,
        "topic": topic_of(scope),
        "hotel": hotel_of(scope),
    }
    with connection.cursor() as cursor:
        cursor.execute(_WITHDRAW, values)
        return int(cursor.rowcount)


def letters_withdrawn(*, numbers: Iterable[int], month: date) -> dict[int, str]:
    """Which of these letters, claimed before, may not leave any more, each with its reason."""
    held = Message.objects.filter(pk__in=list(numbers), month=month, state=MessageState.CLAIMED)
    return dict(held.exclude(reason="").values_list("pk", "reason"))
