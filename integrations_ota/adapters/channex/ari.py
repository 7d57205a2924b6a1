"""Channex' availability and restrictions: bodies we send, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from integrations_ota.adapters.amounts import decimal_text, minor_units
from integrations_ota.adapters.ari import (
    AvailabilityChange,
    PulledAvailability,
    PulledRate,
    PushOutcome,
    PushReport,
    PushResult,
    RateChange,
    RemoteRate,
    Restrictions,
)
from integrations_ota.adapters.fields import Fields
from integrations_ota.adapters.text import one_line, parse_day

RESTRICTIONS: Final = (
    "rate",
    "stop_sell",
    "closed_to_arrival",
    "closed_to_departure",
    "min_stay_arrival",
    "max_stay",
)
_LONGEST_DETAIL: Final = 300


def availability_value(property_id: str, change: AvailabilityChange) -> dict[str, Any]:
    """One value of `POST /availability`."""
    return {
        "property_id": property_id,
        "room_type_id": change.room_code,
        "date_from": change.span.first.isoformat(),
        "date_to": change.span.last.isoformat(),
        "availability": change.available,
    }


def restriction_value(property_id: str, change: RateChange) -> dict[str, Any]:
    """One value of `POST /restrictions`; a price goes as decimal text, which is exact in any currency."""
    rules = change.restrictions
    value: dict[str, Any] = {
        "property_id": property_id,
        "rate_plan_id": change.rate_code,
        "date_from": change.span.first.isoformat(),
        "date_to": change.span.last.isoformat(),
        "stop_sell": rules.closed,
        "closed_to_arrival": rules.closed_to_arrival,
        "closed_to_departure": rules.closed_to_departure,
        "min_stay_arrival": rules.min_stay,
        "max_stay": rules.max_stay,
    }
    if change.price_minor is not None:
        value["rate"] = decimal_text(change.price_minor, change.currency)
    return value


def report(
    document: Mapping[str, Any], changes: Sequence[AvailabilityChange | RateChange], name: str
) -> PushReport:
    """Read an answer: what it warns of was not taken. A warning that fits no change refuses all of them.

    `name` is the field that tells products apart: `room_type_id` or `rate_plan_id`.
    """
    warnings = list(Fields(Fields(document).value("meta")).each("warnings"))
    refused: dict[str, str] = {}
    for warning in warnings:
        hit = [change for change in changes if _concerns(warning, change, name)] or changes
        refused |= {change.key: _words(warning) for change in hit}
    return PushReport(
        tuple(
            PushResult(change.key, PushOutcome.REJECTED, refused[change.key])
            if change.key in refused
            else PushResult(change.key, PushOutcome.ACCEPTED)
            for change in changes
        )
    )


def _concerns(warning: Fields, change: AvailabilityChange | RateChange, name: str) -> bool:
    code = change.rate_code if isinstance(change, RateChange) else change.room_code
    first = warning.text("date_from") or warning.text("date")
    last = warning.text("date_to") or first
    try:
        overlaps = not first or (
            parse_day(first) <= change.span.last and parse_day(last) >= change.span.first
        )
    except ValueError:
        overlaps = True
    return warning.text(name) == code and overlaps


def _words(warning: Fields) -> str:
    """Put `{"rate": ["can't be less 0"]}` into one line."""
    said = warning.value("warning")
    if isinstance(said, dict):
        said = "; ".join(f"{field} {_list(reasons)}" for field, reasons in said.items())
    return one_line(str(said or "refused without a reason"), _LONGEST_DETAIL)


def _list(reasons: Any) -> str:
    return ", ".join(str(r) for r in reasons) if isinstance(reasons, list) else str(reasons)


def remote_rates(document: Mapping[str, Any]) -> Iterator[RemoteRate]:
    """Read a page of rate plans."""
    for plan in Fields(document).each("data"):
        attributes = plan.inner("attributes")
        room = plan.inner("relationships").inner("room_type").inner("data").text("id")
        yield RemoteRate(
            code=plan.text("id"),
            name=one_line(attributes.text("title")),
            room_code=room or attributes.text("room_type_id"),
            currency=attributes.text("currency").upper(),
        )


def pulled_availability(document: Mapping[str, Any]) -> Iterator[PulledAvailability]:
    """Read `{"data": {room type: {day: rooms}}}`."""
    rooms = Fields(document).inner("data")
    for room in rooms.names():
        days = rooms.inner(room)
        for day in days.names():
            yield PulledAvailability(room, parse_day(day), days.number(day, 0))


def pulled_rates(document: Mapping[str, Any], plans: Mapping[str, RemoteRate]) -> Iterator[PulledRate]:
    """Read `{"data": {rate plan: {day: restrictions}}}`; plans that are not listed are left out."""
    data = Fields(document).inner("data")
    for code in data.names():
        plan = plans.get(code)
        if plan is None:
            continue
        days = data.inner(code)
        for day in days.names():
            yield _pulled_rate(plan, parse_day(day), days.inner(day))


def _pulled_rate(plan: RemoteRate, day: date, found: Fields) -> PulledRate:
    price = found.text("rate")
    return PulledRate(
        room_code=plan.room_code,
        rate_code=plan.code,
        day=day,
        price_minor=minor_units(price, plan.currency) if price else None,
        currency=plan.currency,
        restrictions=Restrictions(
            closed=found.value("stop_sell") is True,
            closed_to_arrival=found.value("closed_to_arrival") is True,
            closed_to_departure=found.value("closed_to_departure") is True,
            min_stay=max(1, found.number("min_stay_arrival", 1)),
            max_stay=found.number("max_stay", 0),
        ),
    )
