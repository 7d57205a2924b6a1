"""Conditions that the projection does not hold: they read the guests, at the price of a wider scan."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import CharField, Func, JSONField, Q, Value
from django.db.models.fields.json import KeyTextTransform, KeyTransform

from contacts.models import Guest
from contacts.segments.compare import day_range
from contacts.segments.fields import Kind
from contacts.segments.tree import Condition

_TEXT_LOOKUPS = {
    "is": "iexact",
    "is_not": "iexact",
    "contains": "icontains",
    "not_contains": "icontains",
    "starts_with": "istartswith",
}
_DAY = r"^\d{4}-\d{2}-\d{2}$"
_NUMBER_LOOKUPS = {"eq": "exact", "ne": "exact", "gte": "gte", "gt": "gt", "lte": "lte", "lt": "lt"}


def text_q(condition: Condition) -> Q:
    """Return a test of a guest's name or address."""
    column = condition.field.removeprefix("profile.")
    if condition.op == "is_known":
        return _among(Guest.objects.exclude(**{column: ""}))
    if condition.op == "is_unknown":
        return _among(Guest.objects.filter(**{column: ""}))
    return _among(Guest.objects.filter(**{f"{column}__{_TEXT_LOOKUPS[condition.op]}": condition.value}))


def wide_tag_q(tags: list[str]) -> Q:
    """Return who has one of the tags that have no bit."""
    return _among(Guest.objects.filter(tags__overlap=tags))


def custom_q(key: str, kind: Kind, op: str, value: Any, today: date = date.min) -> Q:
    """Return a test of an own field; for a negative operator what it denies."""
    rows: Any = Guest.objects.alias(
        own=KeyTextTransform(key, "custom"),
        own_json=KeyTransform(key, "custom"),
    )
    if kind in (Kind.DECIMAL, Kind.BOOLEAN):
        wanted = "number" if kind is Kind.DECIMAL else "boolean"
        rows = rows.alias(
            own_type=Func(KeyTransform(key, "custom"), function="jsonb_typeof", output_field=CharField())
        )
        rows = rows.filter(own_type=wanted)
    elif kind is Kind.DATE:
        rows = rows.filter(own__regex=_DAY)
    else:
        rows = rows.filter(own__isnull=False).exclude(own="")
    if op == "is_known":
        return _among(rows)
    if op == "is_unknown":
        return ~_among(rows)
    return _among(rows.filter(_own_test(kind, op, value, today)))


def _own_test(kind: Kind, op: str, value: Any, today: date) -> Q:
    if kind is Kind.CHOICE:
        return Q(own__in=list(value))
    if kind is Kind.TEXT:
        return Q(**{f"own__{_TEXT_LOOKUPS[op]}": value})
    if kind is Kind.DATE:
        low, high = day_range("in_last_days" if op == "not_in_last_days" else op, value, today)
        within = Q()
        if low is not None:
            within &= Q(own__gte=low.isoformat())
        return within & Q(own__lte=high.isoformat()) if high is not None else within
    if op == "between":
        return Q(own_json__gte=_json(value[0]), own_json__lte=_json(value[1]))
    return Q(**{f"own_json__{_NUMBER_LOOKUPS[op]}": _json(value)})


def _json(number: int | Decimal) -> Value:
    return Value(float(number) if isinstance(number, Decimal) else number, output_field=JSONField())


def _among(guests: Any) -> Q:
    return Q(id__in=guests.order_by().values("id"))
