"""Signed tokens of a recipient's links: unsubscribe, open pixel, clicks. Pure.

A token names an organisation and a message, and never expires: the law wants an unsubscribe
link to work for at least thirty days, and a letter may be read years later. One token serves
all links of a letter, so a letter costs one MAC.
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


@dataclass(frozen=True, slots=True)
class MessageToken:
    """What a valid token names."""

    organization_id: int
    message_id: int


def token_make(*, key: bytes, organization_id: int, message_id: int) -> str:
    """Sign. `key` is 32 to 64 secret bytes."""
    body = _FORMAT.pack(_VERSION, organization_id, message_id)
    return urlsafe_b64encode(body + _mac(key, body)).decode()


def token_read(token: str, *, key: bytes) -> MessageToken | None:
    """Read a token; None for anything that we did not sign."""
    if len(token) != TOKEN_LENGTH or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token)
    except (Base64Error, ValueError):
        return None
    if urlsafe_b64encode(raw).decode() != token:
        return None
    body, mac = raw[: _FORMAT.size], raw[_FORMAT.size :]
    if not hmac.compare_digest(mac, _mac(key, body)):
        return None
    version, organization_id, message_id = _FORMAT.unpack(body)
    return MessageToken(organization_id, message_id) if version == _VERSION else None


def _mac(key: bytes, body: bytes) -> bytes:
    return blake2b(body, digest_size=_MAC_SIZE, key=key, person=b"bellhop.link").digest()
