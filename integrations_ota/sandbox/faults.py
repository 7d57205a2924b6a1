"""Named faults: what a channel does on a bad day."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from integrations_ota.sandbox.bad_answers import ANSWERS
from integrations_ota.sandbox.http import Response

READ: Final = "read"
ACK: Final = "ack"
PUSH: Final = "push"
# After the channel took the push: only its answer is lost.
AFTER_PUSH: Final = "after_push"
ANY: Final = "any"
# A fault that the channel's own server plays, where it means something.
PLAYED: Final = "played"

# Name of the fault, and which calls it strikes.
FAULTS: Final = {
    "http_500": ANY,
    "http_502": ANY,
    "http_503": ANY,
    "http_504": ANY,
    "access_403": ANY,
    "throttle_bare": ANY,
    "throttle_until": ANY,
    "empty_200": READ,
    "redirect_inside": READ,
    "not_utf8": READ,
    "billion_laughs": READ,
    "deep_xml": READ,
    "many_nodes": READ,
    "gzip_bomb": READ,
    "feed_lags": PLAYED,
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
    return ANSWERS[name]()


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
