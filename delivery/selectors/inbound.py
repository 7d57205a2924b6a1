"""Mail that came back, as operators look at it."""

from datetime import datetime

from django.db.models import Max, QuerySet

from delivery.models import InboundMail


def inbound_list(*, message_id: int | None = None, kind: str = "") -> QuerySet[InboundMail]:
    """Newest first, without the mails' bytes; of one letter, of one kind, or all."""
    rows = InboundMail.objects.defer("raw").order_by("-id")
    if message_id is not None:
        rows = rows.filter(message_id=message_id)
    return rows.filter(kind=kind) if kind else rows


def inbound_newest() -> datetime | None:
    """When the last mail came back."""
    newest: datetime | None = InboundMail.objects.aggregate(newest=Max("received_at"))["newest"]
    return newest
