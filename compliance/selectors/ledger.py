"""The evidence about addresses: events, statuses and suppressions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from compliance.models import ConsentEvent, Suppression


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One thing that happened to an address: ``kind`` is granted, withdrawn or suppressed."""

    at: datetime
    kind: str
    purpose: str
    source: str
    basis: str
    reason: str
    applied: bool
    event_id: int | None


def ledger_lines(*, address_hashes: Iterable[bytes]) -> list[LedgerLine]:
    """Return all consent events and suppressions of the addresses, newest first. Two queries."""
    hashes = list(address_hashes)
    lines = [_of_event(event) for event in ConsentEvent.objects.filter(address_hash__in=hashes)]
    lines += [_of_suppression(row) for row in Suppression.objects.filter(address_hash__in=hashes)]
    return sorted(lines, key=lambda line: line.at, reverse=True)


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


def _of_event(event: ConsentEvent) -> LedgerLine:
    return LedgerLine(
        at=event.occurred_at,
        kind="granted" if event.granted else "withdrawn",
        purpose=event.purpose,
        source=event.source,
        basis=event.basis,
        reason="",
        applied=event.applied,
        event_id=event.pk,
    )


def _of_suppression(row: Suppression) -> LedgerLine:
    return LedgerLine(
        at=row.at,
        kind="suppressed",
        purpose="",
        source=row.source,
        basis="",
        reason=f"suppressed_{row.reason}",
        applied=True,
        event_id=None,
    )
