"""Days of letters and visits of guests who were merged: a survivor's are those of all that they were."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.tenancy.scope import required_organization_id

# Whose days cannot be carried forward one by one: survivors, and guests whom an undo brought back.
_PARTIES = """
SELECT survivor_id FROM contacts_guestmerge WHERE organization_id = %(organization)s AND survivor_id = ANY(%(ids)s)
UNION
SELECT absorbed_id FROM contacts_guestmerge
WHERE organization_id = %(organization)s AND absorbed_id = ANY(%(ids)s) AND undone_at IS NOT NULL
"""
_OF_MAILINGS = """
SELECT DISTINCT merge.survivor_id FROM contacts_guestmerge AS merge JOIN delivery_message AS message
    ON message.organization_id = merge.organization_id AND message.recipient_ref = merge.absorbed_id
WHERE merge.organization_id = %(organization)s AND merge.undone_at IS NULL AND message.mailing_id = ANY(%(ids)s)
"""
_OF_MESSAGES = """
SELECT DISTINCT merge.survivor_id FROM contacts_guestmerge AS merge JOIN delivery_message AS message
    ON message.organization_id = merge.organization_id AND message.recipient_ref = merge.absorbed_id
WHERE merge.organization_id = %(organization)s AND merge.undone_at IS NULL AND message.id = ANY(%(ids)s)
"""
_DAYS = """
WITH refs AS (
    SELECT id AS guest, id AS ref FROM unnest(%(ids)s::bigint[]) AS id
    UNION ALL
    SELECT survivor_id, absorbed_id FROM contacts_guestmerge
    WHERE organization_id = %(organization)s AND survivor_id = ANY(%(ids)s) AND undone_at IS NULL
), letters AS (
    SELECT refs.guest, message.id, message.month, message.state, mailing.started_at,
        (coalesce(message.handed_at, mailing.started_at) AT TIME ZONE 'UTC')::date AS day
    FROM refs JOIN delivery_message AS message
        ON message.organization_id = %(organization)s AND message.recipient_ref = refs.ref
    JOIN delivery_mailing AS mailing ON mailing.organization_id = message.organization_id
        AND mailing.id = message.mailing_id AND mailing.month = message.month AND mailing.stream = 'marketing'
), mailed AS (
    SELECT guest, max(day) AS day FROM letters
    WHERE state NOT IN ('skipped', 'failed') AND started_at IS NOT NULL GROUP BY guest
), visits AS (
    SELECT letters.guest,
        max(event.day) FILTER (WHERE event.kind = 'open' AND NOT event.machine) AS opened,
        max(event.day) FILTER (WHERE event.kind = 'click' AND NOT event.machine) AS clicked,
        max(event.day) FILTER (WHERE event.kind = 'open' AND event.machine) AS machine
    FROM letters JOIN (
        SELECT *, (last_at AT TIME ZONE 'UTC')::date AS day FROM delivery_engagementevent
        WHERE organization_id = %(organization)s
    ) AS event ON event.message_id = letters.id AND event.month = letters.month
    GROUP BY letters.guest
)
UPDATE contacts_guestfacts AS facts SET last_mailed = mailed.day, last_opened = visits.opened,
    last_clicked = visits.clicked, last_machine_opened = visits.machine
FROM unnest(%(ids)s::bigint[]) AS wanted LEFT JOIN mailed ON mailed.guest = wanted
LEFT JOIN visits ON visits.guest = wanted
WHERE facts.organization_id = %(organization)s AND facts.id = wanted
"""


def merged_refresh(*, ids: Sequence[int]) -> None:
    """Count the days anew of those among the guests who survived a merge, or came back from one."""
    _recount(_PARTIES, ids)


def merged_refresh_of_mailings(*, ids: Sequence[int]) -> None:
    """Count the days anew of survivors whose absorbed guest has a letter of these mailings."""
    _recount(_OF_MAILINGS, ids)


def merged_refresh_of_messages(*, ids: Sequence[int]) -> None:
    """Count the days anew of survivors whose absorbed guest got one of these letters."""
    _recount(_OF_MESSAGES, ids)


def _recount(parties: str, ids: Sequence[int]) -> None:
    given: dict[str, Any] = {"organization": required_organization_id("GuestFacts"), "ids": list(ids)}
    with connection.cursor() as cursor:
        cursor.execute(parties, given)
        found = [guest for (guest,) in cursor.fetchall()]
        if found:
            cursor.execute(_DAYS, given | {"ids": found})
