"""PostgreSQL's statistics of the guests, gathered when many came: autovacuum looks only once a minute."""

from django.db import connection


def statistics_gather() -> None:
    """Analyze the tables that guests' lists and segments read; takes a moment, and locks out nobody.

    Without it the planner takes a million new guests for a handful, and a page of them takes seconds.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT bellhop_facts_analyze()")
