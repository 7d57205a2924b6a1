"""What SiteMinder sends to us: proved by the token we gave it, answered in the same call."""

from __future__ import annotations

import hashlib
from typing import Final

from lxml import etree

from integrations_ota.adapters.errors import (
    AuthFailed,
    ContractViolation,
    Malformed,
    OtaError,
    Unavailable,
    WebhookRefused,
)
from integrations_ota.adapters.offers import Webhook, WebhookAnswer, WebhookRequest
from integrations_ota.adapters.ota2003 import local_name
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.siteminder import messages, parser
from integrations_ota.adapters.soap import CONTENT_TYPE, Token, unwrap, wrap
from integrations_ota.adapters.text import one_line
from integrations_ota.adapters.xml import kept_text

# The names of what the hotel gave to SiteMinder: chosen by it, and made with the address to call.
USERNAME: Final = "push_username"
SECRET: Final = "webhook_secret"  # noqa: S105 - the name of the credential
_AGAIN: Final = "The message could not be stored. Send it again."


def verified(conn: Conn, request: WebhookRequest) -> Webhook:
    """Return what a call carries. Raises `WebhookRefused` for a wrong token, `Malformed`."""
    try:
        envelope = unwrap(request.body)
        _prove(conn, envelope.token)
        return _carried(envelope.payload, request.body)
    except (AuthFailed, ContractViolation, Unavailable) as error:
        raise Malformed("The channel called with an error message.", raw=kept_text(request.body)) from error


def _prove(conn: Conn, token: Token | None) -> None:
    username, secret = conn.credentials.get(USERNAME, ""), conn.credentials.get(SECRET, "")
    if token is None or not token.proves(username=username, password=secret):
        raise WebhookRefused("The call does not bear the user name and password of this connection.")


def _carried(root: etree._Element, body: bytes) -> Webhook:
    # An EchoToken is the sender's to repeat, so the same delivery is told by its content.
    delivery = hashlib.sha256(body).hexdigest()
    if local_name(root) == "OTA_PingRQ":
        return Webhook(delivery, "")
    batch = parser.split_payload(root)
    if batch.quarantined:
        raise Malformed(batch.quarantined[0].reason, raw=batch.quarantined[0].body)
    return Webhook(delivery, hotel_of(root), batch.messages)


def hotel_of(root: etree._Element) -> str:
    """Return the hotel a message speaks of, '' where it names none. Raises `WebhookRefused` for several."""
    codes = {e.get("HotelCode", "") for e in root.iterfind(".//{*}BasicPropertyInfo")} - {""}
    if len(codes) > 1:
        raise WebhookRefused("The call speaks of several hotels at once.", detail="hotels")
    return one_line(codes.pop(), 60) if codes else ""


def answered(request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
    """Answer with Success, or with Errors that keep the message in the channel's retries; both are HTTP 200."""
    try:
        root = unwrap(request.body).payload
        name, echo = local_name(root), one_line(root.get("EchoToken"), 128)
    except OtaError:
        name, echo = "OTA_HotelResNotifRQ", ""
    answer = messages.acknowledgement(
        f"{name.removesuffix('RQ')}RS", echo=echo, at=request.received_at, error="" if taken else _AGAIN
    )
    return WebhookAnswer(200, wrap(answer), CONTENT_TYPE)
