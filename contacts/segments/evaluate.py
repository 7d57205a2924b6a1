"""One guest read by a tree: in or out, and at each node why."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from contacts.segments.cohort import cohort_share
from contacts.segments.compare import compare
from contacts.segments.fields import (
    COUNTED,
    CUSTOM,
    OPERATOR_WORDS,
    STAY_FIELDS,
    Field,
    Kind,
    channel_kind,
    field_of,
)
from contacts.segments.tree import Condition, Node, Test

Custom = Mapping[str, str]
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class StayView:
    """A stay that was neither cancelled nor missed."""

    hotel: int
    channel: str
    room: str
    rate: str
    arrival: date
    departure: date
    adults: int
    children: int
    booked_on: date | None
    total_minor: int | None
    currency: str

    @property
    def nights(self) -> int:
        """Number of nights; 0 for a day use."""
        return (self.departure - self.arrival).days


@dataclass(frozen=True, slots=True)
class GuestView:
    """All that a tree may ask of one guest. ``values`` maps field names to what is known."""

    id: int
    today: date
    currency: str
    values: Mapping[str, Any]
    custom: Mapping[str, Any]
    stays: Sequence[StayView]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer at one node: ``holds``, in words, with what was found."""

    path: str
    holds: bool
    text: str
    found: Any = None
    children: tuple["Verdict", ...] = field(default=())


_GROUP_WORDS = {
    "all": ("all of these hold", "not all of these hold"),
    "any": ("at least one of these holds", "none of these holds"),
    "not": ("this does not hold, as asked", "this holds, though it must not"),
}


def evaluate(node: Node, guest: GuestView, *, custom: Custom) -> Verdict:
    """Read the tree for one guest. ``custom`` maps own field keys to types, as for ``parse``."""
    if isinstance(node, Condition):
        return _condition(node, guest, custom)
    children = tuple(evaluate(child, guest, custom=custom) for child in node.children)
    answers = [child.holds for child in children]
    holds = {"all": all(answers), "any": any(answers), "not": not answers[0]}[node.kind]
    return Verdict(node.path, holds, _GROUP_WORDS[node.kind][0 if holds else 1], children=children)


def _condition(condition: Condition, guest: GuestView, custom: Custom) -> Verdict:
    asked = field_of(condition.field, custom)
    if asked is None:  # its own field was deleted since the tree was read: nobody has it
        return Verdict(
            condition.path, condition.op == "is_unknown", f"{condition.field} is no field any more"
        )
    found = found_of(condition, asked, guest)
    if asked.kind is Kind.COHORT:
        _seed, low, high = condition.value
        holds = low <= found < high
    else:
        holds = compare(asked.kind, condition.op, found, condition.value, guest.today)
    return Verdict(condition.path, holds, _sentence(condition, asked, found), _plain(found))


def found_of(condition: Condition, asked: Field, guest: GuestView) -> Any:
    """Return what the guest has for a condition; None where nothing is known."""
    if asked.kind is Kind.COHORT:
        return cohort_share(guest_id=guest.id, seed=condition.value[0])
    if condition.field in COUNTED:
        return _counted(condition, guest)
    if condition.field.startswith(CUSTOM):
        return custom_value(asked.kind, guest.custom.get(condition.field.removeprefix(CUSTOM)))
    if condition.field in _STAY_DAYS:
        return _stay_day(condition.field, guest)
    return guest.values.get(condition.field)


def custom_value(kind: Kind, raw: Any) -> Any:
    """Return an own field's value in its type; None for one that is missing or of another type."""
    if raw is None or raw == "":
        return None
    if kind is Kind.BOOLEAN:
        return raw if isinstance(raw, bool) else None
    if kind is Kind.DECIMAL:
        return _custom_number(raw)
    if kind is Kind.DATE:
        return _custom_day(raw)
    if isinstance(raw, bool):
        return "true" if raw else "false"
    return str(raw) if isinstance(raw, str | int | float) else None


def _custom_day(raw: Any) -> date | None:
    if not isinstance(raw, str) or not _DAY.fullmatch(raw):
        return None
    try:
        return date.fromisoformat(raw)
    except ValueError:
        return None


def _custom_number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool) or not isinstance(raw, int | float):
        return None
    try:
        return Decimal(str(raw))
    except InvalidOperation:
        return None


_STAY_DAYS = ("stays.first_arrival", "stays.last_departure", "bookings.next_arrival")


def _stay_day(name: str, guest: GuestView) -> date | None:
    if name == "bookings.next_arrival":
        return min((stay.arrival for stay in guest.stays if stay.arrival >= guest.today), default=None)
    if name == "stays.last_departure":
        return max((stay.departure for stay in guest.stays if stay.departure <= guest.today), default=None)
    return min((stay.arrival for stay in guest.stays if stay.arrival <= guest.today), default=None)


def _counted(condition: Condition, guest: GuestView) -> int:
    scope, measure = condition.field.split(".")
    currency = condition.currency or guest.currency
    stays = [
        stay
        for stay in guest.stays
        if (stay.arrival >= guest.today if scope == "bookings" else stay.arrival <= guest.today)
        and all(_passes(test, stay, guest.today, currency) for test in condition.where)
    ]
    if measure == "count":
        return len(stays)
    if measure == "nights":
        return sum(stay.nights for stay in stays)
    return sum(stay.total_minor or 0 for stay in stays if stay.currency == currency)


def _passes(test: Test, stay: StayView, today: date, currency: str) -> bool:
    found: Any
    if test.name == "hotel":
        found = {stay.hotel}
    elif test.name == "channel_kind":
        found = channel_kind(stay.channel)
    elif test.name == "lead_days":
        found = None if stay.booked_on is None else (stay.arrival - stay.booked_on).days
    elif test.name == "revenue":
        found = stay.total_minor if stay.currency == currency else None
    else:
        found = getattr(stay, test.name)
    return compare(STAY_FIELDS[test.name].kind, test.op, found, test.value, today)


def _sentence(condition: Condition, asked: Field, found: Any) -> str:
    words = OPERATOR_WORDS[condition.op]
    value = _words(condition.value)
    asks = words.replace("…", value) if "…" in words else f"{words} {value}".strip()
    known = "nothing is known" if found is None else f"found: {_words(_plain(found)) or 'none'}"
    narrowed = " among the stays chosen" if condition.where else ""
    return f"{asked.label}{narrowed} {asks} ({known})"


def _words(value: Any) -> str:
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


def _plain(found: Any) -> Any:
    if isinstance(found, set | frozenset):
        return sorted(found)
    if isinstance(found, date):
        return found.isoformat()
    return str(found) if isinstance(found, Decimal) else found
