"""What a direct channel of one OTA has to deliver: the same bookings that Channex aggregates.

A hotel may be connected to an OTA directly or through Channex, and both show the same bookings.
So a direct channel reads the histories of its source from the Channex queues, one by one and in
their true order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from integrations_ota.sandbox.world import CANCELLED, CHANNEX, NEW, Revision, World

History = list[Revision]


def histories(world: World, hotel_code: str, source: str) -> dict[str, History] | None:
    """Return the versions of each booking of a source at a hotel, by the OTA's own number.

    None for an unknown hotel.
    """
    queue = world.deliveries.get((hotel_code, CHANNEX))
    if queue is None:
        return None
    found: dict[str, dict[str, Revision]] = {}
    for revision in queue:
        if revision.source == source:
            found.setdefault(number_of(revision), {})[revision.revision_id] = revision
    return {number: sorted(versions.values(), key=lambda r: r.order) for number, versions in found.items()}


def number_of(revision: Revision) -> str:
    """Return the OTA's number of a booking; a broken record has one of its own."""
    number = revision.ota_code.partition("-")[2]
    return f"{number}9" if revision.reservation_id.startswith("broken") else number


@dataclass(frozen=True, slots=True)
class Offer:
    """The message of a booking that waits now, and which revisions its receipt settles."""

    number: str
    kind: str
    revision: Revision
    covers: frozenset[str]
    booked_at: datetime


def one_after_the_other(number: str, history: History, done: set[str]) -> Offer | None:
    """Offer the oldest version without a receipt: the next one comes after it."""
    waiting = [r for r in history if r.revision_id not in done]
    if not waiting:
        return None
    first = waiting[0]
    kind = NEW if first is history[0] else first.kind
    return Offer(number, kind, first, frozenset({first.revision_id}), history[0].at)


def newest_at_once(number: str, history: History, done: set[str]) -> Offer | None:
    """Offer the newest version; changes made before the first receipt come as a new booking."""
    waiting = [r for r in history if r.revision_id not in done]
    if not waiting:
        return None
    if len(waiting) < len(history):
        newest = waiting[-1]
        return Offer(number, newest.kind, newest, _ids(waiting), history[0].at)
    last = [r for r in waiting if r.kind != CANCELLED][-1]
    return Offer(number, NEW, last, _ids(waiting[: waiting.index(last) + 1]), history[0].at)


def _ids(revisions: History) -> frozenset[str]:
    return frozenset(r.revision_id for r in revisions)
