"""What a faultless importer must end up with, counted from the world and not from messages."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any

from integrations_ota.sandbox import world as w
from integrations_ota.sandbox.people import AGENCY_ADDRESS
from integrations_ota.sandbox.world import Revision, World


def truth(world: World) -> dict[str, Any]:
    """Count reservations, their final states, and each flaw. See the keys below."""
    deliveries = [r for queue in world.deliveries.values() for r in queue]
    sound = [r for r in deliveries if w.MALFORMED not in r.flags]
    distinct = list({r.revision_id: r for r in sound}.values())
    bookings = [r for r in distinct if r.kind != w.REQUESTED]
    final = final_revisions(bookings)
    booked = [r for r in final if r.kind != w.CANCELLED]
    soon = world.today + timedelta(days=30)
    return {
        "seed": world.seed,
        "today": world.today.isoformat(),
        "reservations": len(final),
        "stays": len(final),
        "booked": len(booked),
        "cancelled": len(final) - len(booked),
        "requests": len(distinct) - len(bookings),
        "messages": len(distinct),
        "deliveries": len(deliveries),
        "duplicates": len(sound) - len(distinct),
        "superseded": sum(_superseded(queue) for queue in world.deliveries.values()),
        "malformed": len(deliveries) - len(sound),
        "arrivals_next_30_days": sum(world.today <= r.arrival <= soon for r in booked),
        "past_stays": sum(r.departure <= world.today for r in booked),
        "by_channel": dict(Counter(r.channel for r in final)),
        "by_source": dict(Counter(r.source for r in final)),
        "by_hotel": dict(Counter(r.hotel.code for r in final)),
        "by_connection": dict(Counter(f"{r.hotel.code} {r.channel}" for r in final)),
        **_guests(final),
        **_flaws(final),
    }


def final_revisions(revisions: list[Revision]) -> list[Revision]:
    """Return the newest revision of each reservation."""
    newest: dict[str, Revision] = {}
    for revision in revisions:
        known = newest.get(revision.reservation_id)
        if known is None or revision.order > known.order:
            newest[revision.reservation_id] = revision
    return list(newest.values())


def _superseded(queue: list[Revision]) -> int:
    """Count distinct messages that arrive after a newer version of their reservation."""
    newest: dict[str, Revision] = {}
    seen: set[str] = set()
    count = 0
    for revision in queue:
        if revision.revision_id in seen or w.MALFORMED in revision.flags:
            continue
        seen.add(revision.revision_id)
        known = newest.get(revision.reservation_id)
        if known is not None and known.order > revision.order:
            count += 1
        else:
            newest[revision.reservation_id] = revision
    return count


def _guests(final: list[Revision]) -> dict[str, Any]:
    alias = [r for r in final if r.email.endswith(("guest.booking.com", "expediapartnercentral.com"))]
    real = [
        r for r in final if r.source in {w.ALPINEBITS, "booking engine"} and w.CRLF_ADDRESS not in r.flags
    ]
    said = Counter(_answer(r) for r in final if r.channel == w.ALPINEBITS)
    return {
        "alias_reservations": len(alias),
        "reservations_without_address": sum(not r.email for r in final),
        "agency_reservations": sum(r.email == AGENCY_ADDRESS for r in final),
        "distinct_real_addresses": len({r.email for r in real if r.email} - {AGENCY_ADDRESS}),
        "newsletter": {"yes": said[True], "no": said[False], "absent": said[None]},
    }


def _answer(revision: Revision) -> bool | None:
    return revision.person.newsletter if revision.person else None


def _flaws(final: list[Revision]) -> dict[str, int]:
    flags = Counter(flag for r in final for flag in r.flags)
    return {
        "unknown_rooms": flags[w.UNKNOWN_ROOM],
        "without_guest": flags[w.NO_GUEST],
        "invalid_addresses": flags[w.CRLF_ADDRESS],
        "price_mismatches": flags[w.PRICE_MISMATCH],
        "with_card_numbers": flags[w.CARD] + flags[w.CARD_IN_COMMENT],
    }
