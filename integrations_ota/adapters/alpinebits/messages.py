"""The messages we send, built by the serializer (AlpineBits HotelData 2018-10, 2020-10)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Final, cast

from lxml import etree

from integrations_ota.adapters.port import AckItem

NAMESPACE: Final = "http://www.opentravel.org/OTA/2003/05"
VERSIONS: Final = ("2020-10", "2018-10")
# What this client speaks: actions and what of each, by version. Deltas have to be agreed upon.
_ACTIONS: Final[dict[str, dict[str, list[str]]]] = {
    "2020-10": {
        "action_OTA_Ping": [],
        "action_OTA_Read": [],
        "action_OTA_HotelInvCountNotif": [
            "OTA_HotelInvCountNotif_accept_categories",
            "OTA_HotelInvCountNotif_accept_deltas",
        ],
    },
    "2018-10": {
        "action_OTA_Ping": [],
        "action_OTA_Read": [],
        "action_OTA_HotelAvailNotif": [
            "OTA_HotelAvailNotif_accept_categories",
            "OTA_HotelAvailNotif_accept_deltas",
        ],
    },
}
_REFUSED_TYPE: Final = "3"  # OTA EWT: biz rule
_REFUSED_CODE: Final = "450"  # OTA ERR: unable to process


def root(name: str, version: str) -> etree._Element:
    """Begin a message of this name and version."""
    # lxml takes None for the default namespace; its stubs do not know.
    names = cast("dict[str, str]", {None: NAMESPACE})
    return etree.Element(f"{{{NAMESPACE}}}{name}", {"Version": version}, nsmap=names)


def add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    """Add an element to a message."""
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def document(message: etree._Element) -> bytes:
    """Serialise a message."""
    return etree.tostring(message, xml_declaration=True, encoding="UTF-8")


def ping_request() -> bytes:
    """Build OTA_PingRQ: the versions and actions this client speaks."""
    offer = {
        "versions": [
            {"version": version, "actions": [_action(*one) for one in _ACTIONS[version].items()]}
            for version in VERSIONS
        ]
    }
    message = root("OTA_PingRQ", "8.000")
    add(message, "EchoData").text = json.dumps(offer)
    return document(message)


def _action(name: str, supports: list[str]) -> dict[str, object]:
    return {"action": name, "supports": supports} if supports else {"action": name}


def read_request(*, hotel_code: str, start: datetime | None = None) -> bytes:
    """Build OTA_ReadRQ. Without `start` the server returns what is not yet acknowledged."""
    message = root("OTA_ReadRQ", "1.001")
    request = add(add(message, "ReadRequests"), "HotelReadRequest", HotelCode=hotel_code)
    if start is not None:
        add(request, "SelectionCriteria", Start=start.isoformat(timespec="seconds"))
    return document(message)


def split_token(token: str) -> tuple[str, str]:
    """Return (UniqueID/@Type, UniqueID/@ID) of an acknowledgement token."""
    kind, _, identifier = token.partition(":")
    return kind, identifier


def report_request(items: Sequence[AckItem]) -> bytes:
    """Build OTA_NotifReportRQ: a warning for each refused item, a UniqueID for each accepted."""
    message = root("OTA_NotifReportRQ", "1.000")
    add(message, "Success")
    refused = [item for item in items if not item.accepted]
    if refused:
        warnings = add(message, "Warnings")
        for item in refused:
            _, identifier = split_token(item.token)
            warning = add(warnings, "Warning", Type=_REFUSED_TYPE, Code=_REFUSED_CODE, RecordID=identifier)
            warning.text = item.reason or "Unable to process reservation"
    accepted = [item for item in items if item.accepted]
    if accepted:
        report = add(add(message, "NotifDetails"), "HotelNotifReport")
        reservations = add(report, "HotelReservations")
        for item in accepted:
            kind, identifier = split_token(item.token)
            add(add(reservations, "HotelReservation"), "UniqueID", Type=kind, ID=identifier)
    return document(message)
