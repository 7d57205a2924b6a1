"""Availability and rates for Expedia (EQC AR), and the calendar read back (PAR)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Final

from lxml import etree

from integrations_ota.adapters.amounts import currency_exponent, minor_units
from integrations_ota.adapters.ari import (
    AvailabilityChange,
    DateRange,
    PulledAvailability,
    PulledRate,
    PushLimits,
    PushOutcome,
    PushResult,
    RateChange,
    ReadBack,
    RemoteRate,
    Restrictions,
)
from integrations_ota.adapters.errors import Malformed
from integrations_ota.adapters.expedia import eqc
from integrations_ota.adapters.ota2003 import attribute
from integrations_ota.adapters.port import Conn
from integrations_ota.adapters.text import one_line, parse_day

# Expedia refuses messages of more than 100 kB; a change takes less than 500 bytes.
LIMITS: Final = PushLimits(max_items=150, max_days_ahead=730, calls_per_minute=60)
MOST_DAYS: Final = 365

_MOST_ROOMS: Final = 999


def availability(conn: Conn, changes: Sequence[AvailabilityChange]) -> bytes:
    """Say how many rooms are for sale in total."""
    root = eqc.request("AR", "AvailRateUpdateRQ", conn)
    for change in changes:
        room = _room(root, change)
        total = str(min(max(change.available, 0), _MOST_ROOMS))
        eqc.add(room, "Inventory", {"totalInventoryAvailable": total})
    return eqc.to_bytes(root)


def rates(conn: Conn, changes: Sequence[RateChange]) -> bytes:
    """Say what a day costs and what may not be booked."""
    root = eqc.request("AR", "AvailRateUpdateRQ", conn)
    for change in changes:
        rules = change.restrictions
        room = _room(root, change)
        plan = eqc.add(room, "RatePlan", {"id": change.rate_code, "closed": _flag(yes=rules.closed)})
        if change.price_minor is not None:
            rate = eqc.add(plan, "Rate", {"currency": change.currency})
            eqc.add(rate, "PerDay", {"rate": _decimal(change.price_minor, change.currency)})
        limits = {"minLOS": str(rules.min_stay)} | ({"maxLOS": str(rules.max_stay)} if rules.max_stay else {})
        doors = {
            "closedToArrival": _flag(yes=rules.closed_to_arrival),
            "closedToDeparture": _flag(yes=rules.closed_to_departure),
        }
        eqc.add(plan, "Restrictions", limits | doors)
    return eqc.to_bytes(root)


def _room(root: etree._Element, change: AvailabilityChange | RateChange) -> etree._Element:
    update = eqc.add(root, "AvailRateUpdate")
    days = {"from": change.span.first.isoformat(), "to": change.span.last.isoformat()}
    eqc.add(update, "DateRange", days)
    return eqc.add(update, "RoomType", {"id": change.room_code})


def _flag(*, yes: bool) -> str:
    return "true" if yes else "false"


def _decimal(minor: int, currency: str) -> str:
    places = currency_exponent(currency)
    return f"{minor // 10**places}.{minor % 10**places:0{places}d}" if places else str(minor)


def results(root: etree._Element, changes: Sequence[AvailabilityChange | RateChange]) -> list[PushResult]:
    """Read an AvailRateUpdateRS: done, and each warning (7000 to 8000) told to the rooms it names.

    Warnings are texts; one that names no room of ours holds for all changes.
    """
    said: dict[str, list[str]] = {}
    for warning in root.iterfind("{*}Success/{*}Warning"):
        words = f"{one_line(warning.text) or 'no reason'} ({eqc.code_of(warning)})"
        about = [c.key for c in changes if _names(words, c)] or [c.key for c in changes]
        for key in about:
            said.setdefault(key, []).append(words)
    return [
        PushResult(
            change.key,
            PushOutcome.WARNED if change.key in said else PushOutcome.ACCEPTED,
            "; ".join(said.get(change.key, []))[:500],
        )
        for change in changes
    ]


def _names(words: str, change: AvailabilityChange | RateChange) -> bool:
    """Say whether a text such as `[Room Type ID 21; …]` is about a change's room and rate."""
    padded = f"{words} ".replace(";", " ").replace("]", " ").replace(",", " ")
    if f"Room Type ID {change.room_code} " not in padded:
        return False
    named = "Rate Plan ID " in padded and isinstance(change, RateChange)
    return not named or f"Rate Plan ID {getattr(change, 'rate_code', '')} " in padded


def calendar_requests(conn: Conn, span: DateRange) -> Iterator[bytes]:
    """Ask for the calendar, at most 365 days at a time."""
    first = span.first
    while first <= span.last:
        last = min(first + timedelta(days=MOST_DAYS - 1), span.last)
        root = eqc.request("PAR", "ProductAvailRateRetrievalRQ", conn)
        days = {"from": first.isoformat(), "to": last.isoformat()}
        eqc.add(eqc.add(root, "ParamSet"), "AvailRateRetrieval", days)
        yield eqc.to_bytes(root)
        first = last + timedelta(days=1)


def read_calendar(roots: Sequence[etree._Element]) -> ReadBack:
    """Read answers to `calendar_requests`. Raises `Malformed`."""
    rooms: list[PulledAvailability] = []
    prices: list[PulledRate] = []
    try:
        for entry in (e for root in roots for e in root.iterfind("{*}AvailRateList/{*}AvailRate")):
            day = parse_day(entry.get("date", ""))
            for room in entry.iterfind("{*}RoomType"):
                rooms += _inventory(room, day)
                prices += [_rate(room, plan, day) for plan in room.iterfind("{*}RatePlan")]
    except ValueError as error:
        raise Malformed(f"Expedia's calendar cannot be read: {one_line(str(error))}.") from error
    return ReadBack(tuple(rooms), tuple(prices))


def _inventory(room: etree._Element, day: date) -> list[PulledAvailability]:
    total = attribute(room.find("{*}Inventory"), "totalInventoryAvailable")
    return [PulledAvailability(room.get("id", ""), day, int(total))] if total else []


def _rate(room: etree._Element, plan: etree._Element, day: date) -> PulledRate:
    rate, rules = plan.find("{*}Rate"), plan.find("{*}Restrictions")
    currency = attribute(rate, "currency").upper()
    price = "" if rate is None else attribute(rate.find("{*}PerDay"), "rate")
    return PulledRate(
        room_code=room.get("id", ""),
        rate_code=plan.get("id", ""),
        day=day,
        price_minor=minor_units(price, currency) if price and currency else None,
        currency=currency,
        restrictions=None
        if rules is None
        else Restrictions(
            closed=plan.get("closed") == "true",
            closed_to_arrival=rules.get("closedToArrival") == "true",
            closed_to_departure=rules.get("closedToDeparture") == "true",
            min_stay=int(rules.get("minLOS", "1")),
            max_stay=int(rules.get("maxLOS", "0")),
        ),
    )


def remote_rates(root: etree._Element) -> list[RemoteRate]:
    """Read the rate plans of a product list; Expedia names no currency there."""
    return [
        RemoteRate(plan.get("id", ""), one_line(plan.get("name")), room.get("id", ""), "")
        for room in root.iterfind("{*}ProductList/{*}RoomType")
        for plan in room.iterfind("{*}RatePlan")
        if plan.get("id")
    ]
