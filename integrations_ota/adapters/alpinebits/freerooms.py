"""Free rooms: what we send (two messages, by version), and what the answer means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from lxml import etree

from integrations_ota.adapters.alpinebits import parser
from integrations_ota.adapters.alpinebits.messages import add, document, root
from integrations_ota.adapters.ari import AvailabilityChange, PushOutcome, PushReport, PushResult
from integrations_ota.adapters.errors import ContractViolation
from integrations_ota.adapters.text import one_line

INV_COUNT: Final = "OTA_HotelInvCountNotif"
AVAIL: Final = "OTA_HotelAvailNotif"
# The message of each version, and the longest room code the schemas allow.
NOTIF: Final = {"2020-10": INV_COUNT, "2018-10": AVAIL}
MAX_CODE: Final = 8
_FREE: Final = "2"  # OTA Inventory Count Type: definite availability
_ADVISORY: Final = "11"
_RESYNC: Final = "ALPINEBITS_SEND_FREEROOMS"


def request(version: str, *, hotel_code: str, changes: Sequence[AvailabilityChange], complete: bool) -> bytes:
    """Build the free rooms message of a version. Both ends of a range count; `complete` replaces all."""
    if NOTIF[version] == INV_COUNT:
        return _inv_count(hotel_code, changes, complete=complete)
    return _avail(hotel_code, changes, complete=complete)


def _begin(name: str, version: str, *, complete: bool) -> etree._Element:
    element = root(name + "RQ", version)
    if complete:
        add(element, "UniqueID", Type="16", ID="1", Instance="CompleteSet")
    return element


def _inv_count(hotel_code: str, changes: Sequence[AvailabilityChange], *, complete: bool) -> bytes:
    message = _begin(INV_COUNT, "4", complete=complete)
    inventories = add(message, "Inventories", HotelCode=hotel_code)
    for change in changes:
        inventory = add(inventories, "Inventory")
        _control(inventory, change)
        # Without counts the days are closed.
        if change.available:
            counts = add(inventory, "InvCounts")
            add(counts, "InvCount", CountType=_FREE, Count=str(change.available))
    if not changes:
        add(inventories, "Inventory")
    return document(message)


def _avail(hotel_code: str, changes: Sequence[AvailabilityChange], *, complete: bool) -> bytes:
    message = _begin(AVAIL, "1.002", complete=complete)
    statuses = add(message, "AvailStatusMessages", HotelCode=hotel_code)
    for change in changes:
        limit = {"BookingLimit": str(change.available), "BookingLimitMessageType": "SetLimit"}
        _control(add(statuses, "AvailStatusMessage", **limit), change)
    if not changes:
        add(statuses, "AvailStatusMessage")
    return document(message)


def _control(parent: etree._Element, change: AvailabilityChange) -> None:
    span = change.span
    add(
        parent,
        "StatusApplicationControl",
        Start=span.first.isoformat(),
        End=span.last.isoformat(),
        InvTypeCode=change.room_code,
    )


def report(answer: etree._Element, changes: Sequence[AvailabilityChange]) -> PushReport:
    """Read the answer, which holds for the whole message. Raises `ContractViolation` for its errors."""
    resync = any(element.get("Status") == _RESYNC for element in answer.iter("{*}Warning", "{*}Error"))
    if resync and answer.find("{*}Success") is None:
        said = "The channel asks for everything anew."
        return PushReport(tuple(PushResult(c.key, PushOutcome.RETRY, said) for c in changes), resync=True)
    parser.raise_for_errors(answer)
    if answer.find("{*}Success") is None:
        raise ContractViolation("The channel did not confirm the free rooms.", detail="no Success")
    shown = [
        one_line(warning.text)
        for warning in answer.iterfind("{*}Warnings/{*}Warning")
        if warning.get("Type") != _ADVISORY and not warning.get("Status")
    ]
    outcome = PushOutcome.WARNED if shown else PushOutcome.ACCEPTED
    detail = "; ".join(shown)
    return PushReport(tuple(PushResult(change.key, outcome, detail) for change in changes), resync=resync)
