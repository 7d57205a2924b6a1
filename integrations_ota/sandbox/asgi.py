"""The ASGI application: reads a request, finds its channel, sends the answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qsl

from integrations_ota.sandbox import (
    agoda_server,
    alpinebits_server,
    booking_server,
    channex_server,
    control,
    expedia_server,
    ical_server,
    lodging_server,
    siteminder_server,
)
from integrations_ota.sandbox.http import Request, Response, json_response, text_response
from integrations_ota.sandbox.state import State

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

_MAX_REQUEST: Final = 8 * 1024 * 1024
Handle = Callable[[State, Request], Response]
_PATHS: Final[dict[str, Handle]] = {
    "/alpinebits": alpinebits_server.handle,
    agoda_server.PATH: agoda_server.handle,
    siteminder_server.PATH: siteminder_server.handle,
}
_PREFIXES: Final[dict[str, Handle]] = {
    server.PREFIX: server.handle
    for server in (
        channex_server,
        booking_server,
        expedia_server,
        lodging_server,
        ical_server,
        control,
    )
}


class Application:
    """Serves one `State`; ASGI 3, HTTP only."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await _read(receive)
        if body is None:
            await _send(send, text_response("ERROR: request too large", 413))
            return
        request = Request(
            method=scope["method"],
            path=scope["path"],
            query=dict(parse_qsl(scope["query_string"].decode("latin-1"))),
            headers={k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]},
            body=body,
        )
        await _send(send, self._route(request))

    def _route(self, request: Request) -> Response:
        one = _PATHS.get(request.path) if request.method == "POST" else None
        if one is not None:
            return one(self._state, request)
        for prefix, handle in _PREFIXES.items():
            if request.path.startswith(f"{prefix}/"):
                return handle(self._state, request)
        return json_response({"name": "Bellhop OTA sandbox", "control": control.PREFIX}, 404)


async def _read(receive: Receive) -> bytes | None:
    body = bytearray()
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            break
        body += message.get("body", b"")
        if len(body) > _MAX_REQUEST:
            return None
        more = message.get("more_body", False)
    return bytes(body)


async def _send(send: Send, response: Response) -> None:
    headers = {"content-type": response.content_type, **response.headers}
    if response.stream is None:
        length = len(response.body) if response.declared is None else response.declared
        headers["content-length"] = str(length)
    raw = [(k.lower().encode(), v.encode()) for k, v in headers.items()]
    await send({"type": "http.response.start", "status": response.status, "headers": raw})
    if response.stream is not None:
        async for chunk in response.stream:
            await send({"type": "http.response.body", "body": chunk, "more_body": True})
        await send({"type": "http.response.body", "body": b""})
        return
    # A declared length that is larger than the body makes the server cut the connection.
    more = response.declared is not None
    await send({"type": "http.response.body", "body": response.body, "more_body": more})
