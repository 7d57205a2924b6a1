"""Reservations of channels that have a world of their own, made when they are first asked for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.generator import generate_queue
from integrations_ota.sandbox.state import State
from integrations_ota.sandbox.truth import final_revisions
from integrations_ota.sandbox.world import Revision

SITEMINDER: Final = "siteminder"
SMX: Final = "smx"
AGODA: Final = "agoda"
CHANNELS: Final = (SITEMINDER, SMX, AGODA)


def queue(state: State, hotel_code: str, channel: str) -> list[Revision] | None:
    """Return what a channel delivers to a hotel, in order; None for an unknown hotel."""
    hotel = state.world.hotel(hotel_code)
    if hotel is None:
        return None
    queues: dict[tuple[str, str], list[Revision]] = state.more.setdefault("queues", {})
    if (hotel_code, channel) not in queues:
        made = generate_queue(
            seed=state.world.seed,
            today=state.world.today,
            hotel=hotel,
            channel=channel,
            reservations=_share(state),
        )
        queues[(hotel_code, channel)] = [_dressed(r, channel) for r in made]
    return queues[(hotel_code, channel)]


def _share(state: State) -> int:
    """Give each hotel as many reservations at a channel as it has on average in the main world."""
    everything = {r.reservation_id for queue in state.world.deliveries.values() for r in queue}
    return max(len(everything) // max(len(state.world.hotels), 1), 1)


def _dressed(revision: Revision, channel: str) -> Revision:
    """Bring a drawn revision to what the channel has: Agoda sells only Agoda's and hides the address."""
    if channel != AGODA:
        return revision
    code = str(int(revision.reservation_id.removeprefix("broken-"), 16) % 10**9 + 10**9)
    broken = "broken-" if revision.reservation_id.startswith("broken-") else ""
    number = str(int(code) + 10**9) if broken else code
    return replace(
        revision, source=AGODA, email="", ota_code=number, reservation_id=number, comment=revision.comment
    )


def truth(state: State, hotel_code: str, channel: str) -> dict[str, Any]:
    """Say what a faultless importer ends up with for one hotel and channel."""
    sound = [r for r in queue(state, hotel_code, channel) or [] if w.MALFORMED not in r.flags]
    final = final_revisions(sound)
    booked = [r for r in final if r.kind != w.CANCELLED]
    return {
        "reservations": len(final),
        "booked": len(booked),
        "cancelled": len(final) - len(booked),
        "messages": len({r.revision_id for r in sound}),
        "stays": sorted([r.arrival.isoformat(), r.departure.isoformat(), r.kind] for r in final),
    }
