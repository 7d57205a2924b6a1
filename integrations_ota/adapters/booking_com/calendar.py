"""Availability, restrictions and prices for Booking.com (`OTA_HotelAvailNotif`, `OTA_HotelRateAmountNotif`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from lxml import etree

from integrations_ota.adapters import ota2003 as ota
from integrations_ota.adapters.amounts import currency_exponent
from integrations_ota.adapters.ari import (
    AvailabilityChange,
    PushLimits,
    PushOutcome,
    PushResult,
    RateChange,
)
from integrations_ota.adapters.booking_com.messages import said
from integrations_ota.adapters.errors import ContractViolation, Malformed, Unavailable
from integrations_ota.adapters.xml import kept_text, parse_xml

AVAILABILITY: Final = "OTA_HotelAvailNotif"
RATES: Final = "OTA_HotelRateAmountNotif"
LIMITS: Final = PushLimits(max_items=100, max_days_ahead=730, calls_per_minute=60, by_month=True)

_MOST_ROOMS: Final = 254
_NOT_DONE: Final = "NotProcessed"


@dataclass(frozen=True, slots=True)
class Push:
    """A request, and which change each of its numbered messages (`LocatorID`) belongs to."""

    endpoint: str
    body: bytes
    keys: Mapping[str, str]


class _Builder:
    def __init__(self, endpoint: str, container: str, hotel: str, at: datetime, version: str) -> None:
        stamp = at.isoformat(timespec="seconds")
        self._endpoint = endpoint
        self._root = ota.document(f"{endpoint}RQ", version=version, TimeStamp=stamp, Target="Production")
        self._parent = ota.add(self._root, container, HotelCode=hotel)
        self._keys: dict[str, str] = {}

    def message(
        self, name: str, change: AvailabilityChange | RateChange, **attributes: str
    ) -> etree._Element:
        """Append a numbered message about the days of a change; `End` counts."""
        locator = str(len(self._keys) + 1)
        self._keys[locator] = change.key
        message = ota.add(self._parent, name, **attributes, LocatorID=locator)
        rate = {"RatePlanCode": change.rate_code} if isinstance(change, RateChange) else {}
        ota.add(
            message,
            "StatusApplicationControl",
            Start=change.span.first.isoformat(),
            End=change.span.last.isoformat(),
            InvTypeCode=change.room_code,
            **rate,
        )
        return message

    def push(self) -> Push:
        """Return the finished request."""
        return Push(self._endpoint, ota.to_bytes(self._root), self._keys)


def availability(changes: Sequence[AvailabilityChange], *, hotel: str, at: datetime) -> Push:
    """Say how many rooms are for sale."""
    builder = _Builder(AVAILABILITY, "AvailStatusMessages", hotel, at, "1.005")
    for change in changes:
        limit = str(min(max(change.available, 0), _MOST_ROOMS))
        builder.message("AvailStatusMessage", change, BookingLimit=limit)
    return builder.push()


def restrictions(changes: Sequence[RateChange], *, hotel: str, at: datetime) -> Push:
    """Say what may not be booked: three messages a change, since each holds one status."""
    builder = _Builder(AVAILABILITY, "AvailStatusMessages", hotel, at, "1.005")
    for change in changes:
        rules = change.restrictions
        message = builder.message("AvailStatusMessage", change)
        stays = ota.add(message, "LengthsOfStay")
        for kind, nights in (("SetMinLOS", rules.min_stay), ("SetMaxLOS", rules.max_stay)):
            ota.add(stays, "LengthOfStay", Time=str(nights), MinMaxMessageType=kind)
        ota.add(message, "RestrictionStatus", Status=_status(closed=rules.closed))
        for kind, closed in (
            ("Arrival", rules.closed_to_arrival),
            ("Departure", rules.closed_to_departure),
        ):
            message = builder.message("AvailStatusMessage", change)
            ota.add(message, "RestrictionStatus", Status=_status(closed=closed), Restriction=kind)
    return builder.push()


def _status(*, closed: bool) -> str:
    return "Close" if closed else "Open"


def prices(changes: Sequence[RateChange], *, hotel: str, at: datetime) -> Push:
    """Say what a night costs, tax included, in minor units."""
    builder = _Builder(RATES, "RateAmountMessages", hotel, at, "1.000")
    for change in changes:
        message = builder.message("RateAmountMessage", change)
        amounts = ota.add(ota.add(ota.add(message, "Rates"), "Rate"), "BaseByGuestAmts")
        ota.add(
            amounts,
            "BaseByGuestAmt",
            AmountAfterTax=str(change.price_minor),
            DecimalPlaces=str(currency_exponent(change.currency)),
            CurrencyCode=change.currency,
        )
    return builder.push()


def results(push: Push, body: bytes) -> list[PushResult]:
    """Read the answer: Success, with a warning for each message that was not done or is doubtful.

    A warning that names no message of ours holds for all. Raises `ContractViolation` for errors,
    `Unavailable` for an answer that cannot be read.
    """
    root = _answer(push, body)
    outcomes = dict.fromkeys(push.keys.values(), PushOutcome.ACCEPTED)
    details = dict.fromkeys(push.keys.values(), "")
    for warning in root.iterfind("{*}Warnings/{*}Warning"):
        outcome = PushOutcome.REJECTED if warning.get("Status") == _NOT_DONE else PushOutcome.WARNED
        named = push.keys.get(warning.get("RecordID", ""))
        for key in [named] if named else list(outcomes):
            if outcomes[key] is not PushOutcome.REJECTED:
                outcomes[key] = outcome
            details[key] = "; ".join(filter(None, [details[key], said(warning)]))[:500]
    return [PushResult(key, outcome, details[key]) for key, outcome in outcomes.items()]


def _answer(push: Push, body: bytes) -> etree._Element:
    try:
        root = parse_xml(body)
    except Malformed as error:
        raise Unavailable(
            "Booking.com's answer cannot be read; we send again.", detail=error.detail
        ) from error
    errors = [said(error) for error in root.iterfind("{*}Errors/{*}Error")]
    if errors:
        raise ContractViolation(f"Booking.com refused the change and says: “{'; '.join(errors)[:400]}”.")
    if ota.local_name(root) != f"{push.endpoint}RS" or len(root.findall("{*}Success")) != 1:
        raise Unavailable("Booking.com said neither yes nor no; we send again.", detail=kept_text(body)[:200])
    return root
