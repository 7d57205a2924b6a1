"""DKIM signatures (RFC 6376): rsa-sha256 by OpenSSL, relaxed headers, relaxed or simple body.

From, Subject and the unsubscribe headers are listed once more than they occur, so that none
can be added later without breaking the signature. `l=` is never used.
"""

import re
from base64 import b64encode
from binascii import b2a_base64
from functools import lru_cache
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

_SIGNED = tuple(name.encode() for name in SIGNED)
_SIGNED_SET = frozenset(_SIGNED)
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
        names_require(domain, selector)
        self.domain = domain
        self._key = _load(private_pem)
        self._body = body_relaxed if body == "relaxed" else body_simple
        self._start = f"v=1; a=rsa-sha256; c=relaxed/{body}; d={domain}; s={selector};"
        self._padding = padding.PKCS1v15()
        self._hash = hashes.SHA256()

    def sign(self, headers: bytes, body: bytes, *, at: int, canonical: bool = False) -> bytes:
        """The DKIM-Signature line to put before `headers` (which end in CRLF). `at`: Unix time.

        `canonical`: the body is its own canonical form already.
        """
        value, signed = signature_input(self._start, headers, body if canonical else self._body(body), at=at)
        return signature_line(value, self._key.sign(signed, self._padding, self._hash))


def names_require(domain: str, selector: str) -> None:
    """Raise ValueError unless both can stand in a DNS name."""
    if not _NAME.fullmatch(domain) or not _NAME.fullmatch(selector):
        raise ValueError("The domain or the selector is not a DNS name.")


def signature_input(start: str, headers: bytes, body: bytes, *, at: int) -> tuple[bytes, bytes]:
    """The signature's value up to `b=`, and the bytes to sign. `body` is canonical."""
    fields = fields_relaxed(headers)
    names = _names(tuple(len(fields.get(name, ())) for name in _SIGNED))
    body_hash = b2a_base64(sha256(body).digest(), newline=False).decode()
    value = f"{start} t={at};\r\n {names}\r\n bh={body_hash};\r\n b=".encode()
    lines = [b"%b:%b\r\n" % (name, each) for name in _SIGNED for each in fields.get(name, ())]
    return value, b"%bdkim-signature:%b" % (b"".join(lines), value.replace(b"\r\n", b""))


def signature_line(value: bytes, signature: bytes) -> bytes:
    """The whole header, the signature folded."""
    text = b2a_base64(signature, newline=False)
    folded = b"\r\n ".join([text[start : start + 72] for start in range(0, len(text), 72)])
    return b"DKIM-Signature: %b%b\r\n" % (value, folded)


def fields_relaxed(headers: bytes) -> dict[bytes, list[bytes]]:
    """The values of each header that is signed, in relaxed form (RFC 6376 3.4.2), the last in the message first."""
    fields: dict[bytes, list[bytes]] = {}
    # Unfolded, the blank after a line end stays.
    unfolded = headers.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")
    for line in reversed(unfolded.split(b"\r\n")):
        name, _, value = line.partition(b":")
        if (key := name.strip().lower()) in _SIGNED_SET:
            fields.setdefault(key, []).append(_value_relaxed(value))
    return fields


def _value_relaxed(value: bytes) -> bytes:
    value = value.strip(b" \t")
    return _BLANKS.sub(b" ", value) if b"  " in value or b"\t" in value else value


@lru_cache(maxsize=64)
def _names(counts: tuple[int, ...]) -> str:
    """`h=` for so many headers of each name; those to be oversigned once more than they occur."""
    names = [
        name for name, count in zip(SIGNED, counts, strict=True) for _ in range(count + (name in OVERSIGNED))
    ]
    half = len(names) // 2
    return f"h={':'.join(names[:half])}:\r\n {':'.join(names[half:])};"
