"""A random share of guests that is the same each time, in Python and in SQL.

``(id mod p) * a + b mod p`` with p the prime 2^31 - 1 and a, b drawn from the seed: products stay
below 2^62, so that PostgreSQL's bigint gives the same number.
"""

from hashlib import sha256

PRIME = 2**31 - 1
SHARES = 100


def cohort_constants(seed: str) -> tuple[int, int]:
    """Return the factor and the shift of a seed."""
    digest = sha256(seed.encode()).digest()
    return int.from_bytes(digest[:8]) % (PRIME - 1) + 1, int.from_bytes(digest[8:16]) % PRIME


def cohort_share(*, guest_id: int, seed: str) -> int:
    """Return which percent, 0 to 99, a guest is in."""
    factor, shift = cohort_constants(seed)
    return ((guest_id % PRIME) * factor + shift) % PRIME % SHARES
