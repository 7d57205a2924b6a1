"""Proof of work by the ALTCHA protocol (altcha.org, version 1, SHA-256): made and checked here, by nobody else. Pure.

The visitor's browser looks for the number whose hash, after the salt, is the challenge. The salt carries
when it expires and for which form it is; the hash vouches for the salt, the signature for the hash.
"""

import hmac
from base64 import b64decode
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from secrets import randbelow, token_hex
from typing import Any
from urllib.parse import parse_qs

import orjson

ALGORITHM = "SHA-256"
LIFETIME = timedelta(minutes=30)
_LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Challenge:
    """What a browser is given; the names are the protocol's."""

    algorithm: str
    challenge: str
    maxnumber: int
    salt: str
    signature: str


@dataclass(frozen=True, slots=True)
class Proof:
    """A solution that holds. `digest` (32 bytes) names its challenge: each may be used once."""

    digest: bytes
    expires: datetime


def challenge_make(*, key: bytes, form_id: int, now: datetime, work: int) -> Challenge:
    """Set a task of at most `work` hashes, half of it on average, good for half an hour."""
    expires = int((now + LIFETIME).timestamp())
    # The last "&" parts salt and number: without it digits could wander from one into the other.
    salt = f"{token_hex(12)}?expires={expires}&form={form_id}&"
    challenge = _hash(salt, randbelow(max(work, 1)))
    return Challenge(ALGORITHM, challenge, max(work, 1), salt, _sign(challenge, key))


def proof_check(payload: str, *, key: bytes, form_id: int, now: datetime) -> Proof | None:
    """Read the base64 of a solution; None unless we set it, for this form, it is right and in time."""
    solution = _solution(payload)
    if solution is None:
        return None
    salt, challenge = solution["salt"], solution["challenge"]
    if solution["algorithm"] != ALGORITHM or not salt.endswith("&"):
        return None
    if not hmac.compare_digest(solution["signature"], _sign(challenge, key)):
        return None
    if not hmac.compare_digest(_hash(salt, solution["number"]), challenge):
        return None
    given = parse_qs(salt.partition("?")[2])
    expires = datetime.fromtimestamp(int(given["expires"][0]), UTC)
    if given["form"] != [str(form_id)] or expires <= now:
        return None
    return Proof(bytes.fromhex(challenge), expires)


def _solution(payload: str) -> dict[str, Any] | None:
    """The five parts of a solution by name, each of the right type; else None."""
    if not 0 < len(payload) <= _LONGEST:
        return None
    try:
        found = orjson.loads(b64decode(payload, validate=True))
    except ValueError:
        return None
    texts = ("algorithm", "challenge", "salt", "signature")
    if not isinstance(found, dict) or not all(isinstance(found.get(name), str) for name in texts):
        return None
    if not all(found[name].isascii() for name in texts):
        return None
    number = found.get("number")
    return found if isinstance(number, int) and not isinstance(number, bool) and number >= 0 else None


def _hash(salt: str, number: int) -> str:
    return sha256(f"{salt}{number}".encode()).hexdigest()


def _sign(challenge: str, key: bytes) -> str:
    return hmac.new(key, b"bellhop.altcha" + challenge.encode(), sha256).hexdigest()
