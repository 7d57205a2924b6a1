"""The name of a connection in the address that its channel calls: signed, and revocable."""

from __future__ import annotations

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from hashlib import blake2b
from secrets import token_hex
from typing import Final

from delivery.keys import token_key

_NAMES: Final = struct.Struct(">IQ")
_KEY_BYTES: Final = 12
_MAC_BYTES: Final = 12
_SIZE: Final = _NAMES.size + _KEY_BYTES + _MAC_BYTES


@dataclass(frozen=True, slots=True)
class HookToken:
    """What a token names. `key` is good while the connection has the same one."""

    organization_id: int
    connection_id: int
    key: str


def hook_key_make() -> str:
    """Return a new key: 96 random bits as hex."""
    return token_hex(_KEY_BYTES)


def hook_token_make(token: HookToken) -> str:
    """Sign a token: 48 characters."""
    body = _NAMES.pack(token.organization_id, token.connection_id) + bytes.fromhex(token.key)
    return urlsafe_b64encode(body + _mac(body)).decode()


def hook_token_read(text: str) -> HookToken | None:
    """Read a token; None for anything that we did not sign."""
    try:
        raw = urlsafe_b64decode(text.encode("ascii"))
    except ValueError:
        return None
    body, mac = raw[:-_MAC_BYTES], raw[-_MAC_BYTES:]
    if len(raw) != _SIZE or not hmac.compare_digest(mac, _mac(body)):
        return None
    organization_id, connection_id = _NAMES.unpack(body[: _NAMES.size])
    return HookToken(organization_id, connection_id, body[_NAMES.size :].hex())


def _mac(body: bytes) -> bytes:
    return blake2b(body, digest_size=_MAC_BYTES, key=token_key(), person=b"bellhop.ota").digest()
