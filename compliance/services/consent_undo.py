"""Taking back the effect of a load of consents, without touching the ledger."""

from datetime import datetime

from django.db import transaction

from compliance.models import ConsentEvent, ConsentStatus
from compliance.scopes import ALL
from compliance.types import is_confirmed


@transaction.atomic
def consents_undo(*, source: str, recorded_at: datetime) -> int:
    """Let the consents that one load recorded no longer count; returns how many addresses it concerns.

    Events are never changed (the table is append-only): the statuses that rest on them go back to
    the newest applied event of another load, or go.
    """
    resting = ConsentStatus.objects.select_for_update(of=("self",)).filter(
        granted=True, event__source=source, event__recorded_at=recorded_at
    )
    held = {(bytes(row.address_hash), row.purpose): row for row in resting}
    earlier = ConsentEvent.objects.filter(
        address_hash__in=[key for key, _purpose in held], applied=True, scope=ALL
    ).exclude(source=source, recorded_at=recorded_at)
    back = {(bytes(event.address_hash), event.purpose): event for event in earlier.order_by("pk")}
    for key, row in held.items():
        event = back.get(key)
        if event is None:
            continue
        row.event, row.granted, row.basis = event, event.granted, event.basis
        row.at, row.expires_at = event.occurred_at, event.expires_at
        row.confirmed = is_confirmed(source=event.source, evidence=event.evidence)
        row.save()
    ConsentStatus.objects.filter(pk__in=[row.pk for key, row in held.items() if key not in back]).delete()
    return len(held)
