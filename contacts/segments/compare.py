"""The meaning of each operator for one value. A missing value fails every test but the negative ones."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from contacts.segments.fields import Kind

Compare = Callable[[Any, Any, date], bool]

_YEAR = 366


def compare(kind: Kind, op: str, found: Any, value: Any, today: date) -> bool:
    """Say whether ``found op value`` holds. ``found`` is None, or an empty set, where nothing is known."""
    if op == "is_known":
        return found is not None
    if op == "is_unknown":
        return found is None
    if found is None:
        return op in NEGATIVE
    return _BY_KIND[kind][op](found, value, today)


# What holds of a value that is not known.
NEGATIVE = frozenset({"is_none_of", "is_not", "not_contains", "not_in_last_days", "has_none", "ne"})


def birthday_ranges(today: date, days: int) -> list[tuple[int, int]]:
    """Return the ranges of month * 100 + day, both ends included, from today on for ``days`` days."""
    if days >= _YEAR - 1:
        return [(101, 1231)]
    last = today + timedelta(days=days)
    first_key, last_key = today.month * 100 + today.day, last.month * 100 + last.day
    if last.year == today.year:
        return [(first_key, last_key)]
    return [(first_key, 1231), (101, last_key)]


def day_range(op: str, value: Any, today: date) -> tuple[date | None, date | None]:
    """Return the first and last day, both included, that a positive test of days allows."""
    if op == "in_last_days":
        return _shift(today, 1 - value), today
    if op == "in_next_days":
        return today, _shift(today, value)
    if op == "more_than_days_ago":
        return None, _shift(today, -value - 1)
    if op == "on_or_after":
        return value, None
    if op == "on_or_before":
        return None, value
    low, high = value
    return low, high


def _shift(today: date, days: int) -> date:
    try:
        return today + timedelta(days=days)
    except OverflowError:
        return date.min if days < 0 else date.max


def _in_days(op: str) -> Compare:
    def within(found: date, value: Any, today: date) -> bool:
        low, high = day_range(op, value, today)
        return (low is None or found >= low) and (high is None or found <= high)

    return within


_NUMBERS: Mapping[str, Compare] = {
    "eq": lambda found, value, _: found == value,
    "ne": lambda found, value, _: found != value,
    "gte": lambda found, value, _: found >= value,
    "gt": lambda found, value, _: found > value,
    "lte": lambda found, value, _: found <= value,
    "lt": lambda found, value, _: found < value,
    "between": lambda found, value, _: value[0] <= found <= value[1],
}
_BY_KIND: Mapping[Kind, Mapping[str, Compare]] = {
    Kind.NUMBER: _NUMBERS,
    Kind.MONEY: _NUMBERS,
    Kind.DECIMAL: _NUMBERS,
    Kind.CHOICE: {
        "is_any_of": lambda found, value, _: found in value,
        "is_none_of": lambda found, value, _: found not in value,
    },
    Kind.TEXT: {
        "is": lambda found, value, _: found.lower() == value.lower(),
        "is_not": lambda found, value, _: found.lower() != value.lower(),
        "contains": lambda found, value, _: value.lower() in found.lower(),
        "not_contains": lambda found, value, _: value.lower() not in found.lower(),
        "starts_with": lambda found, value, _: found.lower().startswith(value.lower()),
    },
    Kind.DATE: {
        "not_in_last_days": lambda found, value, today: not _in_days("in_last_days")(found, value, today),
        **{
            op: _in_days(op)
            for op in (
                "in_last_days",
                "in_next_days",
                "more_than_days_ago",
                "on_or_after",
                "on_or_before",
                "between",
            )
        },
    },
    Kind.BOOLEAN: {"is": lambda found, value, _: found is value},
    Kind.TAGS: {
        "has_any": lambda found, value, _: not found.isdisjoint(value),
        "has_all": lambda found, value, _: found.issuperset(value),
        "has_none": lambda found, value, _: found.isdisjoint(value),
    },
    Kind.LISTS: {
        "is_any_of": lambda found, value, _: not found.isdisjoint(value),
        "is_none_of": lambda found, value, _: found.isdisjoint(value),
    },
    Kind.BIRTHDAY: {
        "in_next_days": lambda found, value, today: any(
            low <= found.month * 100 + found.day <= high for low, high in birthday_ranges(today, value)
        ),
    },
}
