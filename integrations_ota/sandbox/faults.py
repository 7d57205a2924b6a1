"""Named faults: what a channel does on a bad day."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Final

from integrations_ota.sandbox.http import Response, text_response

READ: Final = "read"
ACK: Final = "ack"
PUSH: Final = "push"
# After the channel took the push: only its answer is lost.
AFTER_PUSH: Final = "after_push"
ANY: Final = "any"
# A fault that the channel's own server plays, where it means something.
PLAYED: Final = "played"

_LOCAL_FILE: Final = "/etc/hostname"
_MEGABYTE: Final = b"x" * (1024 * 1024)
_PAGE: Final = b"<!doctype html><html><title>Log in</title><form method=post></form></html>"
_XXE: Final = (
    '<?xml version="1.0"?><!DOCTYPE r [<!ENTITY secret SYSTEM "file://' + _LOCAL_FILE + '">]>'
    '<OTA_ResRetrieveRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="7.000"><Success/>'
    "<ReservationsList>&secret;</ReservationsList></OTA_ResRetrieveRS>"
).encode()
_RESYNC: Final = (
    b'<OTA_HotelInvCountNotifRS xmlns="http://www.opentravel.org/OTA/2003/05" Version="1.001"><Success/>'
    b'<Warnings><Warning Type="11" Status="ALPINEBITS_SEND_FREEROOMS">please send everything</Warning>'
    b"</Warnings></OTA_HotelInvCountNotifRS>"
)
_BROKEN: Final = b'<?xml version="1.0"?><OTA_ResRetrieveRS><Success/><ReservationsList><Hotel{"data":['
_HALF: Final = b'<?xml version="1.0"?><OTA_ResRetrieveRS><Success/><ReservationsList>'


async def _large() -> AsyncIterator[bytes]:
    for _ in range(200):
        yield _MEGABYTE


# Name of the fault, and which calls it strikes.
FAULTS: Final = {
    "http_500": ANY,
    "html_200": READ,
    "malformed_xml": READ,
    "xxe": READ,
    "body_200mb": READ,
    "truncated": READ,
    "auth_401": ANY,
    "throttle_429": ANY,
    "ack_500": ACK,
    "token_expired": PLAYED,
    "newer_version": PLAYED,
    "ack_errors": PLAYED,
    "empty_body": PLAYED,
    "ack_partly": PLAYED,
    "eqc_busy": PLAYED,
    "old_version": PLAYED,
    "whole_only": PLAYED,
    "push_500": PUSH,
    "push_429": PUSH,
    "push_400": PUSH,
    "push_lost": AFTER_PUSH,
    "push_resync": AFTER_PUSH,
    "graphql_errors": PLAYED,
}


def answer(name: str) -> Response:
    """Make the bad answer of a fault."""
    if name == "body_200mb":
        return Response(200, content_type="text/xml", stream=_large())
    if name == "truncated":
        return Response(200, _HALF, "text/xml", declared=len(_HALF) * 20)
    if name in {"throttle_429", "push_429"}:
        return Response(429, b"{}", headers={"Retry-After": "30"})
    plain = {
        "http_500": text_response("internal error", 500),
        "ack_500": text_response("internal error", 500),
        "push_500": text_response("internal error", 500),
        "push_lost": text_response("bad gateway", 502),
        "push_400": text_response("ERROR: the request is refused", 400),
        "push_resync": Response(200, _RESYNC, "text/xml"),
        "auth_401": text_response("ERROR: wrong user name or password", 401),
        "html_200": Response(200, _PAGE, "text/html"),
        "malformed_xml": Response(200, _BROKEN, "text/xml"),
        "xxe": Response(200, _XXE, "text/xml"),
    }
    return plain[name]


@dataclass(slots=True)
class Fault:
    """A fault that is switched on; `times` None means until it is switched off."""

    name: str
    channel: str | None
    times: int | None

    def strikes(self, channel: str, call: str) -> bool:
        """Say whether it hits this call, and count it."""
        where = FAULTS[self.name]
        everywhere = where == ANY and call != AFTER_PUSH
        if (self.channel or channel) != channel or not (everywhere or where == call) or self.times == 0:
            return False
        if self.times is not None:
            self.times -= 1
        return True
