"""What guests bought of which legal entity, computed anew from their stays."""

from collections.abc import Sequence
from typing import Any

from django.db import connection

from accounts.tenancy.scope import required_organization_id
from contacts.selectors.audience import NOT_STAYING

# The newest of some stays, and its number: an aggregate, so that one pass serves both.
_SALES = """
WITH sold AS (
    SELECT stay.guest_id, hotel.legal_entity AS entity,
        max(ARRAY[stay.departure - DATE '2000-01-01', stay.id]) AS newest,
        max(ARRAY[stay.departure - DATE '2000-01-01', stay.id]) FILTER (WHERE stay.objection_offered) AS offered
    FROM contacts_stay AS stay
    JOIN accounts_hotel AS hotel ON hotel.organization_id = %(organization)s AND hotel.id = stay.hotel_id
    WHERE stay.organization_id = %(organization)s AND stay.guest_id = ANY(%(ids)s)
        AND NOT stay.status = ANY(%(not_staying)s)
    GROUP BY stay.guest_id, hotel.legal_entity
), gone AS (
    DELETE FROM contacts_guestsale AS held WHERE held.organization_id = %(organization)s
        AND held.guest_id = ANY(%(ids)s)
        AND NOT EXISTS (SELECT FROM sold WHERE sold.guest_id = held.guest_id AND sold.entity = held.entity)
)
INSERT INTO contacts_guestsale AS held
    (organization_id, guest_id, entity, newest, stayed_on, stay_id, offered_on, offered_stay_id)
SELECT %(organization)s, guest_id, entity,
    row_number() OVER (PARTITION BY guest_id ORDER BY offered DESC NULLS LAST, newest DESC) = 1,
    DATE '2000-01-01' + newest[1]::int, newest[2], DATE '2000-01-01' + offered[1]::int, offered[2]
FROM sold
ON CONFLICT (organization_id, guest_id, entity) DO UPDATE SET newest = excluded.newest,
    stayed_on = excluded.stayed_on, stay_id = excluded.stay_id, offered_on = excluded.offered_on,
    offered_stay_id = excluded.offered_stay_id
WHERE (held.newest, held.stayed_on, held.stay_id, held.offered_on, held.offered_stay_id) IS DISTINCT FROM
    (excluded.newest, excluded.stayed_on, excluded.stay_id, excluded.offered_on, excluded.offered_stay_id)
"""


def sales_refresh(*, ids: Sequence[int]) -> None:
    """Compute what the guests bought of each legal entity; rows of guests who are gone go too."""
    given: dict[str, Any] = {
        "organization": required_organization_id("GuestSale"),
        "ids": list(ids),
        "not_staying": list(NOT_STAYING),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SALES, given)
