"""The messages we send to pmsXchange, built by the serializer (OpenTravel names, SiteMinder's subset)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final, TypedDict

from lxml import etree

from integrations_ota.adapters.amounts import decimal_text
from integrations_ota.adapters.ari import AvailabilityChange, DateRange, RateChange
from integrations_ota.adapters.ota2003 import add, document
from integrations_ota.adapters.port import AckItem

MESSAGE_ID: Final = "16"
CONTEXT: Final = "MESSAGE_UNIQUE_ID"


class Head(TypedDict):
    """What stands at the head of every message about a hotel."""

    hotel_code: str
    requestor: str
    echo: str
    at: datetime


def _request(name: str, *, echo: str, at: datetime) -> etree._Element:
    stamp = at.isoformat(timespec="seconds")
    return document(name, version="1.0", EchoToken=echo, TimeStamp=stamp)


def _point_of_sale(root: etree._Element, requestor: str) -> None:
    add(add(add(root, "POS"), "Source"), "RequestorID", Type="22", ID=requestor)


def ping_request(*, echo: str, at: datetime) -> etree._Element:
    """Build OTA_PingRQ; reads nothing, changes nothing."""
    root = _request("OTA_PingRQ", echo=echo, at=at)
    add(root, "EchoData").text = echo
    return root


def read_request(*, hotel_code: str, requestor: str, echo: str, at: datetime) -> etree._Element:
    """Build OTA_ReadRQ for what was not confirmed yet."""
    root = _request("OTA_ReadRQ", echo=echo, at=at)
    _point_of_sale(root, requestor)
    request = add(add(root, "ReadRequests"), "HotelReadRequest", HotelCode=hotel_code)
    add(request, "SelectionCriteria", SelectionType="Undelivered")
    return root


def split_token(token: str) -> tuple[str, str]:
    """Return (ResStatus, message id) of an acknowledgement token."""
    status, _, identifier = token.partition(":")
    return status, identifier


def report_request(items: Sequence[AckItem], *, echo: str, at: datetime) -> etree._Element:
    """Build OTA_NotifReportRQ: a message id for each reservation we have stored."""
    root = _request("OTA_NotifReportRQ", echo=echo, at=at)
    add(root, "Success")
    report = add(add(root, "NotifDetails"), "HotelNotifReport")
    reservations = add(report, "HotelReservations")
    for item in items:
        status, identifier = split_token(item.token)
        reservation = add(reservations, "HotelReservation", ResStatus=status)
        add(reservation, "UniqueID", Type=MESSAGE_ID, ID=identifier, ID_Context=CONTEXT)
    return root


def availability_request(
    changes: Sequence[AvailabilityChange], *, hotel_code: str, requestor: str, echo: str, at: datetime
) -> etree._Element:
    """Build OTA_HotelAvailNotifRQ with how many rooms may be sold."""
    root = _request("OTA_HotelAvailNotifRQ", echo=echo, at=at)
    _point_of_sale(root, requestor)
    messages = add(root, "AvailStatusMessages", HotelCode=hotel_code)
    for number, change in enumerate(changes, start=1):
        message = add(
            messages, "AvailStatusMessage", BookingLimit=str(change.available), LocatorID=str(number)
        )
        _control(message, change.span, change.room_code)
    return root


def restrictions_request(
    changes: Sequence[RateChange], *, hotel_code: str, requestor: str, echo: str, at: datetime
) -> etree._Element:
    """Build OTA_HotelAvailNotifRQ with stop sell, arrival, departure and lengths of stay of rate plans."""
    root = _request("OTA_HotelAvailNotifRQ", echo=echo, at=at)
    _point_of_sale(root, requestor)
    messages = add(root, "AvailStatusMessages", HotelCode=hotel_code)
    for number, change in enumerate(changes, start=1):
        limits = change.restrictions
        for kind, closed in (
            ("", limits.closed),
            ("Arrival", limits.closed_to_arrival),
            ("Departure", limits.closed_to_departure),
        ):
            message = add(messages, "AvailStatusMessage", LocatorID=str(number))
            _control(message, change.span, change.room_code, change.rate_code)
            if not kind:
                _lengths(message, change)
            status = add(message, "RestrictionStatus", Status="Close" if closed else "Open")
            if kind:
                status.set("Restriction", kind)
    return root


def _lengths(message: etree._Element, change: RateChange) -> None:
    lengths = add(message, "LengthsOfStay")
    limits = {"SetMinLOS": change.restrictions.min_stay, "SetMaxLOS": change.restrictions.max_stay}
    for kind, nights in limits.items():
        if nights:
            add(lengths, "LengthOfStay", Time=str(nights), TimeUnit="Day", MinMaxMessageType=kind)


def rates_request(
    changes: Sequence[RateChange], *, hotel_code: str, requestor: str, echo: str, at: datetime
) -> etree._Element:
    """Build OTA_HotelRateAmountNotifRQ; every change has a price."""
    root = _request("OTA_HotelRateAmountNotifRQ", echo=echo, at=at)
    _point_of_sale(root, requestor)
    messages = add(root, "RateAmountMessages", HotelCode=hotel_code)
    for number, change in enumerate(changes, start=1):
        message = add(messages, "RateAmountMessage", LocatorID=str(number))
        _control(message, change.span, change.room_code, change.rate_code)
        rate = add(add(message, "Rates"), "Rate", CurrencyCode=change.currency)
        amount = decimal_text(change.price_minor or 0, change.currency)
        add(add(rate, "BaseByGuestAmts"), "BaseByGuestAmt", AmountAfterTax=amount)
    return root


def _control(message: etree._Element, span: DateRange, room_code: str, rate_code: str = "") -> None:
    """Name the days (both ends count), the room and the rate of a message."""
    control = add(
        message,
        "StatusApplicationControl",
        Start=span.first.isoformat(),
        End=span.last.isoformat(),
        InvTypeCode=room_code,
    )
    if rate_code:
        control.set("RatePlanCode", rate_code)


def acknowledgement(name: str, *, echo: str, at: datetime, error: str = "") -> etree._Element:
    """Build the answer to a pushed message; `error` asks for it again (OTA ERR 450, unable to process)."""
    root = _request(name, echo=echo, at=at)
    if error:
        add(add(root, "Errors"), "Error", Type="12", Code="450").text = error
    else:
        add(root, "Success")
    return root
