"""What came back for marketing letters: the numbers by which mailbox providers judge a sender."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from delivery.models import EngagementEvent, Mailing, MailingTally
from delivery.selectors.mailings import mailing_counts
from delivery.types import EngagementKind, MessageState, Stream

FEEDBACK = (EngagementKind.BOUNCE.value, EngagementKind.COMPLAINT.value)


@dataclass(frozen=True, slots=True)
class Reputation:
    """Letters: `tried` were answered for good, `bounced` of them by 'no such mailbox', at once or later.

    `complained` were marked as spam; each letter counts once.
    """

    tried: int
    bounced: int
    complained: int

    @property
    def delivered(self) -> int:
        """Tried and not bounced."""
        return self.tried - self.bounced


def mailing_reputation(mailing: Mailing) -> Reputation:
    """The numbers of one mailing; two queries, whatever its size."""
    counts = mailing_counts([mailing.pk])[mailing.pk]
    events = EngagementEvent.objects.filter(
        first_at__gte=mailing.started_at or mailing.created_at, message__mailing_id=mailing.pk
    )
    return _reputation(counts[MessageState.HANDED], counts[MessageState.BOUNCED], events)


def organization_reputation(*, since: datetime) -> Reputation:
    """The numbers of all marketing mailings started since a moment."""
    marketing = Mailing.objects.filter(stream=Stream.MARKETING.value, started_at__gte=since)
    tallies = MailingTally.objects.filter(mailing__in=marketing).order_by().values("state")
    counts = {row["state"]: int(row["total"]) for row in tallies.annotate(total=Sum("messages"))}
    events = EngagementEvent.objects.filter(first_at__gte=since, message__mailing__in=marketing)
    return _reputation(counts.get(MessageState.HANDED, 0), counts.get(MessageState.BOUNCED, 0), events)


def _reputation(handed: int, refused: int, events: QuerySet[EngagementEvent]) -> Reputation:
    # A letter that the ledger has as bounced is counted there already.
    returned = Q(kind=EngagementKind.BOUNCE.value, message__state=MessageState.HANDED.value)
    complained = Q(kind=EngagementKind.COMPLAINT.value)
    found = events.filter(kind__in=FEEDBACK).aggregate(
        returned=Count("message", distinct=True, filter=returned),
        complained=Count("message", distinct=True, filter=complained),
    )
    return Reputation(handed + refused, refused + found["returned"], found["complained"])
