"""The token of a machine account: exchanged once, shared by all its hotels, renewed before it ends.

Booking.com allows 30 exchanges an hour for an account, so a worker asks the shared memory first
and only one at a time exchanges.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import orjson

from integrations_ota.adapters.errors import AuthFailed, Throttled
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.memory import Memory
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.text import sha256_hex

QUOTA: Final = 30
WINDOW_SECONDS: Final = 3600.0
# A token lives for 60 minutes.
KEEP_SECONDS: Final = 55 * 60.0

_BAD_REQUEST: Final = 400


def account_of(conn: Conn) -> str:
    """Name the machine account of a connection without telling its secret."""
    identity = "\n".join(
        [conn.base_url, *(conn.credentials.get(n, "") for n in ("client_id", "client_secret"))]
    )
    return sha256_hex(identity)[:32]


class Tokens:
    """Gives out the tokens of machine accounts."""

    def __init__(self, http: HttpClient, memory: Memory, address: Callable[[Conn], str]) -> None:
        self._http = http
        self._memory = memory
        self._address = address

    def token(self, conn: Conn, *, refused: str = "") -> str:
        """Return a valid token; `refused` is one that Booking.com did not take any more.

        Raises `AuthFailed`, `Throttled` when the hour's exchanges are used up.
        """
        key = f"booking_com:token:{account_of(conn)}"
        known = self._memory.get(key)
        if known is not None and known != refused:
            return known
        with self._memory.held(key):
            # Another worker may have renewed it while this one waited.
            known = self._memory.get(key)
            if known is not None and known != refused:
                return known
            token = self._exchange(conn)
            self._memory.put(key, token, KEEP_SECONDS)
            return token

    def _exchange(self, conn: Conn) -> str:
        used = self._memory.count(f"booking_com:exchanges:{account_of(conn)}", WINDOW_SECONDS)
        if used > QUOTA:
            raise Throttled(
                f"Booking.com gives out {QUOTA} log-in tokens an hour and they are used up; we wait "
                "and try again by ourselves.",
                retry_after=WINDOW_SECONDS / 4,
            )
        body = {name: conn.credentials.get(name, "") for name in ("client_id", "client_secret")}
        reply = self._http.request(
            "POST",
            self._address(conn),
            headers={"Content-Type": "application/json", "Accept": "application/json"},
            content=orjson.dumps(body),
        )
        if reply.status == _BAD_REQUEST:
            raise AuthFailed(
                "Booking.com refused the log-in of this connection. Check client id and client secret.",
                detail="HTTP 400",
            )
        raise_for_status(reply)
        return _jwt(reply)


def _jwt(reply: Reply) -> str:
    try:
        document = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        document = None
    token = document.get("jwt") if isinstance(document, dict) else None
    if not isinstance(token, str) or not token.isascii() or not token.strip():
        raise AuthFailed("Booking.com gave no log-in token. Check client id and client secret.")
    return token.strip()
