"""DKIM signatures by Ed25519 (RFC 8463): a second one beside RSA's, for receivers that read it."""

from base64 import b64encode
from hashlib import sha256

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from delivery.smtp.dkim import body_relaxed, names_require, signature_input, signature_line


def key_generate() -> str:
    """A new Ed25519 private key as PEM."""
    return (
        Ed25519PrivateKey.generate()
        .private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        .decode()
    )


def public_key_of(private_pem: str) -> str:
    """The public half as it stands in the DNS record's `p=`: 32 bytes in base64 (RFC 8463 4)."""
    return b64encode(_load(private_pem).public_key().public_bytes_raw()).decode()


def _load(private_pem: str) -> Ed25519PrivateKey:
    key = serialization.load_pem_private_key(private_pem.encode(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise ValueError("The key is not an Ed25519 key.")  # noqa: TRY004
    return key


class Ed25519Signer:
    """Signs for one domain and selector; the key stays in memory."""

    def __init__(self, *, domain: str, selector: str, private_pem: str) -> None:
        names_require(domain, selector)
        self.domain = domain
        self._key = _load(private_pem)
        self._start = f"v=1; a=ed25519-sha256; c=relaxed/relaxed; d={domain}; s={selector};"

    def sign(self, headers: bytes, body: bytes, *, at: int, canonical: bool = False) -> bytes:
        """The DKIM-Signature line to put before `headers` (which end in CRLF). `at`: Unix time.

        `canonical`: the body is its own relaxed form already.
        """
        value, signed = signature_input(
            self._start, headers, body if canonical else body_relaxed(body), at=at
        )
        # RFC 8463 3: what is signed is the SHA-256 of the canonical headers.
        return signature_line(value, self._key.sign(sha256(signed).digest()))
