"""Checking what stands right of an operator."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from contacts.segments.errors import SegmentFault
from contacts.segments.fields import KNOWN, Kind

MAX_LIST = 500
MAX_TEXT = 200
MAX_DAYS = 36_500
MAX_NUMBER = Decimal(10) ** 15
DAY_OPERATORS = frozenset({"in_last_days", "not_in_last_days", "more_than_days_ago", "in_next_days"})
_PAIR = 2


def value_check(kind: Kind, op: str, value: Any, path: str) -> Any:
    """Return the value in the form that compiler and evaluator expect. Raises SegmentFault."""
    if op in KNOWN:
        return None
    return _CHECKS[kind](op, value, path)


def _text(value: Any, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise SegmentFault(path, "Enter some text.")
    if len(value) > MAX_TEXT:
        raise SegmentFault(path, f"This text is longer than {MAX_TEXT} characters.")
    if "\0" in value:
        raise SegmentFault(path, "This text has a character that no guest's data can have.")
    return value


def _some(value: Any, path: str, each: Callable[[Any, str], Any]) -> tuple[Any, ...]:
    if not isinstance(value, list) or not value:
        raise SegmentFault(path, "Choose at least one.")
    if len(value) > MAX_LIST:
        raise SegmentFault(path, f"Choose at most {MAX_LIST}; these are {len(value)}.")
    return tuple(dict.fromkeys(each(item, f"{path}[{number}]") for number, item in enumerate(value)))


def _number(value: Any, path: str) -> int | Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise SegmentFault(path, "Enter a number.")
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        raise SegmentFault(path, "Enter a number.") from None
    if not number.is_finite() or abs(number) > MAX_NUMBER:
        raise SegmentFault(path, "This number is too large.")
    return int(number) if number == number.to_integral_value() else number


def _whole(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise SegmentFault(path, "Enter a whole number.")
    if abs(value) > MAX_NUMBER:
        raise SegmentFault(path, "This number is too large.")
    return value


def _days(value: Any, path: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_DAYS:
        raise SegmentFault(path, f"Enter a number of days between 0 and {MAX_DAYS:,}.")
    return value


def _day(value: Any, path: str) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError):
        raise SegmentFault(path, "Enter a day as year-month-day, such as 2026-07-01.") from None


def _pair(value: Any, path: str, each: Callable[[Any, str], Any]) -> tuple[Any, Any]:
    if not isinstance(value, list) or len(value) != _PAIR:
        raise SegmentFault(path, "Enter the first and the last value.")
    low, high = each(value[0], f"{path}[0]"), each(value[1], f"{path}[1]")
    if low > high:
        raise SegmentFault(path, "The first value is above the last one.")
    return low, high


def _check_choice(_op: str, value: Any, path: str) -> tuple[str, ...]:
    return _some(value, path, _text)


def _check_text(_op: str, value: Any, path: str) -> str:
    return _text(value, path)


def _check_decimal(op: str, value: Any, path: str) -> Any:
    return _pair(value, path, _number) if op == "between" else _number(value, path)


def _check_whole(op: str, value: Any, path: str) -> Any:
    return _pair(value, path, _whole) if op == "between" else _whole(value, path)


def _check_date(op: str, value: Any, path: str) -> Any:
    if op in DAY_OPERATORS:
        return _days(value, path)
    return _pair(value, path, _day) if op == "between" else _day(value, path)


def _check_boolean(_op: str, value: Any, path: str) -> bool:
    if not isinstance(value, bool):
        raise SegmentFault(path, "Choose yes or no.")
    return value


def _check_lists(_op: str, value: Any, path: str) -> tuple[int, ...]:
    return _some(value, path, _whole)


def _check_birthday(_op: str, value: Any, path: str) -> int:
    return _days(value, path)


def _check_cohort(_op: str, value: Any, path: str) -> tuple[str, int, int]:
    if not isinstance(value, dict) or set(value) != {"seed", "from", "to"}:
        raise SegmentFault(path, "A random share needs 'seed', 'from' and 'to' (percent).")
    seed = _text(value["seed"], f"{path}.seed")
    low, high = _whole(value["from"], f"{path}.from"), _whole(value["to"], f"{path}.to")
    if not 0 <= low < high <= 100:  # noqa: PLR2004 - percent
        raise SegmentFault(path, "The share runs from 0 to 100 percent, and its end is above its start.")
    return seed, low, high


_CHECKS: dict[Kind, Callable[[str, Any, str], Any]] = {
    Kind.CHOICE: _check_choice,
    Kind.TEXT: _check_text,
    Kind.NUMBER: _check_whole,
    Kind.MONEY: _check_whole,
    Kind.DECIMAL: _check_decimal,
    Kind.DATE: _check_date,
    Kind.BOOLEAN: _check_boolean,
    Kind.TAGS: _check_choice,
    Kind.BIRTHDAY: _check_birthday,
    Kind.LISTS: _check_lists,
    Kind.COHORT: _check_cohort,
}
