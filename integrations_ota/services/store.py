"""Raw messages into the database, once each, before anything is made of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.port import PullBatch
from integrations_ota.models import Acknowledgement, Connection, RawMessage
from integrations_ota.services.issues import IssueNote, issues_open
from integrations_ota.types import IssueKind, MessageState

DOCUMENT = "document"


@transaction.atomic
def raw_messages_store(*, connection: Connection, batch: PullBatch, now: datetime) -> int:
    """Store a batch and return how many messages are new.

    A message that is known already was delivered again since its receipt got lost: the receipt is
    put back into the outbox, nothing else happens.
    """
    messages = {m.message_key: m for m in batch.messages}
    known = _known(connection, list(messages))
    RawMessage.objects.bulk_create(
        [
            RawMessage(
                connection=connection,
                stream=message.stream,
                message_key=key,
                sha256=message.sha256,
                ack_token=message.ack_token,
                body=message.body,
                received_at=now,
            )
            for key, message in messages.items()
            if key not in known
        ]
    )
    owed = Acknowledgement.objects.filter(raw_message_id__in=known.values()).exclude(acked_at=None)
    owed.update(acked_at=None, attempts=0, next_attempt_at=now)
    _store_unidentified(connection, batch, now)
    return len(messages) - len(known)


def _known(connection: Connection, keys: Sequence[str]) -> dict[str, int]:
    rows = RawMessage.objects.filter(connection=connection, message_key__in=keys)
    return dict(rows.values_list("message_key", "id"))


def _store_unidentified(connection: Connection, batch: PullBatch, now: datetime) -> None:
    """Keep pieces without a number; they cannot be acknowledged, so the channel keeps them too."""
    known = _known(connection, [piece.message_key for piece in batch.quarantined])
    notes = []
    for piece in batch.quarantined:
        if piece.message_key in known:
            continue
        raw = RawMessage.objects.create(
            connection=connection,
            stream=piece.stream,
            message_key=piece.message_key,
            sha256=piece.sha256,
            body=piece.body,
            received_at=now,
            state=MessageState.QUARANTINED.value,
            error=piece.reason[:500],
        )
        known[piece.message_key] = raw.pk
        notes.append(IssueNote(IssueKind(piece.kind), piece.message_key, piece.reason, raw))
    issues_open(connection=connection, notes=notes, now=now)


@transaction.atomic
def document_quarantine(*, connection: Connection, error: Malformed, now: datetime) -> None:
    """Keep a document that cannot be read, and open an issue; its sender was not acknowledged."""
    digest = sha256(error.raw.encode("utf-8", "surrogatepass")).hexdigest()
    raw, _ = RawMessage.objects.get_or_create(
        connection=connection,
        message_key=f"{DOCUMENT}:{digest}",
        defaults={
            "stream": DOCUMENT,
            "sha256": digest,
            "body": error.raw,
            "received_at": now,
            "state": MessageState.QUARANTINED.value,
            "error": error.message[:500],
        },
    )
    note = IssueNote(IssueKind.MALFORMED, DOCUMENT, error.message, raw)
    issues_open(connection=connection, notes=[note], now=now)
