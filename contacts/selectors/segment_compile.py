"""A tree as one condition over the projection, for Django's ORM to make SQL of.

Every condition here is true or false, never null, so that 'not' means in SQL what it means in
``contacts.segments.evaluate``; a property test holds the two together.
"""

from collections.abc import Callable, Mapping
from datetime import date
from functools import reduce
from operator import and_, or_
from typing import Any

from django.db.models import F, IntegerField, Q, Value
from django.db.models.expressions import CombinedExpression
from django.db.models.lookups import GreaterThanOrEqual, LessThan

from contacts.models import GuestListMember
from contacts.segments.cohort import PRIME, SHARES, cohort_constants
from contacts.segments.compare import NEGATIVE, birthday_ranges, day_range
from contacts.segments.fields import COUNTED, CUSTOM, Kind, field_of
from contacts.segments.tree import Condition, Node
from contacts.selectors.segment_context import TAGS_KEY, SegmentContext
from contacts.selectors.segment_stays import counted_q
from contacts.selectors.segment_wide import custom_q, text_q, wide_tag_q

_WORD = 63
COLUMNS: Mapping[str, str] = {
    "profile.language": "language",
    "profile.country": "country",
    "profile.email_kind": "email_kind",
    "profile.birthday": "birthday",
    "profile.created": "created_on",
    "stays.first_arrival": "first_arrival",
    "stays.last_departure": "last_departure",
    "bookings.next_arrival": "next_arrival",
    "engagement.mailed": "last_mailed",
    "engagement.opened": "last_opened",
    "engagement.clicked": "last_clicked",
    "engagement.machine_opened": "last_machine_opened",
    "consent.reason": "reason",
}


def segment_q(node: Node, context: SegmentContext) -> Q:
    """Return the condition on ``GuestFacts`` that holds for the members of a tree."""
    if isinstance(node, Condition):
        return _condition(node, context)
    parts = [segment_q(child, context) for child in node.children]
    if node.kind == "not":
        return ~parts[0]
    return reduce(and_ if node.kind == "all" else or_, parts)


def nobody() -> Q:
    """Return a condition that never holds; one that Django does not simplify to an empty answer."""
    return Q(id__isnull=True)


def _condition(condition: Condition, context: SegmentContext) -> Q:
    if condition.field in COUNTED:
        return counted_q(condition, context)
    asked = field_of(condition.field, context.custom)
    if asked is None:
        return nobody()
    if condition.op in NEGATIVE:
        return ~_positive(condition, asked.kind, context)
    return _positive(condition, asked.kind, context)


def _positive(condition: Condition, kind: Kind, context: SegmentContext) -> Q:
    """The condition, or for a negative operator what it denies."""
    if condition.field.startswith(CUSTOM):
        return _custom(condition, kind, context)
    if kind is Kind.TEXT:
        return text_q(condition)
    if kind is Kind.CHOICE:
        return _choice(COLUMNS[condition.field], condition)
    return _BY_KIND[kind](condition, context)


def _choice(column: str, condition: Condition) -> Q:
    if condition.op == "is_known":
        return ~Q(**{column: ""})
    if condition.op == "is_unknown":
        return Q(**{column: ""})
    return Q(**{f"{column}__in": list(condition.value)})


def _date(condition: Condition, context: SegmentContext) -> Q:
    column = COLUMNS[condition.field]
    if condition.op in ("is_known", "is_unknown"):
        return Q(**{f"{column}__isnull": condition.op == "is_unknown"})
    op = "in_last_days" if condition.op == "not_in_last_days" else condition.op
    return range_q(column, *day_range(op, condition.value, context.today))


def range_q(column: str, low: date | None, high: date | None) -> Q:
    """Return ``low <= column <= high``, ends included, where an end is given."""
    within = Q()
    if low is not None:
        within &= Q(**{f"{column}__gte": low})
    if high is not None:
        within &= Q(**{f"{column}__lte": high})
    return within


def _birthday(condition: Condition, context: SegmentContext) -> Q:
    if condition.op in ("is_known", "is_unknown"):
        return Q(birthday__isnull=condition.op == "is_unknown")
    ranges = birthday_ranges(context.today, condition.value)
    return reduce(or_, (Q(birthday__gte=low, birthday__lte=high) for low, high in ranges))


def _mailable(condition: Condition, _context: SegmentContext) -> Q:
    return Q(reason="") if condition.value else ~Q(reason="")


def _tags(condition: Condition, context: SegmentContext) -> Q:
    if condition.op == "has_all":
        return reduce(and_, (_terms(TAGS_KEY, (tag,), context) for tag in condition.value))
    return _terms(TAGS_KEY, condition.value, context)


def _terms(key: str, values: tuple[str, ...], context: SegmentContext) -> Q:
    """Any of the values: by bits, and for values without one in the guests themselves."""
    masks, wide = [0, 0], []
    for value in values:
        bit = context.terms.bits.get((key, value))
        if bit is not None:
            masks[bit // _WORD] |= 1 << bit % _WORD
        elif key in context.terms.closed:
            wide.append(value)
    parts = [Q(**{f"terms_{word}__has": mask}) for word, mask in enumerate(masks) if mask]
    if wide:
        parts.append(
            wide_tag_q(wide) if key == TAGS_KEY else custom_q(key, Kind.CHOICE, "is_any_of", tuple(wide))
        )
    return reduce(or_, parts) if parts else nobody()


def _custom(condition: Condition, kind: Kind, context: SegmentContext) -> Q:
    key = condition.field.removeprefix(CUSTOM)
    if kind is Kind.BOOLEAN and condition.op == "is":
        return _terms(key, ("true" if condition.value else "false",), context)
    if kind is Kind.CHOICE and condition.op in ("is_any_of", "is_none_of"):
        return _terms(key, condition.value, context)
    return custom_q(key, kind, condition.op, condition.value, context.today)


def _lists(condition: Condition, _context: SegmentContext) -> Q:
    members = GuestListMember.objects.filter(guest_list_id__in=condition.value)
    return Q(id__in=members.values("guest_id"))


def _cohort(condition: Condition, _context: SegmentContext) -> Q:
    seed, low, high = condition.value
    factor, shift = cohort_constants(seed)
    share: Any = _mod(_mod(F("id"), PRIME) * Value(factor) + Value(shift), PRIME)
    share = _mod(share, SHARES)
    return Q(GreaterThanOrEqual(share, low)) & Q(LessThan(share, high))


def _mod(value: Any, divisor: int) -> CombinedExpression:
    return CombinedExpression(value, "%%", Value(divisor), output_field=_BIG)


_BIG = IntegerField()
_BY_KIND: Mapping[Kind, Callable[[Condition, SegmentContext], Q]] = {
    Kind.DATE: _date,
    Kind.BIRTHDAY: _birthday,
    Kind.BOOLEAN: _mailable,
    Kind.TAGS: _tags,
    Kind.LISTS: _lists,
    Kind.COHORT: _cohort,
}
