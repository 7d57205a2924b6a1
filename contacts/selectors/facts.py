"""What of the projection is not up to date."""

from datetime import datetime

from django.db import connection

from accounts.models import Hotel
from accounts.tenancy.scope import required_organization_id
from contacts.models import GuestFacts

_PENDING = "SELECT coalesce(sum(cardinality(ids)), 0) FROM contacts_factspending WHERE organization_id = %s"
# More than this needs no count: the answer is 'being brought up to date' anyway.
_ENOUGH = 100_000


def facts_pending(*, now: datetime) -> int:
    """Return how many ids wait to be looked at: noted by a write, or due by time."""
    with connection.cursor() as cursor:
        cursor.execute(_PENDING, [required_organization_id("GuestFacts")])
        noted = int(cursor.fetchone()[0])
    due = GuestFacts.objects.filter(due_at__lte=now).order_by().values("pk")[:_ENOUGH].count()
    return noted + due


def main_currency() -> str:
    """Return the currency that revenue is summed in: the first hotel's; "" without a hotel."""
    return Hotel.objects.order_by("pk").values_list("currency", flat=True).first() or ""
