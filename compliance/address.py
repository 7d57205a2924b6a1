"""One spelling for each e-mail address, so that it is hashed and compared the same everywhere."""

import re
import unicodedata

import idna

# What copying and spreadsheets leave around an address. CR and LF are not among them: at the end
# of an address they are an attempt at a second header line, or a broken export.
_EDGE = " \t\u00a0\u200b\u200e\u200f\ufeff"


# Nothing below has anything to say about these; a million guests have few others.
_PLAIN = re.compile(r"[A-Za-z0-9._+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*")


class AddressRefused(ValueError):
    """The text cannot be an address at all; ``reason`` says why."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def address_normalise(address: str) -> str:
    """Return the address stripped, NFC, lower-case, its domain as A-labels (RFC 5891).

    The local part is lower-cased too: RFC 5321 2.4 lets a host tell cases apart, but none that a
    hotel writes to does, and an unsubscribe must hold however the guest typed the address.
    Dots and plus-tags stay: folding them would write to an address nobody gave.

    Raises AddressRefused for control characters (a CR or LF would end a mail header), inner
    white space, a missing or doubled ``@``, and a domain that IDNA cannot encode.
    """
    if _PLAIN.fullmatch(address):
        return address.lower()
    text = unicodedata.normalize("NFC", address).strip(_EDGE)
    if any(unicodedata.category(char) in {"Cc", "Cf", "Zl", "Zp"} for char in text):
        raise AddressRefused("control_character")
    local, at, domain = text.rpartition("@")
    if not at or not local or not domain or "@" in local:
        raise AddressRefused("not_an_address")
    if any(char.isspace() for char in text):
        raise AddressRefused("white_space")
    return f"{local.lower()}@{_domain_ascii(domain)}"


def _domain_ascii(domain: str) -> str:
    folded = domain.rstrip(".").lower()
    if folded.isascii():
        return folded
    try:
        return idna.encode(folded, uts46=True).decode("ascii").lower()
    except idna.IDNAError as error:
        raise AddressRefused("bad_domain") from error
