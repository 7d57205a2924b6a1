"""What a person does about an issue: marks it solved, or has what was set aside read again."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from integrations_ota.adapters.errors import Malformed
from integrations_ota.errors import NothingToRead, StillUnreadable
from integrations_ota.models import ChannelIssue, Connection, RawMessage
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.channel import channel_open
from integrations_ota.services.lease import lease_release, lease_take
from integrations_ota.services.store import DOCUMENT, raw_messages_store
from integrations_ota.types import MessageState


@transaction.atomic
def issue_resolve(*, issue: ChannelIssue, actor: User | None, now: datetime) -> ChannelIssue:
    """Note that a person looked at an issue and settled it; a new message may open it again."""
    if issue.resolved_at is None:
        issue.resolved_at = now
        issue.save(update_fields=["resolved_at"])
        audit_record(actor=actor, action="issue.resolved", target=issue, now=now, kind=issue.kind)
    return issue


def issue_replay(*, issue: ChannelIssue, actor: User | None, now: datetime) -> ChannelIssue:
    """Read the message of an issue again with today's parser; the channel is not called.

    What can be read is recorded as if it came now, its receipt is owed, and the issue is closed.
    Raises NothingToRead, StillUnreadable, ConnectionBusy.
    """
    raw = issue.raw_message
    if raw is None or raw.state != MessageState.QUARANTINED or not raw.body:
        raise NothingToRead
    connection = lease_take(connection_id=issue.connection_id, now=now)
    try:
        if raw.stream == DOCUMENT:
            _document_read(connection, raw, now)
        else:
            _message_read(connection, raw, now)
    finally:
        lease_release(connection=connection)
    with transaction.atomic():
        audit_record(actor=actor, action="issue.replayed", target=issue, now=now, message=raw.pk)
        return issue_resolve(issue=issue, actor=actor, now=now)


def _message_read(connection: Connection, raw: RawMessage, now: datetime) -> None:
    if not raw.ack_token:
        raise StillUnreadable(raw.error)
    RawMessage.objects.filter(pk=raw.pk).update(state=MessageState.NEW.value, error="")
    with channel_open(connection) as adapter:
        messages_apply(connection=connection, adapter=adapter, now=now)
    raw.refresh_from_db()
    if raw.state == MessageState.QUARANTINED:
        raise StillUnreadable(raw.error)


def _document_read(connection: Connection, raw: RawMessage, now: datetime) -> None:
    """Cut a whole document that was set aside; its pieces are stored once, as if they came now."""
    with channel_open(connection) as adapter:
        try:
            batch = adapter.split(raw.body.encode())
        except Malformed as error:
            raise StillUnreadable(error.message) from error
        raw_messages_store(connection=connection, batch=batch, now=now)
        messages_apply(connection=connection, adapter=adapter, now=now)
    RawMessage.objects.filter(pk=raw.pk).update(state=MessageState.APPLIED.value, error="")
