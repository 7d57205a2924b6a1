"""Signed names in addresses: a form's, a stay's, and the one in a letter of confirmation. Pure.

A form's token names it before any organisation's scope is open, and cannot be guessed by counting. The
token of a letter carries 256 secret bits of which the database keeps a hash only, bound to the address,
the form and the wording that it confirms. A ticket says when a page was made.
"""

import hmac
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b, sha256
from secrets import token_bytes

_NAMES = struct.Struct(">IQ")
_TICKET = struct.Struct(">QQ8s")
_MAC = 9
SECRET_BYTES = 32
_FORM = b"bellhop.form"
_RIGHTS = b"bellhop.rights"
_CONFIRM = b"bellhop.confirm"
_PAGE = b"bellhop.page"
_STAY = b"bellhop.checkin"


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form's public token names."""

    organization_id: int
    form_id: int


@dataclass(frozen=True, slots=True)
class ConfirmToken:
    """What the token of a confirmation names, and its secret."""

    organization_id: int
    request_id: int
    secret: bytes


@dataclass(frozen=True, slots=True)
class StayToken:
    """What the token of a pre-check-in names: one stay. How long it is good, the stay itself says."""

    organization_id: int
    stay_id: int


@dataclass(frozen=True, slots=True)
class Ticket:
    """When a page of a form was made; `digest` (32 bytes) tells tickets apart."""

    issued: datetime
    digest: bytes


def form_token_make(*, key: bytes, organization_id: int, form_id: int) -> str:
    """Sign a form's public name: 28 characters."""
    return _signed(_NAMES.pack(organization_id, form_id), key, _FORM)


def form_token_read(token: str, *, key: bytes) -> FormToken | None:
    """Read it; None for anything that we did not sign."""
    body = _verified(token, key, _FORM, _NAMES.size)
    return FormToken(*_NAMES.unpack(body)) if body is not None else None


def stay_token_make(*, key: bytes, organization_id: int, stay_id: int) -> str:
    """Sign the name of one stay: 28 characters, which make a small QR code."""
    return _signed(_NAMES.pack(organization_id, stay_id), key, _STAY)


def stay_token_read(token: str, *, key: bytes) -> StayToken | None:
    """Read it; None for anything that we did not sign."""
    body = _verified(token, key, _STAY, _NAMES.size)
    return StayToken(*_NAMES.unpack(body)) if body is not None else None


def code_bind(code: str, *, key: bytes, stay_id: int, address_hash: bytes) -> bytes:
    """The hash to keep of a code: it fits one stay and one address, and cannot be found without the key."""
    bound = _NAMES.pack(0, stay_id) + address_hash + code.encode()
    return blake2b(bound, digest_size=32, key=key, person=b"bellhop.code").digest()


def confirm_token_make(*, key: bytes, organization_id: int, request_id: int, secret: bytes) -> str:
    """Sign the token of one letter of confirmation; `secret` has SECRET_BYTES."""
    return _signed(_NAMES.pack(organization_id, request_id) + secret, key, _CONFIRM)


def confirm_token_read(token: str, *, key: bytes) -> ConfirmToken | None:
    """Read it; None for anything that we did not sign."""
    body = _verified(token, key, _CONFIRM, _NAMES.size + SECRET_BYTES)
    if body is None:
        return None
    organization_id, request_id = _NAMES.unpack(body[: _NAMES.size])
    return ConfirmToken(organization_id, request_id, body[_NAMES.size :])


def rights_token_make(*, key: bytes, organization_id: int, request_id: int, secret: bytes) -> str:
    """Sign the link by which a person confirms a request about their data, and later reads the answer."""
    return _signed(_NAMES.pack(organization_id, request_id) + secret, key, _RIGHTS)


def rights_token_read(token: str, *, key: bytes) -> ConfirmToken | None:
    """Read it; None for anything that we did not sign."""
    body = _verified(token, key, _RIGHTS, _NAMES.size + SECRET_BYTES)
    if body is None:
        return None
    organization_id, request_id = _NAMES.unpack(body[: _NAMES.size])
    return ConfirmToken(organization_id, request_id, body[_NAMES.size :])


def secret_bind(secret: bytes, *, address_hash: bytes, form_id: int, text_id: int) -> bytes:
    """The hash to keep of a secret: it fits one address, one form and one version of the wording."""
    return sha256(secret + address_hash + _NAMES.pack(0, form_id) + _NAMES.pack(0, text_id)).digest()


def ticket_make(*, key: bytes, form_id: int, now: datetime) -> str:
    """Sign the moment at which a form's page was made."""
    return _signed(_TICKET.pack(form_id, int(now.timestamp()), token_bytes(8)), key, _PAGE)


def ticket_read(token: str, *, key: bytes, form_id: int) -> Ticket | None:
    """Read a ticket of this very form; None for anything else."""
    body = _verified(token, key, _PAGE, _TICKET.size)
    if body is None:
        return None
    named, issued, _nonce = _TICKET.unpack(body)
    return Ticket(datetime.fromtimestamp(issued, UTC), sha256(body).digest()) if named == form_id else None


def _signed(body: bytes, key: bytes, purpose: bytes) -> str:
    return urlsafe_b64encode(body + _mac(body, key, purpose)).rstrip(b"=").decode()


def _verified(token: str, key: bytes, purpose: bytes, size: int) -> bytes | None:
    length = -(-(size + _MAC) * 4 // 3)
    if len(token) != length or not token.isascii():
        return None
    try:
        raw = urlsafe_b64decode(token + "=" * (-length % 4))
    except ValueError:
        return None
    body = raw[:size]
    # One spelling only: base64 has several for the same bytes.
    if _signed(body, key, purpose) != token or not hmac.compare_digest(raw[size:], _mac(body, key, purpose)):
        return None
    return body


def _mac(body: bytes, key: bytes, purpose: bytes) -> bytes:
    return blake2b(body, digest_size=_MAC, key=key, person=purpose).digest()
