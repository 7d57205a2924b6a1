"""Calls from Channex: not signed, so a secret of ours in a header proves them."""

from __future__ import annotations

import hmac
from typing import Final

from integrations_ota.adapters.channex import parser
from integrations_ota.adapters.errors import WebhookRefused
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.offers import Webhook, WebhookAnswer, WebhookRequest
from integrations_ota.adapters.port import Conn

HEADER: Final = "x-bellhop-secret"


def verify(conn: Conn, request: WebhookRequest) -> Webhook:
    """Compare the secret in constant time. What the call says is a hint only: the feed has the truth."""
    expected = conn.credentials.get("webhook_secret", "")
    given = request.headers.get(HEADER, "")
    if not expected or not hmac.compare_digest(expected.encode(), given.encode()):
        raise WebhookRefused("The call does not carry our secret.", detail="secret")
    return Webhook(delivery_id="", hotel_code=Fields(parser.decode(request.body)).text("property_id"))


def answer(webhook: Webhook | None) -> WebhookAnswer:
    """Say thank you, or have Channex call again."""
    return WebhookAnswer(200, b'{"ok":true}') if webhook else WebhookAnswer(503, b'{"ok":false}')
