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
_ACTIONS: Final = ("action_OTA_Ping", "action_OTA_Read")
_REFUSED_TYPE: Final = "3"  # OTA EWT: biz rule
_REFUSED_CODE: Final = "450"  # OTA ERR: unable to process


def _root(name: str, version: str) -> etree._Element:
    # lxml takes None for the default namespace; its stubs do not know.
    names = cast("dict[str, str]", {None: NAMESPACE})
    return etree.Element(f"{{{NAMESPACE}}}{name}", {"Version": version}, nsmap=names)


def _add(parent: etree._Element, name: str, **attributes: str) -> etree._Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{name}", attributes)


def _bytes(root: etree._Element) -> bytes:
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def ping_request() -> bytes:
    """Build OTA_PingRQ: the versions and actions this client speaks."""
    actions = [{"action": name} for name in _ACTIONS]
    offer = {"versions": [{"version": version, "actions": actions} for version in VERSIONS]}
    root = _root("OTA_PingRQ", "8.000")
    _add(root, "EchoData").text = json.dumps(offer)
    return _bytes(root)


def read_request(*, hotel_code: str, start: datetime | None = None) -> bytes:
    """Build OTA_ReadRQ. Without `start` the server returns what is not yet acknowledged."""
    root = _root("OTA_ReadRQ", "1.001")
    request = _add(_add(root, "ReadRequests"), "HotelReadRequest", HotelCode=hotel_code)
    if start is not None:
        _add(request, "SelectionCriteria", Start=start.isoformat(timespec="seconds"))
    return _bytes(root)


def split_token(token: str) -> tuple[str, str]:
    """Return (UniqueID/@Type, UniqueID/@ID) of an acknowledgement token."""
    kind, _, identifier = token.partition(":")
    return kind, identifier


def report_request(items: Sequence[AckItem]) -> bytes:
    """Build OTA_NotifReportRQ: a warning for each refused item, a UniqueID for each accepted."""
    root = _root("OTA_NotifReportRQ", "1.000")
    _add(root, "Success")
    refused = [item for item in items if not item.accepted]
    if refused:
        warnings = _add(root, "Warnings")
        for item in refused:
            _, identifier = split_token(item.token)
            warning = _add(warnings, "Warning", Type=_REFUSED_TYPE, Code=_REFUSED_CODE, RecordID=identifier)
            warning.text = item.reason or "Unable to process reservation"
    accepted = [item for item in items if item.accepted]
    if accepted:
        report = _add(_add(root, "NotifDetails"), "HotelNotifReport")
        reservations = _add(report, "HotelReservations")
        for item in accepted:
            kind, identifier = split_token(item.token)
            _add(_add(reservations, "HotelReservation"), "UniqueID", Type=kind, ID=identifier)
    return _bytes(root)
