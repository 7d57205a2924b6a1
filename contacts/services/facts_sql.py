"""Set-based statements of the projection. Each names the organisation, beside row-level security."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from accounts.tenancy.scope import required_organization_id
from compliance.types import Purpose
from contacts.models import Guest
from contacts.selectors.audience import NOT_STAYING
from contacts.selectors.facts import main_currency
from contacts.selectors.permission import guests_permission
from contacts.services.facts_merged import (
    merged_refresh,
    merged_refresh_of_mailings,
    merged_refresh_of_messages,
)
from contacts.services.facts_sales import sales_refresh
from contacts.services.facts_terms import terms_learn

_INBOX = "('x' || substr(encode(address_hash, 'hex'), 1, 16))::bit(64)::bigint"

COLUMNS = (
    "inbox", "revenue", "revenue_12m", "terms_0", "terms_1", "due_at", "nights", "first_arrival",
    "last_departure", "next_arrival", "created_on", "stays", "stays_12m", "birthday", "language", "country",
    "reason", "email_kind", "basis",
)  # fmt: skip

_STAYS = """
SELECT guest_id,
    least(count(*) FILTER (WHERE arrival <= %(today)s), 32767) AS stays,
    least(count(*) FILTER (WHERE arrival <= %(today)s AND arrival > %(today)s - 365), 32767) AS stays_12m,
    sum(departure - arrival) FILTER (WHERE arrival <= %(today)s) AS nights,
    sum(total_minor) FILTER (WHERE arrival <= %(today)s AND currency = %(currency)s) AS revenue,
    sum(total_minor) FILTER (
        WHERE arrival <= %(today)s AND arrival > %(today)s - 365 AND currency = %(currency)s) AS revenue_12m,
    min(arrival) FILTER (WHERE arrival <= %(today)s) AS first_arrival,
    max(departure) FILTER (WHERE departure <= %(today)s) AS last_departure,
    min(arrival) FILTER (WHERE arrival >= %(today)s) AS next_arrival,
    min(least(
        CASE WHEN arrival > %(today)s THEN arrival END,
        CASE WHEN arrival = %(today)s THEN arrival + 1 END,
        CASE WHEN departure > %(today)s THEN departure END,
        CASE WHEN arrival <= %(today)s AND arrival > %(today)s - 365 THEN arrival + 365 END
    ))::timestamp AT TIME ZONE 'UTC' AS due_at
FROM contacts_stay
WHERE organization_id = %(organization)s AND guest_id = ANY(%(ids)s) AND NOT status = ANY(%(not_staying)s)
GROUP BY guest_id
"""

_TERMS = """
SELECT wanted.id,
    bit_or(CASE WHEN bit < 63 THEN 1::bigint << bit ELSE 0 END) AS terms_0,
    bit_or(CASE WHEN bit >= 63 THEN 1::bigint << (bit - 63) ELSE 0 END) AS terms_1
FROM (
    SELECT id, '' AS key, unnest(tags) AS value FROM contacts_guest
    WHERE organization_id = %(organization)s AND id = ANY(%(ids)s)
    UNION ALL
    SELECT id, own.key, own.value FROM contacts_guest, jsonb_each_text(
        CASE WHEN jsonb_typeof(custom) = 'object' THEN custom ELSE '{{}}' END) AS own
    WHERE organization_id = %(organization)s AND id = ANY(%(ids)s)
) AS wanted
JOIN contacts_factsterm AS term ON term.organization_id = %(organization)s
    AND term.key = wanted.key AND term.value = wanted.value AND term.bit IS NOT NULL
GROUP BY wanted.id
"""

_UPSERT = f"""
INSERT INTO contacts_guestfacts AS known (organization_id, id, {{names}}, inbox_shared)
SELECT guest.organization_id, guest.id,
    {_INBOX}, coalesce(stay.revenue, 0), coalesce(stay.revenue_12m, 0),
    coalesce(term.terms_0, 0), coalesce(term.terms_1, 0),
    least(stay.due_at, guest.permission_expires_at),
    coalesce(stay.nights, 0), stay.first_arrival, stay.last_departure, stay.next_arrival,
    (guest.created_at AT TIME ZONE 'UTC')::date, coalesce(stay.stays, 0), coalesce(stay.stays_12m, 0),
    extract(month FROM guest.birth_date) * 100 + extract(day FROM guest.birth_date),
    lower(split_part(replace(guest.language, '_', '-'), '-', 1)), guest.country,
    guest.permission_reason, guest.email_kind, guest.permission_basis, false
FROM ({{guests}}) AS guest
LEFT JOIN ({_STAYS}) AS stay ON stay.guest_id = guest.id
LEFT JOIN ({_TERMS}) AS term ON term.id = guest.id
WHERE guest.id = ANY(%(ids)s)
ON CONFLICT (id) DO UPDATE SET {{sets}}
WHERE ({{olds}}) IS DISTINCT FROM ({{news}})
"""  # noqa: S608 - names of columns only

_GONE = """
DELETE FROM contacts_guestfacts AS facts WHERE facts.organization_id = %(organization)s AND facts.id = ANY(%(ids)s)
AND NOT EXISTS (SELECT FROM contacts_guest AS guest
    WHERE guest.organization_id = %(organization)s AND guest.id = facts.id)
"""
_INBOXES = """
SELECT DISTINCT inbox FROM contacts_guestfacts
WHERE organization_id = %(organization)s AND id = ANY(%(ids)s) AND inbox IS NOT NULL
"""
_SHARED = """
UPDATE contacts_guestfacts AS facts SET inbox_shared = counted.shared FROM (
    SELECT inbox, count(*) > 1 AS shared FROM contacts_guestfacts
    WHERE organization_id = %(organization)s AND inbox = ANY(%(inboxes)s) GROUP BY inbox
) AS counted
WHERE facts.organization_id = %(organization)s AND facts.inbox = counted.inbox
AND facts.inbox_shared <> counted.shared
"""
_LONELY = """
UPDATE contacts_guestfacts SET inbox_shared = false
WHERE organization_id = %(organization)s AND id = ANY(%(ids)s) AND inbox IS NULL AND inbox_shared
"""


def guests_refresh(*, ids: Sequence[int], now: datetime) -> None:
    """Compute the facts of the guests anew; those of guests who are gone are removed."""
    if not ids:
        return
    given = {"organization": required_organization_id("GuestFacts"), "ids": list(ids)}
    terms_learn(ids=ids)
    sales_refresh(ids=ids)
    before = _column(_INBOXES, given)
    guests, named = _guests(now)
    parts = {
        "guests": guests,
        "names": ", ".join(COLUMNS),
        "sets": ", ".join(f"{name} = excluded.{name}" for name in COLUMNS),
        "olds": ", ".join(f"known.{name}" for name in COLUMNS),
        "news": ", ".join(f"excluded.{name}" for name in COLUMNS),
    }
    _execute(
        _UPSERT.format(**parts),
        given
        | named
        | {
            "now": now,
            "today": now.date(),
            "currency": main_currency(),
            "not_staying": list(NOT_STAYING),
        },
    )
    _execute(_GONE, given)
    _execute(_LONELY, given)
    _execute(_SHARED, given | {"inboxes": sorted({*before, *_column(_INBOXES, given)})})
    merged_refresh(ids=ids)


def _guests(now: datetime) -> tuple[str, dict[str, Any]]:
    """Return compliance's answer for guests as SQL with named parameters."""
    answered: Any = guests_permission(Guest.objects.order_by(), purpose=Purpose.MARKETING, now=now)
    rows = answered.values(
        "id", "organization_id", "address_hash", "language", "country", "birth_date", "email_kind",
        "created_at", "permission_reason", "permission_basis", "permission_expires_at",
    )  # fmt: skip
    sql, parameters = rows.query.sql_with_params()
    first, *rest = sql.split("%s")
    names = [f"guest_{number}" for number in range(len(parameters))]
    sql = first + "".join(f"%({name})s{part}" for name, part in zip(names, rest, strict=True))
    return sql, dict(zip(names, parameters, strict=True))


def inbox_guests(*, inboxes: Sequence[int]) -> list[int]:
    """Return the guests behind inboxes; a guest without facts is noted by their own insertion."""
    sql = "SELECT id FROM contacts_guestfacts WHERE organization_id = %(organization)s AND inbox = ANY(%(inboxes)s)"
    return _column(sql, {"organization": required_organization_id("GuestFacts"), "inboxes": list(inboxes)})


_MAILED = """
UPDATE contacts_guestfacts AS facts SET last_mailed = letters.day FROM (
    SELECT recipient_ref, max((coalesce(handed_at, started_at) AT TIME ZONE 'UTC')::date) AS day
    FROM delivery_message AS message JOIN delivery_mailing AS mailing
        ON mailing.organization_id = message.organization_id AND mailing.id = message.mailing_id
        AND mailing.month = message.month
    WHERE message.organization_id = %(organization)s AND message.mailing_id = ANY(%(ids)s)
        AND message.state NOT IN ('skipped', 'failed') AND mailing.started_at IS NOT NULL
    GROUP BY recipient_ref
) AS letters
WHERE facts.organization_id = %(organization)s AND facts.id = letters.recipient_ref
AND (facts.last_mailed IS NULL OR facts.last_mailed < letters.day)
"""
# Letters that counted when their mailing was started, and then were not sent.
_UNMAILED = """
UPDATE contacts_guestfacts AS facts SET last_mailed = (
    SELECT max((coalesce(handed_at, started_at) AT TIME ZONE 'UTC')::date)
    FROM delivery_message AS message JOIN delivery_mailing AS mailing
        ON mailing.organization_id = message.organization_id AND mailing.id = message.mailing_id
        AND mailing.month = message.month
    WHERE message.organization_id = %(organization)s AND message.recipient_ref = facts.id
        AND mailing.stream = 'marketing' AND message.state NOT IN ('skipped', 'failed')
        AND mailing.started_at IS NOT NULL)
FROM (
    SELECT DISTINCT recipient_ref, (mailing.started_at AT TIME ZONE 'UTC')::date AS day
    FROM delivery_message AS message JOIN delivery_mailing AS mailing
        ON mailing.organization_id = message.organization_id AND mailing.id = message.mailing_id
        AND mailing.month = message.month
    WHERE message.organization_id = %(organization)s AND message.mailing_id = ANY(%(ids)s)
        AND message.state IN ('skipped', 'failed')
) AS unsent
WHERE facts.organization_id = %(organization)s AND facts.id = unsent.recipient_ref
AND facts.last_mailed >= unsent.day
"""


def mailings_refresh(*, ids: Sequence[int]) -> None:
    """Note the day of mailings that started or ended.

    A letter counts from its mailing's start, so that nobody is mailed twice while one is under way;
    at the end the days are those on which the letters left.
    """
    given = {"organization": required_organization_id("GuestFacts"), "ids": list(ids)}
    _execute(_MAILED, given)
    _execute(_UNMAILED, given)
    merged_refresh_of_mailings(ids=ids)


_ENGAGED = """
UPDATE contacts_guestfacts AS facts SET
    last_opened = greatest(facts.last_opened, acts.opened),
    last_clicked = greatest(facts.last_clicked, acts.clicked),
    last_machine_opened = greatest(facts.last_machine_opened, acts.machine)
FROM (
    SELECT message.recipient_ref,
        max(event.day) FILTER (WHERE event.kind = 'open' AND NOT event.machine) AS opened,
        max(event.day) FILTER (WHERE event.kind = 'click' AND NOT event.machine) AS clicked,
        max(event.day) FILTER (WHERE event.kind = 'open' AND event.machine) AS machine
    FROM (
        SELECT *, (last_at AT TIME ZONE 'UTC')::date AS day FROM delivery_engagementevent
        WHERE organization_id = %(organization)s AND message_id = ANY(%(ids)s) AND kind IN ('open', 'click')
    ) AS event
    JOIN delivery_message AS message ON message.organization_id = %(organization)s
        AND message.id = event.message_id AND message.month = event.month
    JOIN delivery_mailing AS mailing ON mailing.organization_id = %(organization)s
        AND mailing.id = message.mailing_id AND mailing.stream = 'marketing'
    GROUP BY message.recipient_ref
) AS acts
WHERE facts.organization_id = %(organization)s AND facts.id = acts.recipient_ref
"""


def engagement_refresh(*, ids: Sequence[int]) -> None:
    """Note the days of the newest opens and clicks of letters; days only move forward."""
    _execute(_ENGAGED, {"organization": required_organization_id("GuestFacts"), "ids": list(ids)})
    merged_refresh_of_messages(ids=ids)


def _execute(sql: str, given: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)


def _column(sql: str, given: dict[str, Any]) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [row[0] for row in cursor.fetchall()]
