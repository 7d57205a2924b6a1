"""What comes back for a letter: opens, clicks, and the wish to hear no more."""

from datetime import datetime

from django.db import connection, transaction

from accounts.tenancy import current_organization_id
from compliance.models import Suppression
from compliance.scopes import ALL
from compliance.services.consent import consent_record
from compliance.services.lock import addresses_lock
from compliance.services.suppression import suppression_add
from compliance.types import Basis, Purpose, SuppressionReason
from delivery.models import Message
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

    Idempotent, also when called many times at the same moment: calls wait for one another. False if
    the letter is gone, and with it the address. `source` says by which way: "one_click" or "page".
    """
    message = Message.objects.only("pk", "mailing_id", "address_hash").filter(pk=message_id).first()
    if message is None or message.address_hash is None:
        return False
    address_hash = bytes(message.address_hash)
    addresses_lock(address_hash)
    held = Suppression.objects.filter(address_hash=address_hash, scope=ALL)
    if not held.exclude(reason=SuppressionReason.OTHER).exists():
        suppression_add(
            address_hash=address_hash, reason=SuppressionReason.UNSUBSCRIBED, now=now, source=source
        )
        consent_record(
            address_hash=address_hash,
            purpose=Purpose.MARKETING,
            granted=False,
            basis=Basis.CONSENT,
            source="unsubscribe",
            evidence={"message": message.pk, "mailing": message.mailing_id, "way": source},
            occurred_at=now,
            now=now,
        )
    engagement_record(message_id=message.pk, kind=EngagementKind.UNSUBSCRIBE, now=now)
    return True
