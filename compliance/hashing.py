"""The address hash: what suppression and consent are keyed by, since both outlive the guest.

HMAC-SHA-256 of the normalised address under a key of the organisation's own, derived by HKDF
(RFC 5869) from ``settings.ADDRESS_HASH_KEY``. The setting lives outside the database, so that a
copy of the database alone does not let anybody test addresses against it; two organisations'
hashes of one address do not match.
"""

import hmac
from collections.abc import Iterable
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from compliance.address import address_normalise

HASH_BYTES = 32


def address_hash(*, organization_id: int, address: str) -> bytes:
    """Return the 32-byte hash of an address within one organisation.

    Normalises first, so callers may pass what the guest typed. Raises AddressRefused.
    """
    digest = address_normalise(address).encode()
    for material in _key_ring():
        digest = hmac.digest(_organization_key(material, organization_id), digest, sha256)
    return digest


def hashes_parameter(keys: Iterable[bytes]) -> str:
    """Return many hashes as one parameter for ``%(name)s::bytea[]``.

    As text, since the driver takes longer to adapt a list of ten thousand than the database to look them up.
    """
    return "{" + ",".join([f'"\\\\x{key.hex()}"' for key in keys]) + "}"


def key_version() -> int:
    """Return how many keys the current hashes have passed through; stored beside each hash."""
    return len(_key_ring())


def hash_advance(*, organization_id: int, stored: bytes, version: int) -> bytes:
    """Bring a hash made under an older ``version`` to the current one, without the address.

    A rotation appends a key: each new hash is the HMAC of the older hash, so stored rows can be
    carried over although the addresses behind them are gone.
    """
    for material in _key_ring()[version:]:
        stored = hmac.digest(_organization_key(material, organization_id), stored, sha256)
    return stored


def version_of(*, organization_id: int, address: str, stored: bytes) -> int | None:
    """Return how many keys a stored hash of a known address has passed through; None if it is another's."""
    digest = address_normalise(address).encode()
    for version, material in enumerate(_key_ring(), start=1):
        digest = hmac.digest(_organization_key(material, organization_id), digest, sha256)
        if hmac.compare_digest(digest, stored):
            return version
    return None


def _key_ring() -> tuple[bytes, ...]:
    """Oldest first; a rotation appends the new key after a comma."""
    return _keys(settings.ADDRESS_HASH_KEY)


@lru_cache(maxsize=8)
def _keys(setting: str) -> tuple[bytes, ...]:
    return tuple(key.strip().encode() for key in setting.split(","))


@lru_cache(maxsize=4096)
def _organization_key(material: bytes, organization_id: int) -> bytes:
    info = f"bellhop address hash, organization {organization_id}".encode()
    return HKDF(algorithm=hashes.SHA256(), length=HASH_BYTES, salt=None, info=info).derive(material)
