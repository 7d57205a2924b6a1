"""DKIM signatures (RFC 6376): rsa-sha256 by OpenSSL, relaxed headers, relaxed or simple body.

From, Subject and the unsubscribe headers are listed once more than they occur, so that none
can be added later without breaking the signature. `l=` is never used.
"""

import re
from base64 import b64encode
from hashlib import sha256
from typing import Literal

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa

KEY_BITS = 2048
SIGNED = (
    "from", "reply-to", "to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post",
    "list-id", "feedback-id", "mime-version", "content-type",
)  # fmt: skip
OVERSIGNED = ("from", "subject", "list-unsubscribe", "list-unsubscribe-post")

_FOLD = re.compile(rb"\r\n([ \t])")
_BLANKS = re.compile(rb"[ \t]+")
_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?")


def key_generate() -> str:
    """A new RSA-2048 private key as PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=KEY_BITS)
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


def public_key_of(private_pem: str) -> str:
    """The public half as it stands in the DNS record's `p=`."""
    der = (
        _load(private_pem)
        .public_key()
        .public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    )
    return b64encode(der).decode()


def _load(private_pem: str) -> rsa.RSAPrivateKey:
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise ValueError("The key is not an RSA key.")  # noqa: TRY004
    return key


def body_relaxed(body: bytes) -> bytes:
    """Relaxed body form (RFC 6376 3.4.4); nearly free for a body that is already in it.

    A last line without its CRLF gets one, as it does on the wire.
    """
    body = body if body.endswith(b"\r\n") or not body else body + b"\r\n"
    if b"  " in body or b"\t" in body or b" \r\n" in body:
        body = _BLANKS.sub(b" ", body).replace(b" \r\n", b"\r\n")
    return body_simple(body) if body.strip(b"\r\n") else b""


def body_simple(body: bytes) -> bytes:
    """Simple body form (RFC 6376 3.4.3): empty lines at the end become one CRLF."""
    while body.endswith(b"\r\n"):
        body = body[:-2]
    return body + b"\r\n"


class DkimSigner:
    """Signs for one domain and selector; the key stays in memory."""

    def __init__(
        self, *, domain: str, selector: str, private_pem: str, body: Literal["relaxed", "simple"] = "relaxed"
    ) -> None:
        if not _NAME.fullmatch(domain) or not _NAME.fullmatch(selector):
            raise ValueError("The domain or the selector is not a DNS name.")
        self.domain = domain
        self._key = _load(private_pem)
        self._body = body_relaxed if body == "relaxed" else body_simple
        self._start = f"v=1; a=rsa-sha256; c=relaxed/{body}; d={domain}; s={selector};"
        self._padding = padding.PKCS1v15()
        self._hash = hashes.SHA256()

    def sign(self, headers: bytes, body: bytes, *, at: int) -> bytes:
        """The DKIM-Signature line to put before `headers` (which end in CRLF). `at`: Unix time."""
        fields = _relaxed_fields(headers)
        names, signed = _signed(fields)
        body_hash = b64encode(sha256(self._body(body)).digest()).decode()
        value = "\r\n ".join(
            [f"{self._start} t={at};", *_fold_names(names), f"bh={body_hash};", "b="]
        ).encode()
        canonical = signed + b"dkim-signature:" + _relaxed_value(value)
        signature = b64encode(self._key.sign(canonical, self._padding, self._hash))
        folded = b"\r\n ".join(signature[start : start + 72] for start in range(0, len(signature), 72))
        return b"DKIM-Signature: " + value + folded + b"\r\n"


def _relaxed_value(value: bytes) -> bytes:
    return _BLANKS.sub(b" ", _FOLD.sub(rb"\1", value)).strip()


def _relaxed_fields(headers: bytes) -> dict[str, list[bytes]]:
    """Each header's values in relaxed form, the last in the message first."""
    fields: dict[str, list[bytes]] = {}
    for line in reversed(_FOLD.sub(rb"\1", headers).split(b"\r\n")):
        name, colon, value = line.partition(b":")
        if colon:
            fields.setdefault(name.strip().lower().decode("ascii", "replace"), []).append(
                _relaxed_value(value)
            )
    return fields


def _signed(fields: dict[str, list[bytes]]) -> tuple[list[str], bytes]:
    names: list[str] = []
    lines: list[bytes] = []
    for name in SIGNED:
        values = fields.get(name, [])
        names += [name] * (len(values) + (name in OVERSIGNED))
        lines += [name.encode() + b":" + value + b"\r\n" for value in values]
    return names, b"".join(lines)


def _fold_names(names: list[str]) -> list[str]:
    half = len(names) // 2
    return ["h=" + ":".join(names[:half]) + ":", ":".join(names[half:]) + ";"]
