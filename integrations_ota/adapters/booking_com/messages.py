"""The messages we send to Booking.com, and how to read its answers to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from integrations_ota.adapters import ota2003 as ota
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.text import one_line
from integrations_ota.adapters.xml import parse_xml

_VERSION: Final = "2.001"
_BUSY_CODES: Final = frozenset({"187", "448"})  # OTA ERR: system unavailable, system error


@dataclass(frozen=True, slots=True)
class Queue:
    """One of the two queues of reservations: its endpoint, and the element of one message."""

    name: str
    endpoint: str
    container: str
    item: str


NEW: Final = Queue("new", "OTA_HotelResNotif", "HotelReservations", "HotelReservation")
MODIFY: Final = Queue("modify", "OTA_HotelResModifyNotif", "HotelResModifies", "HotelResModify")
QUEUES: Final = (NEW, MODIFY)


def receipt(queue: Queue, identifiers: Sequence[str], at: datetime) -> bytes:
    """Build the RS that takes reservations out of their queue."""
    root = ota.document(
        f"{queue.endpoint}RS",
        version=_VERSION,
        TimeStamp=at.isoformat(timespec="seconds"),
        Target="Production",
    )
    ota.add(root, "Success")
    info = ota.add(ota.add(ota.add(root, queue.container), queue.item), "ResGlobalInfo")
    parent = ota.add(info, "HotelReservationIDs")
    for identifier in identifiers:
        ota.add(parent, "HotelReservationID", ResID_Value=identifier)
    return ota.to_bytes(root)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What an answer means. `busy` = not now; `words` are the channel's own, for the hotel."""

    success: bool
    busy: bool
    words: str


def verdict(body: bytes, root_name: str) -> Verdict:
    """Judge an RS: positive only with the right root, exactly one Success and no Error.

    An answer that cannot be read decides nothing, so it counts as busy.
    """
    try:
        root = parse_xml(body)
    except Malformed as error:
        return Verdict(success=False, busy=True, words=error.message)
    if ota.local_name(root) != root_name:
        words = f"The channel answered with {one_line(ota.local_name(root), 60)}."
        return Verdict(success=False, busy=True, words=words)
    errors = list(root.iterfind("{*}Errors/{*}Error"))
    if errors:
        busy = any(error.get("Code") in _BUSY_CODES for error in errors)
        return Verdict(success=False, busy=busy, words="; ".join(map(said, errors))[:500])
    if len(root.findall("{*}Success")) != 1:
        return Verdict(success=False, busy=True, words="The channel said neither yes nor no.")
    warnings = "; ".join(map(said, root.iterfind("{*}Warnings/{*}Warning")))[:500]
    return Verdict(success=True, busy=False, words=warnings)


def said(element: etree._Element) -> str:
    """Return the words of an Error or Warning, or its code."""
    words = one_line(element.get("ShortText")) or one_line(element.text)
    return words or f"code {one_line(element.get('Code', 'unknown'), 20)}"
