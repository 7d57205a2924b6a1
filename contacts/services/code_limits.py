"""How often codes may be asked for: by stay, mailbox and network. All of it stands in PostgreSQL."""

from datetime import datetime, timedelta
from hashlib import blake2b

from django.db import connection

from accounts.tenancy.scope import required_organization_id
from contacts.models import CodeLimit
from delivery.keys import token_key

# A window begins with its first code. A lobby's network has many guests, a mailbox has one.
LIMITS = {
    "stay": (5, timedelta(days=1)),
    # Five tries for each of twenty codes: one chance in ten thousand for whoever guesses all year.
    "stay_whole": (20, timedelta(days=730)),
    "address": (4, timedelta(days=1)),
    "network": (30, timedelta(hours=1)),
    # Requests about one's data: letters to a mailbox, posts from a network.
    "rights_address": (2, timedelta(days=1)),
    "rights_network": (20, timedelta(hours=1)),
}

_TAKE = """
INSERT INTO contacts_codelimit (organization_id, digest, number, until)
VALUES (%(organization)s, %(digest)s, 1, %(ends)s)
ON CONFLICT (organization_id, digest) DO UPDATE SET
    number = CASE WHEN contacts_codelimit.until <= %(now)s THEN 1 ELSE contacts_codelimit.number + 1 END,
    until = CASE WHEN contacts_codelimit.until <= %(now)s THEN %(ends)s ELSE contacts_codelimit.until END
WHERE contacts_codelimit.until <= %(now)s OR contacts_codelimit.number < %(limit)s
RETURNING id
"""


def codes_take(*, stay_id: int, address_hash: bytes, network_hash: bytes, now: datetime) -> bool:
    """Count one more code against every limit; False if one of them is used up, and the caller rolls back.

    Each is one statement on a unique key, so however many ask at once, no more than the limit get one;
    and everybody takes them in the same order, so nobody waits in a circle.
    """
    named = [
        ("stay", str(stay_id).encode()),
        ("stay_whole", str(stay_id).encode()),
        ("address", address_hash),
        ("network", network_hash),
    ]
    return all(limit_take(kind, what, now) for kind, what in named)


def codes_forget(*, now: datetime) -> None:
    """Delete the windows that have ended."""
    CodeLimit.objects.filter(until__lte=now).delete()


def limit_take(kind: str, what: bytes, now: datetime) -> bool:
    """Count one more against one of LIMITS; False if it is used up."""
    limit, window = LIMITS[kind]
    digest = blake2b(what, digest_size=16, key=token_key(), salt=kind.encode()[:16], person=b"bellhop.limit")
    with connection.cursor() as cursor:
        cursor.execute(
            _TAKE,
            {
                "organization": required_organization_id("A code"),
                "digest": digest.digest(),
                "now": now,
                "ends": now + window,
                "limit": limit,
            },
        )
        return cursor.fetchone() is not None
