"""The bad answers of a channel, made fresh for each call."""

from __future__ import annotations

import gzip
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Final

from integrations_ota.sandbox.http import Response, text_response

_LOCAL_FILE: Final = "/etc/hostname"
_MEGABYTE: Final = b"x" * (1024 * 1024)
_PAGE: Final = b"<!doctype html><html><title>Log in</title><form method=post></form></html>"
_HEAD: Final = '<OTA_ResRetrieveRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="7.000"><Success/>'
_XXE: Final = (
    f'<?xml version="1.0"?><!DOCTYPE r [<!ENTITY secret SYSTEM "file://{_LOCAL_FILE}">]>'
    f"{_HEAD}<ReservationsList>&secret;</ReservationsList></OTA_ResRetrieveRS>"
).encode()
_LAUGHS: Final = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY l0 "ha">'
    + "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    + f"]>{_HEAD}<ReservationsList>&l9;</ReservationsList></OTA_ResRetrieveRS>"
).encode()
_RESYNC: Final = (
    b'<OTA_HotelInvCountNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.001"><Success/>'
    b'<Warnings><Warning Type="11" Status="ALPINEBITS_SEND_FREEROOMS">please send everything</Warning>'
    b"</Warnings></OTA_HotelInvCountNotifRS>"
)
_BROKEN: Final = b'<?xml version="1.0"?><OTA_ResRetrieveRS><Success/><ReservationsList><Hotel{"data":['
_HALF: Final = b'<?xml version="1.0"?><OTA_ResRetrieveRS><Success/><ReservationsList>'
_DEPTH: Final = 10_000
_NODES: Final = 1_000_000
# Nobody listens there; a client that followed would leave the loopback's own port.
_INSIDE: Final = "http://127.0.0.1:9/latest/meta-data/"


async def _large() -> AsyncIterator[bytes]:
    for _ in range(200):
        yield _MEGABYTE


def _error(status: int) -> Callable[[], Response]:
    return lambda: text_response("internal error", status)


def _xml(body: bytes) -> Callable[[], Response]:
    return lambda: Response(200, body, "text/xml")


def _throttled(headers: dict[str, str]) -> Callable[[], Response]:
    return lambda: Response(429, b"{}", headers=headers)


def _throttled_until() -> Response:
    until = datetime.now(UTC) + timedelta(seconds=30)
    return Response(429, b"{}", headers={"Retry-After": format_datetime(until, usegmt=True)})


def _bomb() -> Response:
    return Response(200, gzip.compress(b"0" * 50_000_000), "text/xml", headers={"Content-Encoding": "gzip"})


ANSWERS: Final[dict[str, Callable[[], Response]]] = {
    "http_500": _error(500),
    "http_502": _error(502),
    "http_503": _error(503),
    "http_504": _error(504),
    "ack_500": _error(500),
    "push_500": _error(500),
    "push_lost": lambda: text_response("bad gateway", 502),
    "push_400": lambda: text_response("ERROR: the request is refused", 400),
    "push_resync": _xml(_RESYNC),
    "auth_401": lambda: text_response("ERROR: wrong user name or password", 401),
    "access_403": lambda: text_response("no access to this hotel", 403),
    "throttle_429": _throttled({"Retry-After": "30"}),
    "throttle_bare": _throttled({}),
    "throttle_until": _throttled_until,
    "push_429": _throttled({"Retry-After": "30"}),
    "html_200": lambda: Response(200, _PAGE, "text/html"),
    "empty_200": lambda: Response(200, b"", "text/xml"),
    "redirect_inside": lambda: Response(302, b"", headers={"Location": _INSIDE}),
    "malformed_xml": _xml(_BROKEN),
    "not_utf8": _xml(b'<?xml version="1.0" encoding="UTF-8"?><r>\xff\xfe\xfa</r>'),
    "xxe": _xml(_XXE),
    "billion_laughs": _xml(_LAUGHS),
    "deep_xml": _xml(b"<a>" * _DEPTH + b"</a>" * _DEPTH),
    "many_nodes": _xml(b"<a>" + b"<b/>" * _NODES + b"</a>"),
    "gzip_bomb": _bomb,
    "body_200mb": lambda: Response(200, content_type="text/xml", stream=_large()),
    "truncated": lambda: Response(200, _HALF, "text/xml", declared=len(_HALF) * 20),
}
