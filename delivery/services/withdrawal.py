"""Queued letters taken out when an address may no longer be written to."""

from compliance.scopes import ALL, hotel_of, topic_of
from compliance.types import Purpose
from delivery.models import Message
from delivery.types import WAITING, MessageState, Stream


def messages_withdraw(*, address_hash: bytes, purpose: Purpose | None, reason: str, scope: str = ALL) -> int:
    """Skip every waiting letter to an address, of one purpose or (None) of all; returns how many.

    With a `scope` of one topic or hotel (compliance.scopes), only letters of that.

    Runs in the caller's transaction, so that no letter goes out once the withdrawal is answered.
    """
    waiting = Message.objects.filter(address_hash=address_hash, state__in=WAITING, due_at__isnull=False)
    if purpose is not None:
        streams = [stream.value for stream in Stream if stream.purpose == purpose]
        waiting = waiting.filter(mailing__stream__in=streams)
    if topic := topic_of(scope):
        waiting = waiting.filter(mailing__topic=topic)
    if (hotel_id := hotel_of(scope)) is not None:
        waiting = waiting.filter(mailing__hotel_id=hotel_id)
    return waiting.update(
        state=MessageState.SKIPPED, reason=reason, due_at=None, merge={},
        basis="", evidence="", evidence_id=None, basis_until=None, rules="",
    )  # fmt: skip
