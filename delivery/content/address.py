"""Addresses as they may stand in a header and in an SMTP command, or a clear refusal."""

import re
from functools import lru_cache
from unicodedata import normalize

from delivery.content.characters import BLANK_OR_CONTROL

_LOCAL_LIMIT = 64
_ADDRESS_LIMIT = 254
_LOCAL = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]")
_LABEL = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?")


class AddressRefused(Exception):
    """An address to which no mail can be sent; `reason` is a sentence for the hotelier."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


def address_wire(address: str, *, utf8: bool = False) -> str:
    """The form for SMTP and headers (RFC 5321 4.1.2). Raises AddressRefused.

    A domain in other scripts is written in its xn-- form. A local part that is not ASCII needs SMTPUTF8
    at every hop (RFC 6531), so it passes only with `utf8`.
    """
    if BLANK_OR_CONTROL.search(address):
        raise AddressRefused("The address holds a blank or a control character.")
    local, at, domain = address.rpartition("@")
    if not at or not local or not domain:
        raise AddressRefused("The address has no name or no domain.")
    if not local.isascii():
        if not utf8:
            raise AddressRefused(
                "The part before the @ is not ASCII; the mail servers on the way may not carry it."
            )
        local = normalize("NFC", local)
    if len(local.encode()) > _LOCAL_LIMIT or not _LOCAL.fullmatch(_NOT_ASCII.sub("x", local)):
        raise AddressRefused("The part before the @ is not a valid mailbox name.")
    wire = f"{local}@{_domain_wire(domain)}"
    if len(wire) > _ADDRESS_LIMIT:
        raise AddressRefused("The address is longer than 254 characters.")
    return wire


@lru_cache(maxsize=4096)
def _domain_wire(domain: str) -> str:
    try:
        ascii_domain = domain if domain.isascii() else domain.encode("idna").decode()
    except UnicodeError as error:
        raise AddressRefused("The domain is not valid.") from error
    labels = ascii_domain.split(".")
    if (
        len(ascii_domain) >= _ADDRESS_LIMIT
        or len(labels) == 1
        or not all(_LABEL.fullmatch(label) for label in labels)
    ):
        raise AddressRefused("The domain is not valid.")
    return ascii_domain
