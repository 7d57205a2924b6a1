"""Notifications of Expedia Group, proved by an HMAC over their time and their exact body."""

from __future__ import annotations

import base64
import hashlib
import hmac
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from integrations_ota.adapters.errors import WebhookRefused
from integrations_ota.adapters.expedia.lodging_client import decode
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.offers import WebhookRequest
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.text import one_line, usable_key

KEY_HEADER: Final = "api-key"
TIME_HEADER: Final = "x-eg-notification-timestamp"
SIGNATURE_HEADER: Final = "x-eg-notification-signature-v2"
TOLERANCE: Final = timedelta(minutes=5)
# While a secret is changed, Expedia signs with both for up to three days.
SECRETS: Final = ("webhook_secret", "webhook_secret_old")

_SCHEME: Final = "sha256="
_MILLISECONDS: Final = 10**11


@dataclass(frozen=True, slots=True)
class Notification:
    """What a notification is about; every field may be ''."""

    delivery_id: str
    property_id: str
    reservation_id: str
    action_type: str
    confirmation_token: str


def prove(conn: Conn, request: WebhookRequest) -> None:
    """Compare key, time and signature, each in constant time. Raises `WebhookRefused`."""
    key = conn.credentials.get("webhook_key", "")
    if key and not hmac.compare_digest(key.encode(), request.headers.get(KEY_HEADER, "").encode()):
        raise WebhookRefused("The call does not carry our key.", detail="key")
    stamp = request.headers.get(TIME_HEADER, "")
    if abs(_moment(stamp) - request.received_at) > TOLERANCE:
        raise WebhookRefused("The call is too old, or its clock is wrong.", detail="time")
    given = [
        part.strip().removeprefix(_SCHEME) for part in request.headers.get(SIGNATURE_HEADER, "").split(",")
    ]
    secrets = [conn.credentials.get(name, "") for name in SECRETS]
    expected = [signature(secret, stamp, request.body) for secret in secrets if secret]
    # Every pair is compared, so that the time it takes tells nothing.
    if not sum(hmac.compare_digest(a.encode(), b.encode()) for a in expected for b in given):
        raise WebhookRefused("The call is not signed with our secret.", detail="signature")


def signature(secret: str, stamp: str, body: bytes) -> str:
    """Return base64(HMAC-SHA256(secret, timestamp "." body))."""
    digest = hmac.digest(secret.encode(), stamp.encode() + b"." + body, hashlib.sha256)
    return base64.b64encode(digest).decode()


def _moment(stamp: str) -> datetime:
    """Read seconds or milliseconds since 1970, or ISO 8601."""
    try:
        if stamp.isascii() and stamp.isdigit():
            number = int(stamp)
            return datetime.fromtimestamp(number / 1000 if number > _MILLISECONDS else number, UTC)
        at = datetime.fromisoformat(stamp)
    except (ValueError, OverflowError, OSError) as error:
        raise WebhookRefused("The call does not say when it was made.", detail="time") from error
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at


def read(body: bytes) -> Notification:
    """Read a proved notification; names are taken in both spellings. Raises `Malformed`."""
    document = decode(body)
    payload = document.inner("payload")
    return Notification(
        delivery_id=_text(document, "notification_id", "notificationId"),
        property_id=_text(payload, "property_id", "propertyId"),
        reservation_id=_text(payload, "reservation_id", "reservationId"),
        action_type=_text(payload, "action_type", "actionType"),
        confirmation_token=one_line(
            payload.text("confirmation_token") or payload.text("confirmationToken"), 500
        ),
    )


def _text(fields: Fields, *names: str) -> str:
    found = next((fields.text(name) for name in names if fields.text(name)), "")
    return found if usable_key(found) else ""
