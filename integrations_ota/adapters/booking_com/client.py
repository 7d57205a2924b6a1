"""HTTP with Booking.com: hosts, token, request ids."""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import urlsplit

from integrations_ota.adapters.booking_com.tokens import Tokens
from integrations_ota.adapters.http import HttpClient, Reply
from integrations_ota.adapters.memory import Memory
from integrations_ota.adapters.port import Conn

logger = logging.getLogger(__name__)

RESERVATIONS_HOST: Final = "https://secure-supply-xml.booking.com"
SUPPLY_HOST: Final = "https://supply-xml.booking.com"
TOKEN_HOST: Final = "https://connectivity-authentication.booking.com"  # noqa: S105 - an address

_UNAUTHORIZED: Final = 401
_RUID: Final = re.compile(rb"<!--\s*RUID:\s*\[?([^\]>]{1,200}?)\]?\s*-->")


def host(conn: Conn, official: str) -> str:
    """Return where a service lives: on its own host at Booking.com, else below the base address."""
    name = urlsplit(conn.base_url).hostname or ""
    ours = name == "booking.com" or name.endswith(".booking.com")
    return official if ours else conn.base_url.rstrip("/")


def _token_address(conn: Conn) -> str:
    return f"{host(conn, TOKEN_HOST)}/token-based-authentication/exchange"


class Client:
    """Calls Booking.com as a machine account."""

    def __init__(self, http: HttpClient, memory: Memory) -> None:
        self._http = http
        self._tokens = Tokens(http, memory, _token_address)

    def call(
        self,
        conn: Conn,
        method: str,
        address: str,
        *,
        params: Mapping[str, str] | None = None,
        content: bytes = b"",
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """Send one request and return the answer, whatever its status.

        A refused token is renewed once. Raises `AuthFailed` when there is no token.
        """
        token = self._tokens.token(conn)
        for attempt in (1, 2):
            sent = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/xml",
                "Accept": "application/xml",
                **(headers or {}),
            }
            reply = self._http.request(method, address, headers=sent, params=params, content=content)
            if reply.status != _UNAUTHORIZED or attempt == 2:  # noqa: PLR2004
                break
            token = self._tokens.token(conn, refused=token)
        logger.info("booking.com answered %s, request id %s", reply.status, request_id(reply.body))
        return reply


def request_id(body: bytes) -> str:
    """Return the id that Booking.com's support asks for, '' where the answer has none."""
    found = _RUID.search(body[-2000:])
    return found.group(1).decode("ascii", "replace").strip() if found else ""
