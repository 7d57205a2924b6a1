"""Counts of a form, one row for each day and outcome."""

from datetime import UTC, datetime

from django.db import connection

from accounts.tenancy.scope import required_organization_id

_COUNT = """
INSERT INTO contacts_signupcount (organization_id, form_id, day, outcome, number)
SELECT %(organization)s, %(form)s, %(day)s, outcome, 1 FROM unnest(%(outcomes)s::text[]) AS outcome ORDER BY outcome
ON CONFLICT (organization_id, form_id, day, outcome)
DO UPDATE SET number = contacts_signupcount.number + 1
"""


def signup_count(*, form_id: int, outcomes: list[str], now: datetime) -> None:
    """Add one to each outcome of the day (UTC). In one order, so that two at once never wait for each other."""
    with connection.cursor() as cursor:
        cursor.execute(
            _COUNT,
            {
                "organization": required_organization_id("A form's counts"),
                "form": form_id,
                "day": now.astimezone(UTC).date(),
                "outcomes": outcomes,
            },
        )
