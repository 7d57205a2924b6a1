"""What a returned mail does to its letter and to the guest: once, whatever comes again."""

import logging
from datetime import datetime

from compliance.models import Suppression
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from delivery.inbound.types import Class, Record
from delivery.models import EngagementEvent, Message
from delivery.services.engagement import engagement_record, unsubscribe_record
from delivery.types import EngagementKind, MessageState

logger = logging.getLogger(__name__)

# A letter of unknown fate that comes back was surely taken by the next server.
_TAKEN = (MessageState.HANDED, MessageState.UNKNOWN)


def bounce_suppress(*, address_hash: bytes, now: datetime, source: str) -> Suppression:
    """Never write again to an address that does not exist. Idempotent. `source`: by which way we know."""
    return suppression_add(address_hash=address_hash, reason=SuppressionReason.BOUNCE, now=now, source=source)


def return_record(*, message: Message, record: Record, now: datetime) -> str:
    """Act on one judgement; returns a sentence that says what was done.

    `message` is locked by the caller, in whose transaction this runs: two mails about one letter
    follow one another, and the second changes nothing.
    """
    if record.kind is Class.HARD:
        return _bounced(message, record, now)
    if record.kind is Class.COMPLAINT:
        return _complained(message, record, now)
    if record.kind is Class.BLOCK:
        logger.warning("Letter %d was blocked (%s %s)", message.pk, record.status, record.reason)
        return "Blocked for what we are or wrote; the guest is not suppressed."
    if record.kind is Class.SOFT:
        return "Not delivered this time; the guest is not suppressed."
    return "No bounce; nothing was changed."


def _bounced(message: Message, record: Record, now: datetime) -> str:
    if not _first(message, EngagementKind.BOUNCE, now):
        return "This letter's bounce was known already."
    if message.state in _TAKEN:
        message.state = MessageState.BOUNCED
        message.reason = f"Returned: {record.reason} {record.status}".rstrip()
        # Of an erased person nothing is kept that may repeat the address.
        message.response = record.diagnostic[:500] if message.address else ""
        message.due_at, message.merge = None, {}
        message.save(update_fields=["state", "reason", "response", "due_at", "merge"])
    if message.address_hash is None:
        return "The mailbox does not exist; the letter's address is gone already."
    bounce_suppress(address_hash=bytes(message.address_hash), now=now, source="returned")
    return "The mailbox does not exist; the address gets no more mail."


def _complained(message: Message, record: Record, now: datetime) -> str:
    if record.opt_out:
        known = unsubscribe_record(message_id=message.pk, now=now, source="feedback_loop")
        return "The guest opted out at the mailbox provider." if known else "The letter's address is gone."
    if not _first(message, EngagementKind.COMPLAINT, now):
        return "This letter's complaint was known already."
    if message.address_hash is None:
        return "The guest reported spam; the letter's address is gone already."
    suppression_add(
        address_hash=bytes(message.address_hash),
        reason=SuppressionReason.COMPLAINT,
        now=now,
        source="feedback_loop",
    )
    return "The guest reported spam; the address gets no more mail."


def _first(message: Message, kind: EngagementKind, now: datetime) -> bool:
    if EngagementEvent.objects.filter(message_id=message.pk, kind=kind.value).exists():
        return False
    return engagement_record(message_id=message.pk, kind=kind, now=now)
