"""What makes deliveries lifelike: shared addresses, cards, broken records, bad order."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from integrations_ota.sandbox.people import AGENCY_ADDRESS, People
from integrations_ota.sandbox.world import (
    ALPINEBITS,
    CANCELLED,
    CARD,
    CARD_IN_COMMENT,
    CHANNEX,
    CRLF_ADDRESS,
    MALFORMED,
    NEW,
    NO_GUEST,
    PRICE_MISMATCH,
    REQUESTED,
    UNKNOWN_ROOM,
    Person,
    Revision,
)

History = list[Revision]
_FAMILIES: Final = 12
_AGENCY_BOOKINGS: Final = 9
_CARDS: Final = 0.06
_DUPLICATES: Final = 0.03
_OUT_OF_ORDER: Final = 0.25


def _booked(histories: list[History], channel: str) -> Iterator[int]:
    """Yield positions of reservations of one channel that consist of a single booking."""
    for index, history in enumerate(histories):
        only = history[0]
        plain = only.kind == NEW and not only.flags and only.email != AGENCY_ADDRESS
        if len(history) == 1 and only.channel == channel and plain:
            yield index


def _with_person(history: History, person: Person) -> History:
    return [replace(r, person=person, email=person.email) for r in history]


def share_addresses(histories: list[History], people: People, rng: random.Random) -> None:
    """Let families share one address, and one agency book for many surnames."""
    direct = [i for i, h in enumerate(histories) if h[0].channel == ALPINEBITS and h[0].kind != REQUESTED]
    wanted = min(len(direct), 2 * _FAMILIES + _AGENCY_BOOKINGS)
    chosen = rng.sample(direct, wanted)
    agency, pairs = chosen[:_AGENCY_BOOKINGS], chosen[_AGENCY_BOOKINGS:]
    for index in agency:
        histories[index] = _with_person(histories[index], people.agency_customer())
    for first, second in zip(pairs[::2], pairs[1::2], strict=False):
        parent = people.stranger()
        histories[first] = _with_person(histories[first], parent)
        histories[second] = _with_person(histories[second], people.relative(parent))


def add_cards(histories: list[History], rng: random.Random) -> None:
    """Put a test card into some messages: in its own node, and typed into the comment."""
    for index, history in enumerate(histories):
        if rng.random() < _CARDS:
            flag = rng.choice((CARD, CARD_IN_COMMENT))
            histories[index] = [replace(r, flags=r.flags | {flag}) for r in history]


def add_oddities(histories: list[History]) -> None:
    """Turn a few plain bookings into the bad input every importer meets; add broken records."""
    changes: tuple[tuple[str, Callable[[Revision], Revision]], ...] = (
        (CHANNEX, lambda r: replace(r, flags=r.flags | {UNKNOWN_ROOM})),
        (CHANNEX, lambda r: replace(r, flags=r.flags | {PRICE_MISMATCH})),
        (ALPINEBITS, lambda r: replace(r, flags=r.flags | {NO_GUEST}, person=None, email="")),
        (
            ALPINEBITS,
            lambda r: replace(
                r, flags=r.flags | {CRLF_ADDRESS}, email=f"{r.email}\r\nBcc: someone@example.net"
            ),
        ),
    )
    for channel, change in changes:
        index = next(_booked(histories, channel), None)
        if index is not None:
            histories[index] = [change(histories[index][0])]
    for channel in (ALPINEBITS, CHANNEX):
        index = next(_booked(histories, channel), None)
        if index is not None:
            histories.append([broken(histories[index][0])])


def broken(source: Revision) -> Revision:
    """Make a message that cannot be read, about a reservation of its own."""
    return replace(
        source,
        revision_id=f"broken-{source.revision_id}",
        reservation_id=f"broken-{source.reservation_id}",
        flags=frozenset({MALFORMED}),
    )


def deliver(histories: list[History], rng: random.Random) -> dict[tuple[str, str], list[Revision]]:
    """Line up every queue by time, swap some versions, repeat some messages exactly."""
    queues: dict[tuple[str, str], list[Revision]] = {}
    for history in histories:
        queue = queues.setdefault((history[0].hotel.code, history[0].channel), [])
        queue += _shuffled(history, rng)
        if rng.random() < _DUPLICATES and MALFORMED not in history[0].flags:
            queue.append(history[-1])
    for queue in queues.values():
        _interleave(queue, rng)
    return queues


def _shuffled(history: History, rng: random.Random) -> History:
    """Deliver some histories backwards, and so some cancellations before their booking."""
    swap = len(history) > 1 and (rng.random() < _OUT_OF_ORDER or _is_rare(history))
    return history[::-1] if swap else history


def _is_rare(history: History) -> bool:
    return history[-1].kind == CANCELLED and history[0].reservation_id.endswith("0")


def _interleave(queue: list[Revision], rng: random.Random) -> None:
    """Mix reservations with each other while each one's own messages keep their order."""
    slots = list(range(len(queue)))
    rng.shuffle(slots)
    by_reservation: dict[str, list[int]] = {}
    for slot, revision in zip(slots, queue, strict=True):
        by_reservation.setdefault(revision.reservation_id, []).append(slot)
    ordered = {key: iter(sorted(value)) for key, value in by_reservation.items()}
    placed = {next(ordered[r.reservation_id]): r for r in queue}
    queue[:] = [placed[slot] for slot in sorted(placed)]
