"""What programs did with letters, counted apart from people."""

from collections.abc import Collection

from django.db.models import Count

from delivery.models import EngagementEvent
from delivery.types import EngagementKind

KINDS = (EngagementKind.OPEN, EngagementKind.CLICK)


def machine_counts(mailing_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each mailing "open" and "click" → how many letters nothing but machines opened or clicked."""
    counts = {mailing_id: {kind.value: 0 for kind in KINDS} for mailing_id in mailing_ids}
    events = EngagementEvent.objects.filter(message__mailing_id__in=mailing_ids, machine=True, kind__in=KINDS)
    # A letter of which a person clicked one link and a machine another was clicked by a person.
    people = EngagementEvent.objects.filter(message__mailing_id__in=mailing_ids, machine=False)
    for kind in KINDS:
        seen = people.filter(kind=kind).values("message_id")
        rows = events.filter(kind=kind).exclude(message_id__in=seen).order_by().values("message__mailing_id")
        for row in rows.annotate(messages=Count("message", distinct=True)):
            counts[row["message__mailing_id"]][kind.value] = row["messages"]
    return counts
