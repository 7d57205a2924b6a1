"""GraphQL over HTTPS with Expedia Group: token, one document a call, errors at HTTP 200."""

from __future__ import annotations

import base64
from typing import Any, Final

import orjson

from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed, Unavailable
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.http import HttpClient, Reply, raise_for_status
from integrations_ota.adapters.memory import Memory
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.text import one_line, sha256_hex
from integrations_ota.adapters.xml import kept_text

GRAPHQL: Final = "supply/lodging/graphql"
TOKEN: Final = "identity/oauth2/v3/token"  # noqa: S105 - a path
_UNAUTHORIZED: Final = 401
_SPARE_SECONDS: Final = 60.0
_LONGEST_SECONDS: Final = 3600.0
_REFUSED: Final = frozenset({"UNAUTHENTICATED", "UNAUTHORIZED", "FORBIDDEN"})
_BUSY: Final = frozenset({"INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE", "DOWNSTREAM_SERVICE_ERROR"})


class LodgingClient:
    """Asks one GraphQL document at a time, as a client of Expedia Group."""

    def __init__(self, http: HttpClient, memory: Memory) -> None:
        self._http = http
        self._memory = memory

    def ask(self, conn: Conn, query: str, variables: dict[str, Any]) -> tuple[Fields, Reply]:
        """Send a document and return its `data`. A refused token is renewed once.

        Raises `AuthFailed`, `ContractViolation` or `Unavailable` for `errors[]`, `Malformed`.
        """
        content = orjson.dumps({"query": query, "variables": variables})
        token = self._token(conn, "")
        for attempt in (1, 2):
            headers = {
                "Authorization": f"Bearer {token}",
                "Content-Type": "application/json",
                "Accept": "application/json",
            }
            reply = self._http.request("POST", _address(conn, GRAPHQL), headers=headers, content=content)
            if reply.status != _UNAUTHORIZED or attempt == 2:  # noqa: PLR2004
                break
            token = self._token(conn, token)
        raise_for_status(reply)
        document = decode(reply.body)
        raise_for_errors(document)
        return document.inner("data"), reply

    def _token(self, conn: Conn, refused: str) -> str:
        key = f"expedia:token:{account_of(conn)}"
        known = self._memory.get(key)
        if known is not None and known != refused:
            return known
        with self._memory.held(key):
            known = self._memory.get(key)
            if known is not None and known != refused:
                return known
            token, seconds = self._exchange(conn)
            self._memory.put(key, token, seconds)
            return token

    def _exchange(self, conn: Conn) -> tuple[str, float]:
        pair = ":".join(conn.credentials.get(name, "") for name in ("client_id", "client_secret"))
        headers = {
            "Authorization": "Basic " + base64.b64encode(pair.encode()).decode(),
            "Content-Type": "application/x-www-form-urlencoded",
        }
        content = b"grant_type=client_credentials"
        reply = self._http.request("POST", _address(conn, TOKEN), headers=headers, content=content)
        raise_for_status(reply)
        document = decode(reply.body)
        token = document.text("access_token")
        if not token or not token.isascii():
            raise AuthFailed("Expedia gave no log-in token. Check client id and client secret.")
        lives = float(document.number("expires_in", int(_LONGEST_SECONDS)))
        return token, max(min(lives, _LONGEST_SECONDS) - _SPARE_SECONDS, 1.0)


def account_of(conn: Conn) -> str:
    """Name the client of a connection without telling its secret."""
    names = ("client_id", "client_secret")
    return sha256_hex("\n".join([conn.base_url, *(conn.credentials.get(n, "") for n in names)]))[:32]


def _address(conn: Conn, path: str) -> str:
    return f"{conn.base_url.rstrip('/')}/{path}"


def decode(body: bytes) -> Fields:
    """Decode a JSON object. Raises `Malformed` with the card-stripped text."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(
            "The channel sent a document that cannot be read as JSON.", raw=kept_text(body)
        ) from error
    if not isinstance(document, dict):
        raise Malformed("The channel's answer is not an object.", raw=kept_text(body))
    return Fields(document)


def raise_for_errors(document: Fields) -> None:
    """Translate GraphQL's `errors[]`, which come with HTTP 200."""
    errors = list(document.each("errors"))
    if not errors:
        return
    words = "; ".join(one_line(error.text("message"), 200) or "no reason" for error in errors)[:400]
    codes = {error.inner("extensions").text("code").upper() for error in errors}
    detail = ", ".join(sorted(codes))[:100]
    if codes & _REFUSED:
        raise AuthFailed(f"Expedia refused the access of this connection and says: “{words}”.", detail=detail)
    if codes & _BUSY:
        raise Unavailable(f"Expedia cannot answer now and says: “{words}”.", detail=detail)
    raise ContractViolation(f"Expedia refused the request and says: “{words}”.", detail=detail)
