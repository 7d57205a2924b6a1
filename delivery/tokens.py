"""Signed tokens that name an organisation and a message. Pure.

A link token stands in a letter's links: unsubscribe, open pixel, clicks. It never expires: the law
wants an unsubscribe link to work for at least thirty days, and a letter may be read years later. One
token serves all links of a letter, so a letter costs one MAC.

A report token stands in the address that DMARC reports of a domain are mailed to; it names the domain
and, being public in DNS, opens nothing else.

A return token stands in the envelope sender (VERP) and in the Message-ID, and comes back in bounces.
It is hexadecimal, since mail servers on the way may fold case, with a shorter MAC, since a local part
has 64 characters. Neither can be made from the other.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from dataclasses import dataclass
from hashlib import blake2b

_FORMAT = struct.Struct(">BIQ")
_MAC_SIZE = 14
_VERSION = 1
# 27 bytes make 36 characters without padding.
TOKEN_LENGTH = (_FORMAT.size + _MAC_SIZE) * 4 // 3
_RETURN_MAC_SIZE = 10
RETURN_TOKEN_LENGTH = (_FORMAT.size + _RETURN_MAC_SIZE) * 2
_LINK = b"bellhop.link"
_RETURN = b"bellhop.return"
_REPORT = b"bellhop.report"


@dataclass(frozen=True, slots=True)
class MessageToken:
    """What a valid token names."""

    organization_id: int
    message_id: int


@dataclass(frozen=True, slots=True)
class DomainToken:
    """What a valid report token names."""

    organization_id: int
    domain_id: int


def token_make(*, key: bytes, organization_id: int, message_id: int) -> str:
    """Sign the token of a letter's links. `key` is 32 to 64 secret bytes."""
    body = _FORMAT.pack(_VERSION, organization_id, message_id)
    return urlsafe_b64encode(body + _mac(key, body, _LINK)).decode()


def token_read(token: str, *, key: bytes) -> MessageToken | None:
    """Read a link token; None for anything that we did not sign."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token)
    except (Base64Error, ValueError):
        return None
    if urlsafe_b64encode(raw).decode() != token:
        return None
    return _verified(raw, key, _LINK)


def return_token_make(*, key: bytes, organization_id: int, message_id: int) -> str:
    """Sign the token of an envelope sender and Message-ID: 46 hexadecimal digits."""
    body = _FORMAT.pack(_VERSION, organization_id, message_id)
    return (body + _mac(key, body, _RETURN, _RETURN_MAC_SIZE)).hex()


def return_token_read(token: str, *, key: bytes) -> MessageToken | None:
    """Read a return token in any case; None for anything that we did not sign."""
    if len(token) != RETURN_TOKEN_LENGTH:
        return None
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        return None
    return _verified(raw, key, _RETURN, _RETURN_MAC_SIZE)


def report_token_make(*, key: bytes, organization_id: int, domain_id: int) -> str:
    """Sign the token of a domain's DMARC report address: 46 hexadecimal digits."""
    body = _FORMAT.pack(_VERSION, organization_id, domain_id)
    return (body + _mac(key, body, _REPORT, _RETURN_MAC_SIZE)).hex()


def report_token_read(token: str, *, key: bytes) -> DomainToken | None:
    """Read a report token in any case; None for anything that we did not sign."""
    if len(token) != RETURN_TOKEN_LENGTH:
        return None
    try:
        raw = bytes.fromhex(token)
    except ValueError:
        return None
    named = _verified(raw, key, _REPORT, _RETURN_MAC_SIZE)
    return DomainToken(named.organization_id, named.message_id) if named else None


def _verified(raw: bytes, key: bytes, purpose: bytes, mac_size: int = _MAC_SIZE) -> MessageToken | None:
    body, mac = raw[: _FORMAT.size], raw[_FORMAT.size :]
    if not hmac.compare_digest(mac, _mac(key, body, purpose, mac_size)):
        return None
    version, organization_id, message_id = _FORMAT.unpack(body)
    return MessageToken(organization_id, message_id) if version == _VERSION else None


def _mac(key: bytes, body: bytes, purpose: bytes, size: int = _MAC_SIZE) -> bytes:
    return blake2b(body, digest_size=size, key=key, person=purpose).digest()
