"""Counts and sums of stays: from the projection where it has them, else from the stays themselves."""

from datetime import date
from typing import Any

from django.db.models import Count, DateField, F, Func, IntegerField, Q, Sum
from django.db.models.functions import Coalesce, Lower

from contacts.models import Stay
from contacts.segments.compare import NEGATIVE, compare, day_range
from contacts.segments.fields import DIRECT_CHANNELS, OTA_CHANNELS, STAY_FIELDS, Kind
from contacts.segments.tree import Condition, Test
from contacts.selectors.audience import NOT_STAYING
from contacts.selectors.segment_context import SegmentContext

_YEAR = (Test("arrival", "in_last_days", 365),)
_NIGHTS = Func(
    F("departure"), F("arrival"), template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
)
_BOOKED_ON = Func(
    F("booked_at"), template="(%(expressions)s AT TIME ZONE 'UTC')::date", output_field=DateField()
)
_LEAD = Func(
    F("arrival"), _BOOKED_ON, template="(%(expressions)s)", arg_joiner=" - ", output_field=IntegerField()
)

# Columns that a segment calls by another name.
_COLUMNS = {"hotel": "hotel_id", "channel": "source_channel", "room": "room_name", "rate": "rate_plan"}


def counted_q(condition: Condition, context: SegmentContext) -> Q:
    """Return a test of how many stays, nights or how much money."""
    held = _projected(condition, context)
    if held is not None:
        return held
    stays = _stays(condition, context)
    if condition.field.endswith(".count") and (condition.op, condition.value) in (("gte", 1), ("gt", 0)):
        return Q(id__in=stays.values("guest_id"))
    if condition.field.endswith(".count") and (condition.op, condition.value) in (
        ("eq", 0),
        ("lt", 1),
        ("lte", 0),
    ):
        return ~Q(id__in=stays.values("guest_id"))
    summed = stays.values("guest_id").annotate(figure=_figure(condition, context))
    holds = number_q("figure", condition.op, condition.value)
    if compare(Kind.NUMBER, condition.op, 0, condition.value, context.today):
        # It holds for guests without such a stay, too: say for whom it does not.
        return ~Q(id__in=summed.filter(~holds).values("guest_id"))
    return Q(id__in=summed.filter(holds).values("guest_id"))


def number_q(name: str, op: str, value: Any) -> Q:
    """Return ``name op value`` for a figure that is never null."""
    if op == "between":
        return Q(**{f"{name}__gte": value[0], f"{name}__lte": value[1]})
    if op == "ne":
        return ~Q(**{name: value})
    return Q(**{name if op == "eq" else f"{name}__{op}": value})


def _projected(condition: Condition, context: SegmentContext) -> Q | None:
    scope, measure = condition.field.split(".")
    own_money = condition.currency in ("", context.currency)
    if scope == "bookings":
        if (
            measure == "count"
            and not condition.where
            and (condition.op, condition.value) in (("gte", 1), ("gt", 0))
        ):
            return Q(next_arrival__isnull=False)
        return None
    column = {"count": "stays", "nights": "nights", "revenue": "revenue"}[measure]
    if measure == "revenue" and not own_money:
        return None
    if not condition.where:
        return number_q(column, condition.op, condition.value)
    if condition.where == _YEAR and measure != "nights":
        return number_q(f"{column}_12m", condition.op, condition.value)
    return None


def _figure(condition: Condition, context: SegmentContext) -> Any:
    if condition.field.endswith(".count"):
        return Count("pk")
    if condition.field.endswith(".nights"):
        return Sum(_NIGHTS)
    currency = condition.currency or context.currency
    return Coalesce(Sum("total_minor", filter=Q(currency=currency)), 0)


def _stays(condition: Condition, context: SegmentContext) -> Any:
    """The stays of the scope that pass every test, without order."""
    rows: Any = Stay.objects.order_by().filter(guest_id__isnull=False).exclude(status__in=NOT_STAYING)
    rows = rows.alias(nights=_NIGHTS, lead_days=_LEAD, channel_lower=Lower("source_channel"))
    if condition.field.startswith("bookings."):
        rows = rows.filter(arrival__gte=context.today)
    else:
        rows = rows.filter(arrival__lte=context.today)
    currency = condition.currency or context.currency
    for test in condition.where:
        passes = _test(test, context.today, currency)
        rows = rows.filter(~passes if test.op in NEGATIVE else passes)
    return rows


def _test(test: Test, today: date, currency: str) -> Q:
    """The test of a stay, or for a negative operator what it denies; never null."""
    if test.name == "channel_kind":
        return _channel_kind(test)
    if test.op in ("is_known", "is_unknown"):
        return _known(test, currency)
    if test.name == "revenue":
        return Q(currency=currency, total_minor__isnull=False) & _compared("total_minor", test, today)
    if test.name == "lead_days":
        return Q(booked_at__isnull=False) & _compared("lead_days", test, today)
    return _compared(_COLUMNS.get(test.name, test.name), test, today)


def _compared(column: str, test: Test, today: date) -> Q:
    kind = STAY_FIELDS[test.name].kind
    if kind is Kind.DATE:
        op = "in_last_days" if test.op == "not_in_last_days" else test.op
        low, high = day_range(op, test.value, today)
        within = Q(**{f"{column}__gte": low}) if low is not None else Q()
        return within & Q(**{f"{column}__lte": high}) if high is not None else within
    if kind in (Kind.CHOICE, Kind.LISTS):
        return Q(**{f"{column}__in": list(test.value)})
    return number_q(column, "eq" if test.op == "ne" else test.op, test.value)


def _known(test: Test, currency: str) -> Q:
    known = (
        Q(booked_at__isnull=False)
        if test.name == "lead_days"
        else Q(currency=currency, total_minor__isnull=False)
    )
    return known if test.op == "is_known" else ~known


def _channel_kind(test: Test) -> Q:
    kinds = {
        "ota": Q(channel_lower__in=sorted(OTA_CHANNELS)),
        "direct": Q(channel_lower__in=sorted(DIRECT_CHANNELS)),
    }
    kinds["other"] = ~kinds["ota"] & ~kinds["direct"]
    chosen = Q(pk__isnull=True)
    for name in test.value:
        chosen |= kinds.get(name, Q(pk__isnull=True))
    return chosen
