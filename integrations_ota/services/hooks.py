"""Calls from channels: proved, then taken as a hint to pull, with the reservations they may carry."""

from __future__ import annotations

import hmac
import json
import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import token_urlsafe
from typing import Final

from django.db import transaction

from accounts.models import User
from accounts.secrets import unseal
from accounts.services.audit import audit_record
from integrations_ota.adapters.errors import Malformed, WebhookRefused
from integrations_ota.adapters.offers import ReceivesWebhooks, Webhook, WebhookAnswer, WebhookRequest
from integrations_ota.adapters.port import OtaAdapter, PullBatch
from integrations_ota.errors import NoWebhooks
from integrations_ota.models import Connection, WebhookDelivery
from integrations_ota.services.channel import channel_open, conn_of, credentials_seal
from integrations_ota.services.hook_token import HookToken, hook_key_make, hook_token_make
from integrations_ota.services.store import document_quarantine, raw_messages_store
from integrations_ota.types import ConnectionStatus

logger = logging.getLogger(__name__)

SECRET: Final = "webhook_secret"  # noqa: S105 - the name of the credential
_REMEMBERED: Final = timedelta(days=7)
_REFUSED: Final = WebhookAnswer(401, b'{"code":"hook_refused"}')


@dataclass(frozen=True, slots=True)
class HookAddress:
    """What a hotel enters at the channel. Shown once."""

    path: str
    secret: str


@dataclass(frozen=True, slots=True)
class HookOutcome:
    """What the channel is told, and whether a worker should pull now."""

    answer: WebhookAnswer
    pull: bool = False


@transaction.atomic
def hook_open(*, connection: Connection, secret: str, actor: User | None, now: datetime) -> HookAddress:
    """Make a new address for a channel's calls; an older one is dead at once.

    `secret` is the channel's where it hands one out, '' = we make one. Raises NoWebhooks.
    """
    with channel_open(connection) as adapter:
        if not isinstance(adapter, ReceivesWebhooks):
            raise NoWebhooks
    secret = secret or token_urlsafe(32)
    credentials = json.loads(unseal(connection.credentials)) | {SECRET: secret}
    connection.credentials = credentials_seal(credentials)
    connection.hook_key = hook_key_make()
    connection.save(update_fields=["credentials", "hook_key"])
    audit_record(actor=actor, action="connection.hook_opened", target=connection, now=now)
    token = HookToken(connection.organization_id, connection.pk, connection.hook_key)
    return HookAddress(f"/ota/hooks/{hook_token_make(token)}", secret)


@transaction.atomic
def hook_close(*, connection: Connection, actor: User | None, now: datetime) -> None:
    """Take no more calls for a connection."""
    credentials = json.loads(unseal(connection.credentials))
    credentials.pop(SECRET, None)
    connection.credentials = credentials_seal(credentials)
    connection.hook_key = ""
    connection.save(update_fields=["credentials", "hook_key"])
    audit_record(actor=actor, action="connection.hook_closed", target=connection, now=now)


def hook_receive(
    *, token: HookToken, request: WebhookRequest, adapter: OtaAdapter | None = None
) -> HookOutcome:
    """Prove a call and take it. Whatever is wrong with it, the caller learns the same: refused."""
    connection = Connection.objects.select_related("hotel").filter(pk=token.connection_id).first()
    if connection is None or not hmac.compare_digest(connection.hook_key, token.key):
        return HookOutcome(_REFUSED)
    with channel_open(connection, adapter) as channel:
        if not isinstance(channel, ReceivesWebhooks):
            return HookOutcome(_REFUSED)
        try:
            webhook = channel.verify_webhook(conn_of(connection), request)
            _same_hotel(connection, webhook)
        except WebhookRefused as error:
            logger.warning("call for connection %s refused: %s", connection.pk, error.detail)
            return HookOutcome(_REFUSED)
        except Malformed as error:
            document_quarantine(connection=connection, error=error, now=request.received_at)
            return HookOutcome(channel.answer_webhook(request, None))
        fresh = _take(connection, webhook, request.received_at)
        pull = fresh and connection.status == ConnectionStatus.ACTIVE
        return HookOutcome(channel.answer_webhook(request, webhook), pull)


def _same_hotel(connection: Connection, webhook: Webhook) -> None:
    if webhook.hotel_code and webhook.hotel_code != connection.remote_hotel_id:
        raise WebhookRefused("The call speaks of another hotel.", detail="hotel")


@transaction.atomic
def _take(connection: Connection, webhook: Webhook, now: datetime) -> bool:
    """Store what a call carries and make the connection due; False for a call that was taken before."""
    if webhook.delivery_id and not _is_new(connection, webhook.delivery_id, now):
        return False
    if webhook.messages:
        batch = PullBatch(webhook.messages, (), {}, has_more=False)
        raw_messages_store(connection=connection, batch=batch, now=now)
    Connection.objects.filter(pk=connection.pk).update(last_hook_at=now, next_pull_at=now)
    return True


def _is_new(connection: Connection, delivery_id: str, now: datetime) -> bool:
    taken = WebhookDelivery.objects.filter(connection=connection)
    taken.filter(received_at__lt=now - _REMEMBERED).delete()
    _, made = taken.get_or_create(
        connection=connection, delivery_id=delivery_id[:128], defaults={"received_at": now}
    )
    return made
