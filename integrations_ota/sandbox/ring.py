"""Calls a client's webhook door, as each channel does."""

from __future__ import annotations

import json
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Final

from integrations_ota.sandbox.http import Request, Response, json_response
from integrations_ota.sandbox.state import State
from integrations_ota.sandbox.world import CHANNEX

_PATIENCE: Final = 20.0
# What a channel sends: the body, and the headers that prove it.
Call = tuple[bytes, dict[str, str]]


def _channex(asked: Mapping[str, Any]) -> Call:
    body = {
        "event": "booking_new",
        "property_id": asked["hotel"],
        "user_id": None,
        "timestamp": datetime.now(UTC).isoformat(),
        "payload": {},
    }
    return json.dumps(body).encode(), {
        "Content-Type": "application/json",
        "X-Bellhop-Secret": asked["secret"],
    }


CALLS: Final[dict[str, Callable[[Mapping[str, Any]], Call]]] = {CHANNEX: _channex}


def ring(state: State, request: Request) -> Response:
    """POST `{"channel", "hotel", "url", "secret"}`: call that address now, and say what it answered."""
    del state
    asked = request.json()
    made = CALLS.get(asked.get("channel"))
    if made is None:
        return json_response({"error": f"these channels call: {', '.join(CALLS)}"}, 400)
    body, headers = made(asked)
    call = urllib.request.Request(asked["url"], data=body, headers=headers, method="POST")  # noqa: S310 - loopback
    try:
        with urllib.request.urlopen(call, timeout=_PATIENCE) as answer:  # noqa: S310 - loopback
            return json_response({"status": answer.status, "body": answer.read().decode()})
    except urllib.error.HTTPError as error:
        return json_response({"status": error.code, "body": error.read().decode("utf-8", "replace")})
    except urllib.error.URLError as error:
        return json_response({"error": str(error.reason)}, 502)
