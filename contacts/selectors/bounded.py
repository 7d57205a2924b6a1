"""A frame for questions to the projection: with a time limit, and with all the help that PostgreSQL has."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connection, transaction
from psycopg.errors import QueryCanceled

from contacts.errors import SegmentTooSlow

# A question that takes longer is stopped: it would hold up the others.
TIMEOUT_MS = 10_000


@contextmanager
def bounded(*, work_mem: str = "64MB") -> Iterator[None]:
    """Run segment queries with a time limit, room for hashes and helpers, for this transaction only.

    PostgreSQL takes a question of a few columns for too small to share it out. Raises SegmentTooSlow.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(TIMEOUT_MS)])
            cursor.execute(
                "SELECT set_config('work_mem', %s, true), set_config('jit', 'off', true),"
                " set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true)",
                [work_mem],
            )
            yield
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError as stopped:
        if not isinstance(stopped.__cause__, QueryCanceled):
            raise
        raise SegmentTooSlow(
            "This segment took too long to count, so it was stopped; no guest is changed by that. "
            "Ask for less at once, or save a part of it as a list."
        ) from stopped
