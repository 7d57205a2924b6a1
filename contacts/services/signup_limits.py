"""How often: limits that keep a form from being a weapon. What guards a mailbox stands in PostgreSQL."""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.core.cache import cache
from django.db import connection
from django.db.models import Q

from accounts.tenancy.scope import required_organization_id
from contacts.models import SignupRequest
from delivery.keys import token_key

HOUR = timedelta(hours=1)
# In an hour: posts of one network, letters at its word (a lobby's tablet has one address), and of those
# without proof of work; letters without proof by one form; letters to one domain in one hotel group.
POSTS_PER_NETWORK = 60
LETTERS_PER_NETWORK = 30
SLOW_PER_NETWORK = 3
SLOW_PER_FORM = 30
LETTERS_PER_DOMAIN = 300
# In three days, to one mailbox by all hotel groups together.
LETTERS_PER_ADDRESS = 3
HOLD = timedelta(hours=72)
LONGEST_DOUBLING = 4

_TAKE = """
INSERT INTO contacts_signuphold (organization_id, address_hash, letters, until)
VALUES (%(organization)s, %(address)s, 1, %(until)s)
ON CONFLICT (organization_id, address_hash) DO UPDATE SET
    letters = least(contacts_signuphold.letters + 1, 100),
    until = %(now)s + %(hold)s * interval '1 second' * power(2, least(contacts_signuphold.letters, %(doublings)s))
WHERE contacts_signuphold.until <= %(now)s
RETURNING id
"""


def hold_take(*, address_hash: bytes, now: datetime) -> bool:
    """Claim the one letter that may go to a mailbox within 72 hours; False if it was claimed already.

    One statement on a unique key: however many ask at once, and whatever Redis has forgotten, one of them
    gets it. Each letter in a row that nobody answered doubles the wait, up to 48 days.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "organization": required_organization_id("A sign-up"),
                "address": address_hash,
                "until": now + HOLD,
                "now": now,
                "hold": HOLD.total_seconds(),
                "doublings": LONGEST_DOUBLING,
            },
        )
        return cursor.fetchone() is not None


def proof_spend(*, digest: bytes, expires: datetime) -> bool:
    """Use a solved challenge or a page's ticket; False if it was used before."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO contacts_spentproof (organization_id, digest, expires_at) VALUES (%s, %s, %s)"
            " ON CONFLICT (organization_id, digest) DO NOTHING",
            [required_organization_id("A proof"), digest, expires],
        )
        return bool(cursor.rowcount)


def posts_exceeded(*, network_hash: bytes) -> bool:
    """Count one post of a network, and say whether it was one too many this hour."""
    return _hit(f"network:{network_hash.hex()}", POSTS_PER_NETWORK, HOUR)


def letters_exceeded(*, network_hash: bytes, form_id: int, proven: bool, now: datetime) -> bool:
    """Whether a network, or a form without proof of work, had its letters this hour. Counted in PostgreSQL."""
    recent = SignupRequest.objects.filter(created_at__gt=now - HOUR)
    mine = recent.filter(network_hash=network_hash)
    if mine.count() >= LETTERS_PER_NETWORK:
        return True
    if proven:
        return False
    slow = Q(proven=False)
    return (
        mine.filter(slow).count() >= SLOW_PER_NETWORK
        or recent.filter(slow, form_id=form_id).count() >= SLOW_PER_FORM
    )


def domain_exceeded(*, address: str) -> bool:
    """Count one post for a domain's mailboxes, and say whether it was one too many this hour."""
    domain = address.rpartition("@")[2]
    return _hit(f"domain:{required_organization_id('A sign-up')}:{domain}", LETTERS_PER_DOMAIN, HOUR)


def address_exceeded(*, address: str) -> bool:
    """Count a letter to a mailbox by any hotel group, and say whether it was one too many in three days.

    Beside the hold of each group, which alone is a promise: this one lives in Redis.
    """
    name = blake2b(address.encode(), digest_size=16, key=token_key(), person=b"bellhop.signup").hexdigest()
    return _hit(f"address:{name}", LETTERS_PER_ADDRESS, HOLD)


def _hit(name: str, limit: int, window: timedelta) -> bool:
    """One more; True above the limit. Without Redis nobody is counted, and the limits in PostgreSQL remain."""
    key = f"signup.{name}"
    cache.add(key, 0, int(window.total_seconds()))
    try:
        return (cache.incr(key) or 0) > limit
    except ValueError:
        return False
