"""Letters in doubt: those a person is asked about, and those the mail server's log may still settle."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from delivery.models import Mailing, Message
from delivery.types import MessageState


@dataclass(frozen=True, slots=True)
class Doubt:
    """`reasons`: reason → letters that only a person can decide about. `being_settled` wait for the log."""

    reasons: dict[str, int]
    being_settled: int

    @property
    def offered(self) -> int:
        """Letters that may be sent again at a person's word."""
        return sum(self.reasons.values())


def doubtful_messages(mailing: Mailing) -> QuerySet[Message]:
    """The mailing's letters that may or may not have left; with a `due_at`, the log is asked about them then."""
    return Message.objects.filter(mailing=mailing, month=mailing.month, state=MessageState.UNKNOWN)


def mailing_doubt(mailing: Mailing) -> Doubt:
    """What is in doubt now, and why. One query over the few rows it is about."""
    rows = doubtful_messages(mailing).order_by().values("reason")
    groups = list(
        rows.annotate(
            offered=Count("id", filter=Q(due_at__isnull=True)),
            settling=Count("id", filter=Q(due_at__isnull=False)),
        )
    )
    reasons = {group["reason"]: group["offered"] for group in groups if group["offered"]}
    return Doubt(reasons, sum(group["settling"] for group in groups))
