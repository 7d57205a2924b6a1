"""EQC documents: what we ask, and what an answer means."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from lxml import etree

from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Malformed, Unavailable
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.text import one_line
from integrations_ota.adapters.xml import kept_text, parse_xml

BASE: Final = "http://www.expediaconnect.com/EQC"
_ISSUES: Final = {"AR": "AR/2011/06", "BR": "BR/2014/01", "BC": "BC/2007/09", "PAR": "PAR/2013/07"}
MOST_DAYS: Final = 30
_CONNECTIONS: Final = 3210  # more than one connection for a hotel
_BUSY: Final = frozenset({_CONNECTIONS, 4206, 5000, *range(4000, 4100)})
_LOG_IN: Final = range(1000, 2000)
_UNREADABLE: Final = range(2000, 3000)


def request(family: str, name: str, conn: Conn) -> etree._Element:
    """Begin a request of a family (AR, BR, BC, PAR): log-in and hotel."""
    # lxml takes None for the default namespace; its stubs do not know.
    names = cast("dict[str, str]", {None: f"{BASE}/{_ISSUES[family]}"})
    root = etree.Element(f"{{{names[None]}}}{name}", nsmap=names)  # type: ignore[index]
    logged_in = {key: conn.credentials.get(key, "") for key in ("username", "password")}
    add(root, "Authentication", logged_in)
    add(root, "Hotel", {"id": conn.remote_hotel_id})
    return root


def add(parent: etree._Element, name: str, attributes: Mapping[str, str] | None = None) -> etree._Element:
    """Append an element of the parent's namespace."""
    return etree.SubElement(parent, f"{{{etree.QName(parent).namespace}}}{name}", dict(attributes or {}))


def to_bytes(root: etree._Element) -> bytes:
    """Serialise a document as UTF-8."""
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8")


def retrieval(conn: Conn, *, confirmed_days: int = 0) -> bytes:
    """Ask for what is not confirmed; with `confirmed_days` (1 to 30) for confirmed ones too."""
    root = request("BR", "BookingRetrievalRQ", conn)
    parameters = add(root, "ParamSet")
    states = ["pending", "retrieved", *(["confirmed"] if confirmed_days else [])]
    for state in states:
        add(parameters, "Status", {"value": state})
    add(parameters, "NbDaysInPast").text = str(confirmed_days or MOST_DAYS)
    return to_bytes(root)


@dataclass(frozen=True, slots=True)
class Confirmation:
    """A receipt for one version of a booking."""

    booking_id: str
    kind: str

    @property
    def number(self) -> str:
        """Our number of the booking: the same whenever it is confirmed."""
        return f"BH{self.booking_id}"[:50]


def confirmation(conn: Conn, items: Sequence[Confirmation], at: datetime) -> bytes:
    """Confirm at most ten bookings."""
    root = request("BC", "BookingConfirmRQ", conn)
    parent = add(root, "BookingConfirmNumbers")
    for item in items:
        add(
            parent,
            "BookingConfirmNumber",
            {
                "bookingID": item.booking_id,
                "bookingType": item.kind,
                "confirmNumber": item.number,
                "confirmTime": at.strftime("%Y-%m-%dT%H:%M:%SZ"),
            },
        )
    return to_bytes(root)


def products(conn: Conn) -> bytes:
    """Ask for the active rooms and rate plans of the hotel."""
    root = request("PAR", "ProductAvailRateRetrievalRQ", conn)
    add(add(root, "ParamSet"), "ProductRetrieval")
    return to_bytes(root)


def read(body: bytes, family: str, name: str) -> etree._Element:
    """Parse an answer by its local name and the family of its namespace; raise what it reports.

    Raises `Malformed`, `AuthFailed` (1xxx), `ContractViolation` (2xxx, 3xxx), `Unavailable` (to be
    tried again: 4000 to 4099, 4206, 5000).
    """
    root = parse_xml(body)
    qualified = etree.QName(root)
    raise_for_error(root)
    if qualified.localname != name or not (qualified.namespace or "").startswith(f"{BASE}/{family}/"):
        raise Malformed(
            f"The channel answered with {one_line(str(qualified.localname), 60)} instead of {name}.",
            raw=kept_text(body),
        )
    return root


def raise_for_error(root: etree._Element) -> None:
    """Translate an `Error` by the class of its code."""
    error = root.find("{*}Error")
    if error is None:
        return
    code = code_of(error)
    words = f"Expedia says: “{one_line(error.text) or 'no reason'}” ({code})."
    detail = f"EQC {code}"
    if code in _LOG_IN:
        raise AuthFailed(
            f"Expedia refused the log-in of this connection. Check user name and password. {words}",
            detail=detail,
        )
    if code in _BUSY:
        raise Unavailable(f"Expedia cannot answer now; we try again by ourselves. {words}", detail=detail)
    if code in _UNREADABLE:
        raise ContractViolation(f"Expedia could not read our request. {words}", detail=detail)
    raise ContractViolation(f"Expedia refused the request. {words}", detail=detail)


def code_of(element: etree._Element) -> int:
    """Return the code of an Error or Warning, 0 where it is none."""
    text = element.get("code", "").strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else 0  # noqa: PLR2004
