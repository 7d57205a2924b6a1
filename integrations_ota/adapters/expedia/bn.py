"""Booking Notification: Expedia posts each booking to us in SOAP 1.1 and takes our number from the answer."""

from __future__ import annotations

import copy
import hmac
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from lxml import etree

from integrations_ota.adapters import ota2003 as ota
from integrations_ota.adapters.cards import strip_xml
from integrations_ota.adapters.errors import Malformed, OtaError, WebhookRefused
from integrations_ota.adapters.expedia.eqc import Confirmation
from integrations_ota.adapters.offers import Webhook, WebhookAnswer, WebhookRequest
from integrations_ota.adapters.port import Conn, PullBatch, RawOtaMessage
from integrations_ota.adapters.soap import CONTENT_TYPE, ENVELOPE
from integrations_ota.adapters.text import one_line, sha256_hex, usable_key
from integrations_ota.adapters.xml import kept_text, parse_xml

STREAM: Final = "notifications"
# What was posted to us was confirmed by our answer; its receipt needs no call.
PUSHED: Final = "pushed"
HEADER: Final = "http://www.newtrade.com/expedia/R14/header"
USERNAMES: Final = ("push_username", "username")
SECRET: Final = "webhook_secret"  # noqa: S105 - the name of the credential
EXPEDIA_NUMBER: Final = "8"
OUR_NUMBER: Final = "3"
CANCEL: Final = "OTA_CancelRQ"
PING: Final = "OTA_PingRQ"
# Each document, and where its bookings lie; a cancellation is one booking.
BOOKINGS: Final = {
    "OTA_HotelResNotifRQ": "{*}HotelReservations/{*}HotelReservation",
    "OTA_HotelResModifyNotifRQ": "{*}HotelResModifies/{*}HotelResModify",
}
_RESPONSES: Final = {"OTA_HotelResNotifRQ": "Committed", "OTA_HotelResModifyNotifRQ": "Modified"}
_AGAIN: Final = "The message could not be stored. Send it again."


@dataclass(frozen=True, slots=True)
class Call:
    """A call out of its envelope. `interface` is Expedia's header, None where it lacks one."""

    interface: etree._Element | None
    payload: etree._Element = field(repr=False)

    def header(self, path: str, name: str) -> str:
        """Return an attribute of the header, '' where it is absent."""
        found = None if self.interface is None else self.interface.find(path)
        return one_line(ota.attribute(found, name), 120)


def opened(body: bytes) -> Call:
    """Take a call out of its envelope. Raises `Malformed`."""
    root = parse_xml(body)
    content = root.find("{*}Body")
    payload = None if content is None else next(content.iterchildren("*"), None)
    if payload is None:
        raise Malformed("Expedia called without a message.", raw=kept_text(body))
    return Call(root.find("{*}Header/{*}Interface"), payload)


def is_call(document: bytes) -> bool:
    """Say whether a file is a posted booking, in its envelope or bare."""
    head = document[:4000]
    return any(name.encode() in head for name in (*BOOKINGS, CANCEL, "Envelope"))


def split(document: bytes) -> PullBatch:
    """Cut a posted document into messages. Raises `Malformed`."""
    root = parse_xml(document)
    payload = opened(document).payload if ota.local_name(root) == "Envelope" else root
    name = ota.local_name(payload)
    if name != CANCEL and name not in BOOKINGS:
        raise Malformed(f"Expedia sent {one_line(name, 60)}, which is no booking.", raw=kept_text(document))
    return PullBatch(tuple(messages_of(payload)), (), {}, has_more=False)


def verified(conn: Conn, request: WebhookRequest) -> Webhook:
    """Return the bookings of a call. Raises `WebhookRefused` for a wrong log-in, `Malformed`."""
    call = opened(request.body)
    _prove(conn, call)
    name = ota.local_name(call.payload)
    hotel = call.header("{*}PayloadInfo/{*}PayloadDescriptor/{*}PayloadReference", "DistributorHotelId")
    delivery = call.header("{*}PayloadInfo", "RequestId")
    if not usable_key(delivery):
        raise Malformed("Expedia's call has no RequestId.", raw=kept_text(request.body))
    if name == PING:
        return Webhook(delivery, hotel)
    if name != CANCEL and name not in BOOKINGS:
        said = f"Expedia called with {one_line(name, 60)}, which is no booking."
        raise Malformed(said, raw=kept_text(request.body))
    return Webhook(delivery, hotel, tuple(messages_of(call.payload)))


def _prove(conn: Conn, call: Call) -> None:
    """Compare user name and password in constant time; an empty secret proves nothing."""
    path = "{*}PayloadInfo/{*}CommDescriptor/{*}Authentication"
    username = next((conn.credentials[n] for n in USERNAMES if conn.credentials.get(n)), "")
    secret = conn.credentials.get(SECRET, "")
    named = hmac.compare_digest(call.header(path, "Username").encode(), username.encode())
    proved = hmac.compare_digest(call.header(path, "Password").encode(), secret.encode())
    if not (named and proved and username and secret):
        raise WebhookRefused("The call does not bear the user name and password of this connection.")


def messages_of(root: etree._Element) -> list[RawOtaMessage]:
    """Cut a document into one message for each booking, card data removed. Raises `Malformed`."""
    name, stamp = ota.local_name(root), root.get("TimeStamp", "")
    strip_xml(root)
    if name == CANCEL:
        return [_message(root, name, stamp, number_of(root))]
    return [
        _message(_alone(root, name, n), name, stamp, number_of(element))
        for n, element in enumerate(root.findall(BOOKINGS[name]))
    ]


def _alone(root: etree._Element, name: str, number: int) -> etree._Element:
    """Return the document with one of its bookings only."""
    copied = copy.deepcopy(root)
    path, _, inner = BOOKINGS[name].partition("/")
    parents = copied.findall(path)
    bookings = [(parent, element) for parent in parents for element in parent.findall(inner)]
    for parent, element in bookings[:number] + bookings[number + 1 :]:
        parent.remove(element)
    return copied


def number_of(element: etree._Element) -> str:
    """Return Expedia's number of a booking, '' where there is none."""
    ids = element.iterfind("{*}ResGlobalInfo/{*}HotelReservationIDs/{*}HotelReservationID")
    found = [i.get("ResID_Value", "") for i in ids if i.get("ResID_Type") == EXPEDIA_NUMBER]
    found += [u.get("ID", "") for u in element.iterfind("{*}UniqueID") if u.get("Type") == EXPEDIA_NUMBER]
    return one_line(next(iter(found), ""), 60)


def _message(root: etree._Element, name: str, stamp: str, number: str) -> RawOtaMessage:
    body = ota.canonical(root)
    if not usable_key(number):
        raise Malformed("Expedia sent a booking without its number.", raw=body)
    key = f"bn:{number}:{name}:{one_line(stamp, 40)}"
    return RawOtaMessage(key, STREAM, body, sha256_hex(body), f"{PUSHED}:{number}")


def answered(request: WebhookRequest, taken: Webhook | None) -> WebhookAnswer:
    """Confirm with our number, the same each time; or refuse by a fault, so that Expedia sends it again."""
    if taken is None:
        return WebhookAnswer(500, _fault(), CONTENT_TYPE)
    try:
        call = opened(request.body)
    except OtaError:
        return WebhookAnswer(500, _fault(), CONTENT_TYPE)
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    if call.interface is not None:
        etree.SubElement(envelope, f"{{{ENVELOPE}}}Header").append(_interface(call))
    content = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    content.append(_response(call.payload, request.received_at))
    return WebhookAnswer(200, ota.to_bytes(envelope), CONTENT_TYPE)


def _interface(call: Call) -> etree._Element:
    """Write the header back: the same request, sender and receiver changed, no password."""
    root = etree.Element(f"{{{HEADER}}}Interface", nsmap={"exp": HEADER})
    root.set("Name", "ExpediaDirectConnect")
    root.set("Version", "4.0")
    info = etree.SubElement(root, f"{{{HEADER}}}PayloadInfo", Location="Body")
    for name in ("RequestId", "RequestorId", "ResponderId"):
        info.set(name, call.header("{*}PayloadInfo", name))
    path = "{*}PayloadInfo/{*}CommDescriptor"
    ends = {
        "SourceId": call.header(path, "DestinationId"),
        "DestinationId": call.header(path, "SourceId"),
        "RetryIndicator": "false",
    }
    etree.SubElement(info, f"{{{HEADER}}}CommDescriptor", ends)
    return root


def _response(payload: etree._Element, at: datetime) -> etree._Element:
    name = ota.local_name(payload)
    stamp = at.isoformat(timespec="seconds")
    root = ota.document(f"{name.removesuffix('RQ')}RS", version="1.000", TimeStamp=stamp)
    if name in _RESPONSES:
        root.set("ResResponseType", _RESPONSES[name])
    ota.add(root, "Success")
    if name == CANCEL:
        root.set("Status", "Cancelled")
        for kind, number in _numbers(number_of(payload)):
            ota.add(root, "UniqueID", Type=kind, ID=number)
    elif name in BOOKINGS:
        outer, inner = (part.removeprefix("{*}") for part in BOOKINGS[name].split("/"))
        parent = ota.add(root, outer)
        for element in payload.iterfind(BOOKINGS[name]):
            info = ota.add(ota.add(parent, inner), "ResGlobalInfo")
            ids = ota.add(info, "HotelReservationIDs")
            for kind, number in _numbers(number_of(element)):
                ota.add(ids, "HotelReservationID", ResID_Type=kind, ResID_Value=number)
    return root


def _numbers(number: str) -> tuple[tuple[str, str], tuple[str, str]]:
    return (OUR_NUMBER, Confirmation(number, "").number), (EXPEDIA_NUMBER, number)


def _fault() -> bytes:
    envelope = etree.Element(f"{{{ENVELOPE}}}Envelope", nsmap={"soap": ENVELOPE})
    content = etree.SubElement(envelope, f"{{{ENVELOPE}}}Body")
    fault = etree.SubElement(content, f"{{{ENVELOPE}}}Fault")
    etree.SubElement(fault, "faultcode").text = "soap:Server"
    etree.SubElement(fault, "faultstring").text = _AGAIN
    return ota.to_bytes(envelope)
