"""The recovery API: reservations that nobody acknowledged in time (opt-in at Booking.com)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import orjson

from integrations_ota.adapters.booking_com.messages import MODIFY, NEW, QUEUES, Queue
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.text import usable_key
from integrations_ota.adapters.xml import kept_text

EVERY_SECONDS: Final = 30 * 60.0
PATH: Final = "reservations-flow-control/missed-reservations"


@dataclass(frozen=True, slots=True)
class Missed:
    """A message to fetch again from one of the queues, by its reservation's number."""

    queue: Queue
    reservation_id: str


def missed(body: bytes, hotel_id: str) -> list[Missed]:
    """List what a hotel missed, each once. Raises `Malformed`.

    Which word marks which queue is not documented where we could read it, so an unknown word
    asks both queues.
    """
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Malformed(
            "The channel's list of missed reservations cannot be read.", raw=kept_text(body)
        ) from error
    rows = document.get("data") if isinstance(document, dict) else None
    if not isinstance(rows, list):
        raise Malformed("The channel's list of missed reservations cannot be read.", raw=kept_text(body))
    found: dict[Missed, None] = {}
    for row in rows:
        found |= dict.fromkeys(_wanted(row, hotel_id))
    return list(found)


def _wanted(row: Any, hotel_id: str) -> Iterator[Missed]:
    if not isinstance(row, dict) or str(row.get("hotel_id", "")).lstrip("0") != hotel_id.lstrip("0"):
        return
    identifier = str(row.get("reservation_id", ""))
    if not usable_key(identifier):
        return
    word = str(row.get("reference_type", "")).lower()
    queues = (NEW,) if "confirm" in word else (MODIFY,) if "modif" in word or "cancel" in word else QUEUES
    for queue in queues:
        yield Missed(queue, identifier)
