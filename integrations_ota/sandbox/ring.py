"""Calls a client's webhook door, as each channel does."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlencode

from integrations_ota.sandbox import agoda_server, expedia_bn, siteminder_xml
from integrations_ota.sandbox.direct import histories
from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.queues import AGODA, SITEMINDER, SMX, queue
from integrations_ota.sandbox.siteminder_server import PUSH_USERNAME
from integrations_ota.sandbox.state import State
from integrations_ota.sandbox.world import CHANNEX, EXPEDIA, EXPEDIA_LODGING, Revision

_PATIENCE: Final = 20.0
_SOAP: Final = "text/xml; charset=utf-8"
# What a channel sends: the address with its query, the body, and the headers that prove it.
Call = tuple[str, bytes, dict[str, str]]
Asked = Mapping[str, Any]


class Silent(ValueError):
    """The channel has nothing to say of this hotel."""


def _channex(state: State, asked: Asked) -> Call:
    del state
    body = {
        "event": "booking_new",
        "property_id": asked["hotel"],
        "user_id": None,
        "timestamp": datetime.now(UTC).isoformat(),
        "payload": {},
    }
    headers = {"Content-Type": "application/json", "X-Bellhop-Secret": asked["secret"]}
    return asked["url"], json.dumps(body).encode(), headers


def _lodging(state: State, asked: Asked) -> Call:
    """Sign with HMAC-SHA256 over the time, a dot and the exact body."""
    known = histories(state.world, asked["hotel"], "expedia") or {}
    now = datetime.now(UTC)
    number = next(iter(sorted(known)), "0")
    notification = {
        "notification_id": hashlib.sha256(f"{number} {now}".encode()).hexdigest()[:32],
        "event_type": "RESERVATION_UPDATED",
        "payload": {"property_id": asked["hotel"], "reservation_id": f"EG{number}"},
    }
    body = json.dumps(notification).encode()
    stamp = str(int(now.timestamp()))
    mac = hmac.new(asked["secret"].encode(), f"{stamp}.".encode() + body, hashlib.sha256)
    headers = {
        "Content-Type": "application/json",
        "X-EG-Notification-Timestamp": stamp,
        "X-EG-Notification-Signature-V2": "sha256=" + base64.b64encode(mac.digest()).decode(),
    }
    return asked["url"], body, headers


def _agoda(state: State, asked: Asked) -> Call:
    """Send a booking hint; the key in the address proves it."""
    url = f"{asked['url']}?{urlencode({'key': asked['secret']})}"
    return url, agoda_server.hint(state, asked["hotel"]), {"Content-Type": _SOAP}


def _soap(state: State, asked: Asked, channel: str) -> Call:
    revision = _chosen(queue(state, asked["hotel"], channel), asked)
    payload = siteminder_xml.pushed(revision, consent=asked.get("consent"), smx=channel == SMX)
    body = siteminder_xml.envelope(payload, username=PUSH_USERNAME, password=asked["secret"])
    return asked["url"], body, {"Content-Type": _SOAP, "SOAPAction": '""'}


def _chosen(revisions: list[Revision] | None, asked: Asked) -> Revision:
    if not revisions:
        raise Silent
    return revisions[int(asked.get("number", 0)) % len(revisions)]


def _expedia(state: State, asked: Asked) -> Call:
    """Post a Booking Notification; with `retry` the same one as if the answer had got lost."""
    notices = expedia_bn.notices(state, asked["hotel"])
    if not notices:
        raise Silent
    notice = notices[int(asked.get("number", 0)) % len(notices)]
    body = expedia_bn.call(notice, password=asked["secret"], retry=bool(asked.get("retry")))
    return asked["url"], body, {"Content-Type": _SOAP, "SOAPAction": '""'}


def _siteminder(state: State, asked: Asked) -> Call:
    return _soap(state, asked, SITEMINDER)


def _smx(state: State, asked: Asked) -> Call:
    return _soap(state, asked, SMX)


CALLS: Final[dict[str, Callable[[State, Asked], Call]]] = {
    AGODA: _agoda,
    CHANNEX: _channex,
    EXPEDIA: _expedia,
    EXPEDIA_LODGING: _lodging,
    SITEMINDER: _siteminder,
    SMX: _smx,
}


def ring(state: State, request: Request) -> Response:
    """POST `{"channel", "hotel", "url", "secret", "number"?, "retry"?}`: call that address, say what it answered."""
    asked = request.json()
    made = CALLS.get(asked.get("channel"))
    if made is None:
        return json_response({"error": f"these channels call: {', '.join(CALLS)}"}, 400)
    try:
        url, body, headers = made(state, asked)
    except Silent:
        return json_response({"error": "the channel has no booking for this hotel"}, 404)
    call = urllib.request.Request(url, data=body, headers=headers, method="POST")  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(call, timeout=_PATIENCE) as answer:  # noqa: S310 - loopback
            return json_response({"status": answer.status, "body": answer.read().decode()})
    except urllib.error.HTTPError as error:
        return json_response({"status": error.code, "body": error.read().decode("utf-8", "replace")})
    except urllib.error.URLError as error:
        return json_response({"error": str(error.reason)}, 502)
