"""The evidence about addresses: events, statuses and suppressions."""

from collections.abc import Collection

from django.db.models import F, QuerySet

from compliance.models import ConsentEvent, Suppression
from compliance.scopes import ALL


def consent_events(address_hashes: Collection[bytes]) -> QuerySet[ConsentEvent]:
    """What was said of the addresses, with `at`, the time at which it was said."""
    return ConsentEvent.objects.filter(address_hash__in=address_hashes, scope=ALL).annotate(
        at=F("occurred_at")
    )


def suppressions(address_hashes: Collection[bytes]) -> QuerySet[Suppression]:
    """The suppressions of the addresses, in whatever scope."""
    return Suppression.objects.filter(address_hash__in=address_hashes)


def consent_evidence(*, event_id: int | None) -> dict[str, object]:
    """Return the evidence of a consent event for a person to read, ``{}`` when there is none."""
    event = ConsentEvent.objects.filter(pk=event_id).first() if event_id else None
    if event is None:
        return {}
    return {
        **event.evidence,
        "source": event.source,
        "basis": event.basis,
        "occurred_at": event.occurred_at.isoformat(),
        "recorded_at": event.recorded_at.isoformat(),
    }
