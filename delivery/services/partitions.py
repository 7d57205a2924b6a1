"""The ledger's monthly partitions, and the counts kept beside it."""

from datetime import UTC, date, datetime, timedelta

from django.db import connection

from accounts.tenancy import current_organization_id

MONTHS_AHEAD = 2
# A sum over fewer rows than this costs nothing.
_FOLD_FROM = 200

_FOLD = """
WITH folded AS (
    DELETE FROM delivery_mailingtally WHERE organization_id = %(organization)s AND mailing_id IN (
        SELECT mailing_id FROM delivery_mailingtally WHERE organization_id = %(organization)s
        GROUP BY mailing_id HAVING count(*) > %(fold_from)s)
    RETURNING organization_id, mailing_id, state, messages)
INSERT INTO delivery_mailingtally (organization_id, mailing_id, state, messages)
SELECT organization_id, mailing_id, state, sum(messages) FROM folded GROUP BY 1, 2, 3
"""


def ledger_month_ensure(*, month: date) -> bool:
    """Make the partition of a month, given by its first day; False if it is there already.

    The database owner's function does it: the role that runs Bellhop may create no tables.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT bellhop_ledger_month(%s)", [month])
        (made,) = cursor.fetchone()
    return bool(made)


def ledger_month_analyze(*, month: date) -> None:
    """Let the planner know what a month's partition and the permissions hold, as it does after autovacuum."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT bellhop_ledger_analyze(%s)", [month])


def ledger_months_ensure(*, now: datetime) -> int:
    """Make this month's partition and those of the next two; returns how many were missing."""
    month, made = now.astimezone(UTC).date().replace(day=1), 0
    for _ in range(MONTHS_AHEAD + 1):
        made += ledger_month_ensure(month=month)
        month = (month + timedelta(days=32)).replace(day=1)
    return made


def tallies_fold() -> None:
    """Sum up the tally rows of each mailing that has many; what they add up to stays the same."""
    with connection.cursor() as cursor:
        cursor.execute(_FOLD, {"organization": current_organization_id(), "fold_from": _FOLD_FROM})
