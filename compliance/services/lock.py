"""One act for an address at a time."""

from django.db import connection


def addresses_lock(*address_hashes: bytes) -> None:
    """Wait for whoever acts on one of the addresses, and make others wait until the commit.

    What a person does by letter, page, mail and request locks suppressions, letters and wishes, each in an
    order of its own; taken first, this keeps two such acts for one person from waiting for each other in a ring.
    """
    # A hash is spread evenly, and of one organisation already.
    numbers = sorted(int.from_bytes(key[:8], "big", signed=True) for key in set(address_hashes))
    with connection.cursor() as cursor:
        for number in numbers:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])
