"""Which of this room's rows are over, and how they go. Counts of mailings stay, of nobody."""

from datetime import UTC, datetime

from django.db.models import QuerySet

from compliance.retention import retention_register
from delivery.models import EngagementEvent, InboundMail, LastOpen, Message


def register() -> None:
    """Called once, when the apps are ready."""
    retention_register("engagement", lambda t: EngagementEvent.objects.filter(first_at__lt=t))
    retention_register("last_opens", lambda t: LastOpen.objects.filter(day__lt=t.astimezone(UTC).date()))
    retention_register("letters", _letters, _letters_end)
    retention_register("returned_mail", _returned, _returned_end)


def _letters(before: datetime) -> QuerySet[Message]:
    """Settled letters of the months that ended before, with somebody in them still."""
    month = before.astimezone(UTC).date().replace(day=1)
    old = Message.objects.filter(month__lt=month, due_at=None)
    return old.exclude(address="", merge={}, response="")


def _letters_end(numbers: list[int], _now: datetime) -> None:
    Message.objects.filter(pk__in=numbers).update(address="", merge={}, response="")


def _returned(before: datetime) -> QuerySet[InboundMail]:
    return InboundMail.objects.filter(received_at__lt=before, raw__isnull=False)


def _returned_end(numbers: list[int], _now: datetime) -> None:
    InboundMail.objects.filter(pk__in=numbers).update(raw=None, envelope_from="")
