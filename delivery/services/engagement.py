"""What comes back for a letter: opens, clicks, and the wish to hear no more."""

from datetime import datetime

from django.db import connection, transaction

from accounts.tenancy import current_organization_id
from accounts.tenancy.scope import required_organization_id
from compliance.services.leaving import marketing_leave
from delivery.types import EngagementKind

_UPSERT = """
INSERT INTO delivery_engagementevent AS known
    (organization_id, message_id, month, kind, link_no, first_at, last_at, count, machine)
SELECT organization_id, id, month, %(kind)s, %(link)s, %(now)s, %(now)s, 1, %(machine)s
FROM delivery_message WHERE organization_id = %(organization)s AND id = %(message)s
ON CONFLICT (organization_id, message_id, month, kind, link_no) DO UPDATE SET
    count = known.count + 1, last_at = greatest(known.last_at, excluded.last_at),
    machine = known.machine AND excluded.machine
"""
# Whether the wish was heard already: by this letter, and in force.
_LETTER = """
SELECT mailing_id, address_hash, EXISTS (
    SELECT FROM compliance_suppression AS held
    WHERE held.organization_id = letter.organization_id AND held.address_hash = letter.address_hash
        AND held.scope = 'all' AND held.reason <> 'other'
) AND EXISTS (
    SELECT FROM delivery_engagementevent AS event
    WHERE event.organization_id = letter.organization_id AND event.message_id = letter.id
        AND event.month = letter.month AND event.kind = 'unsubscribe'
)
FROM delivery_message AS letter WHERE organization_id = %(organization)s AND id = %(message)s
"""


def engagement_record(
    *, message_id: int, kind: EngagementKind, now: datetime, link_no: int = 0, machine: bool = False
) -> bool:
    """Count one act; one row per letter, kind and link. False if there is no such letter."""
    with connection.cursor() as cursor:
        cursor.execute(
            _UPSERT,
            {
                "organization": current_organization_id(),
                "message": message_id,
                "kind": kind.value,
                "link": link_no,
                "now": now,
                "machine": machine,
            },
        )
        return bool(cursor.rowcount == 1)


@transaction.atomic
def unsubscribe_record(*, message_id: int, now: datetime, source: str) -> bool:
    """Stop marketing mail to the address a letter went to, at once.

    Idempotent, also when called many times at the same moment: calls wait for one another, and those that come
    later read once and change nothing. False if the letter is gone, and with it the address. `source` says by
    which way: "one_click" or "page".
    """
    with connection.cursor() as cursor:
        cursor.execute(_LETTER, {"organization": required_organization_id("Message"), "message": message_id})
        letter = cursor.fetchone()
    if letter is None or letter[1] is None:
        return False
    mailing_id, address_hash, was_left = letter
    if not was_left:
        evidence = {"message": message_id, "mailing": mailing_id, "way": source}
        marketing_leave(address_hash=bytes(address_hash), way=source, evidence=evidence, now=now)
        engagement_record(message_id=message_id, kind=EngagementKind.UNSUBSCRIBE, now=now)
    return True
