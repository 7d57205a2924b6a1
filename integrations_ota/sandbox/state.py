"""The sandbox's memory: what was delivered, what was acknowledged, what was asked."""

from __future__ import annotations

import hashlib
from collections import deque
from typing import Any, Final

from integrations_ota.sandbox.calendar import Calendar, Meter
from integrations_ota.sandbox.faults import PLAYED, Fault, answer
from integrations_ota.sandbox.http import Request, Response
from integrations_ota.sandbox.world import Revision, World

JOURNAL_SIZE: Final = 20_000
USERNAME: Final = "hotel"
PASSWORD: Final = "sandbox"  # noqa: S105 - the sandbox's public password
API_KEY: Final = "sandbox-key"
_HIDDEN: Final = frozenset({"authorization", "user-api-key"})


class State:
    """One world and everything that happened to it since the last reset."""

    def __init__(self, world: World) -> None:
        self.reset(world)

    def reset(self, world: World) -> None:
        """Forget everything and serve a world from its beginning."""
        self.world = world
        self.index: dict[str, list[Revision]] = {}
        for queue in world.deliveries.values():
            for revision in queue:
                self.index.setdefault(revision.reservation_id, []).append(revision)
        self.acknowledged: set[str] = set()
        self.refused: set[str] = set()
        self.delivered: set[str] = set()
        self.faults: list[Fault] = []
        self.desks: dict[str, Any] = {}
        # What servers of single channels remember, by their own names.
        self.more: dict[str, Any] = {}
        self.calendars: dict[tuple[str, str], Calendar] = {}
        self.meter = Meter()
        self.journal: deque[dict[str, Any]] = deque(maxlen=JOURNAL_SIZE)

    def struck(self, channel: str, call: str) -> Response | None:
        """Return the answer of the first fault that hits this call."""
        fault = next((f for f in self.faults if f.strikes(channel, call)), None)
        return answer(fault.name) if fault else None

    def strikes(self, name: str, channel: str) -> bool:
        """Say whether a fault that a server plays itself is on, and count it."""
        return any(f.name == name and f.strikes(channel, PLAYED) for f in self.faults)

    def calendar(self, hotel: str, channel: str) -> Calendar:
        """Return what was pushed for a hotel at a channel."""
        return self.calendars.setdefault((hotel, channel), Calendar())

    def note(self, request: Request, status: int, action: str = "") -> None:
        """Write one request into the journal, credentials hidden."""
        self.journal.append(
            {
                "method": request.method,
                "path": request.path,
                "query": dict(request.query),
                "action": action,
                "status": status,
                "headers": {k: "hidden" if k in _HIDDEN else v for k, v in request.headers.items()},
                "bytes": len(request.body),
                "sha256": hashlib.sha256(request.body).hexdigest(),
            }
        )

    def summary(self) -> dict[str, int]:
        """Count what is delivered, acknowledged, refused and still waiting."""
        everything = {r.revision_id for queue in self.world.deliveries.values() for r in queue}
        done = self.acknowledged | self.refused
        return {
            "delivered": len(self.delivered),
            "acknowledged": len(self.acknowledged),
            "refused": len(self.refused),
            "waiting": len(everything - done),
        }
