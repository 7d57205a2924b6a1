"""Who read or exported personal data: the first question after a breach (GDPR 33, 34)."""

from datetime import datetime

from django.db.models import Q, QuerySet

from accounts.models import AuditEvent

# One person's data was seen.
VIEWED = Q(action__in=["guest.viewed", "guest.consent_proof"])
# Many people's data was, or may have been: these are listed whichever guest is asked for.
TAKEN = Q(action__endswith=".exported") | Q(action__in=["operator.entered", "key.created", "campaign.tested"])
GUEST = "contacts.Guest"


def breach_events(*, since: datetime, until: datetime, guest_id: int | None = None) -> QuerySet[AuditEvent]:
    """What was seen or taken from `since` until before `until`, oldest first; of one guest, or of all."""
    about = VIEWED if guest_id is None else VIEWED & Q(target_type=GUEST, target_id=guest_id)
    return AuditEvent.objects.filter(about | TAKEN, at__gte=since, at__lt=until).order_by("at", "pk")
