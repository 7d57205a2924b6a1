"""Mail that came back, as operators look at it."""

from datetime import datetime

from django.db.models import Max

from delivery.models import InboundMail


def inbound_newest() -> datetime | None:
    """When the last mail came back."""
    newest: datetime | None = InboundMail.objects.aggregate(newest=Max("received_at"))["newest"]
    return newest
