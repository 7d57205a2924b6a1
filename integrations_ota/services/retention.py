"""Which of this room's rows are over, and how they go."""

from datetime import datetime

from django.db.models import QuerySet

from compliance.retention import retention_register
from integrations_ota.models import RawMessage
from integrations_ota.types import MessageState


def register() -> None:
    """Called once, when the apps are ready."""
    retention_register("channel_messages", _messages, _messages_end)


def _messages(before: datetime) -> QuerySet[RawMessage]:
    """Messages that were dealt with; one that waits for a person is kept until it was."""
    return RawMessage.objects.filter(received_at__lt=before).exclude(body="").exclude(state=MessageState.NEW)


def _messages_end(numbers: list[int], _now: datetime) -> None:
    """The row stays, so that the same message is not taken a second time."""
    RawMessage.objects.filter(pk__in=numbers).update(body="")
