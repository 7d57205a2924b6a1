"""Compares a feed with what it held before. A feed is a full picture of the future, without receipts.

What it no longer shows may be cancelled, over, or hidden by a fault. Taken as cancelled is only what
is missing from complete readings, again and again, and has not begun; see `NOTES.md`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any, Final, Self

from integrations_ota.adapters.ical.events import Event
from integrations_ota.adapters.port import ReservationStatus

CONFIRMATIONS: Final = 2
DOUBTFUL_CONFIRMATIONS: Final = 3
DOUBTFUL_WAIT: Final = timedelta(hours=24)
_OVER: Final = frozenset({ReservationStatus.CANCELLED})


@dataclass(frozen=True, slots=True)
class Entry:
    """One booking as last seen; `missed` counts the complete readings without it, since `missed_since`."""

    uid: str
    source: str
    code: str
    arrival: date
    departure: date
    status: ReservationStatus
    missed: int = 0
    missed_since: datetime | None = None

    @classmethod
    def of(cls, event: Event) -> Self:
        """Take over what an event says."""
        return cls(event.uid, event.source, event.code, event.arrival, event.departure, event.status)

    @classmethod
    def load(cls, stored: Mapping[str, Any]) -> Self:
        """Read what `dump` wrote."""
        since = stored.get("since")
        return cls(
            uid=stored["uid"],
            source=stored["source"],
            code=stored["code"],
            arrival=date.fromisoformat(stored["from"]),
            departure=date.fromisoformat(stored["to"]),
            status=ReservationStatus(stored["status"]),
            missed=stored.get("missed", 0),
            missed_since=datetime.fromisoformat(since) if since else None,
        )

    def dump(self) -> dict[str, Any]:
        """Write as JSON, short where nothing is missing."""
        stored: dict[str, Any] = {
            "uid": self.uid,
            "source": self.source,
            "code": self.code,
            "from": self.arrival.isoformat(),
            "to": self.departure.isoformat(),
            "status": self.status.value,
        }
        if self.missed and self.missed_since:
            stored |= {"missed": self.missed, "since": self.missed_since.isoformat()}
        return stored

    def says(self, other: Entry) -> bool:
        """Say whether both tell the hotel the same."""
        return (self.arrival, self.departure, self.status, self.code) == (
            other.arrival, other.departure, other.status, other.code,
        )  # fmt: skip


Known = Mapping[str, Entry]


@dataclass(slots=True)
class Reading:
    """What a reading changed. `changes` holds identity and new state; `doubt` counts what is missing."""

    known: dict[str, Entry]
    changes: list[tuple[str, Entry]] = field(default_factory=list)
    missing: int = 0
    expected: int = 0

    @property
    def doubtful(self) -> bool:
        """Say whether more than half is missing, as after a fault of the channel."""
        return self.missing * 2 > self.expected


def newest(events: Iterable[Event]) -> list[Event]:
    """Keep one event of each name: the highest SEQUENCE, then the latest change, then the last one."""
    best: dict[str, Event] = {}
    for event in events:
        rival = best.get(event.key)
        if rival is None or event.order >= rival.order:
            best[event.key] = event
    return list(best.values())


def compare(
    known: Known,
    events: Sequence[Event],
    *,
    now: datetime,
    today: date,
    present: frozenset[str] = frozenset(),
    complete: bool = True,
    repeat: bool = False,
) -> Reading:
    """Compare a reading with the last one.

    `present` are UIDs that stand in the feed but could not be read; `complete` False = some piece
    could not even be named, so nothing of this reading counts as missing. `repeat` reports what did
    not change too. `today` is the hotel's.
    """
    reading = Reading(dict(known))
    seen: set[str] = set()
    for identity, event in _identified(known, events, today):
        seen.add(identity)
        before = known.get(identity)
        after = _untrimmed(Entry.of(event), before, today)
        reading.known[identity] = after
        if repeat or before is None or not before.says(after):
            reading.changes.append((identity, after))
    rest = [key for key in known if key not in seen and known[key].uid not in present]
    _miss(reading, rest, complete=complete, now=now, today=today)
    return reading


def _identified(known: Known, events: Sequence[Event], today: date) -> list[tuple[str, Event]]:
    """Find the booking each event tells of; one with a new UID and the same nights is no new booking."""
    by_uid = {entry.uid: identity for identity, entry in known.items()}
    named = [(by_uid.get(e.uid) or (e.key if e.key in known else ""), e) for e in events]
    free = {key: entry for key, entry in known.items() if key not in {identity for identity, _ in named}}
    found = []
    for name, event in named:
        identity = name or _renamed(free, event, today) or event.key
        free.pop(identity, None)
        found.append((identity, event))
    return found


def _renamed(free: Known, event: Event, today: date) -> str:
    """Find the vanished booking of the same nights; a number of its own makes an event unmistakable."""
    if event.code:
        return ""
    return next((key for key, entry in free.items() if _same_nights(entry, event, today)), "")


def _same_nights(entry: Entry, event: Event, today: date) -> bool:
    if entry.code or entry.departure != event.departure or entry.status in _OVER:
        return False
    return entry.arrival == event.arrival or _is_trimmed(entry, event.arrival, today)


def _is_trimmed(entry: Entry, arrival: date, today: date) -> bool:
    """Say whether a feed only left out nights that are over: the arrival moves along with today."""
    return entry.arrival < arrival <= today


def _untrimmed(after: Entry, before: Entry | None, today: date) -> Entry:
    if (
        before is not None
        and before.departure == after.departure
        and _is_trimmed(before, after.arrival, today)
    ):
        return replace(after, arrival=before.arrival)
    return after


def _miss(reading: Reading, missing: Sequence[str], *, complete: bool, now: datetime, today: date) -> None:
    """Count what is not in the feed any more, and cancel what was missing often enough."""
    ahead = {
        key for key, entry in reading.known.items() if entry.arrival >= today and entry.status not in _OVER
    }
    gone = [key for key in missing if key in ahead]
    reading.missing, reading.expected = len(gone), len(ahead)
    for key in missing:
        entry = reading.known[key]
        if entry.departure <= today or entry.status in _OVER:
            del reading.known[key]  # It is over, or cancelled long since: feeds drop it then.
    if not complete:
        return
    for key in gone:
        entry = reading.known[key]
        entry = replace(entry, missed=entry.missed + 1, missed_since=entry.missed_since or now)
        reading.known[key] = entry
        if _is_gone(entry, doubtful=reading.doubtful, now=now):
            del reading.known[key]
            reading.changes.append((key, replace(entry, status=ReservationStatus.CANCELLED)))


def _is_gone(entry: Entry, *, doubtful: bool, now: datetime) -> bool:
    if not doubtful:
        return entry.missed >= CONFIRMATIONS
    waited = now - (entry.missed_since or now)
    return entry.missed >= DOUBTFUL_CONFIRMATIONS and waited >= DOUBTFUL_WAIT
