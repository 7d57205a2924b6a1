"""How many, roughly how many, and who: answers of a tree from the projection."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, QuerySet
from django.db.models.sql.datastructures import BaseTable

from compliance.types import Purpose
from contacts.models import Guest, GuestFacts
from contacts.segments.tree import Node
from contacts.selectors.bounded import bounded
from contacts.selectors.facts_answers import facts_answers
from contacts.selectors.guests import with_stay_facts
from contacts.selectors.permission import guests_permission
from contacts.selectors.segment_compile import segment_q
from contacts.selectors.segment_context import SegmentContext

_SAMPLE_PERCENT = 3
_ENOUGH = 1_000  # guests in a sample, from which it tells anything
_NEAR = 10_000


@dataclass(frozen=True, slots=True)
class SegmentCount:
    """``members`` guests; ``allowed`` letters would go out; ``excluded`` says why the others get none.

    ``allowed`` plus all of ``excluded`` is ``members``: guests who share an inbox get one letter.
    """

    members: int
    allowed: int
    excluded: dict[str, int]


@dataclass(frozen=True, slots=True)
class Estimate:
    """About how many members; ``exact`` where all were counted, since they are few."""

    members: int
    exact: bool


def segment_facts(*, node: Node, context: SegmentContext) -> QuerySet[GuestFacts]:
    """Return the members' rows of the projection, in no order."""
    return GuestFacts.objects.order_by().filter(segment_q(node, context))


def segment_count(*, node: Node, context: SegmentContext) -> SegmentCount:
    """Count the members, and what a campaign to them would do. Two queries."""
    return facts_count(segment_facts(node=node, context=context))


def facts_count(facts: QuerySet[GuestFacts]) -> SegmentCount:
    """Count rows of the projection by the reason why they get no mail: two letters to one inbox are one."""
    with bounded():
        answers = facts_answers(facts)
    return SegmentCount(answers.members, answers.allowed, answers.refused)


class _SampledTable(BaseTable):
    """A table of which some pages are read, the same ones each time."""

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        sql, parameters = super().as_sql(compiler, connection)
        return f"{sql} TABLESAMPLE SYSTEM ({_SAMPLE_PERCENT}) REPEATABLE (1)", tuple(parameters)


def segment_estimate(*, node: Node, context: SegmentContext) -> Estimate:
    """Say about how many guests are members, from a few of the pages; of few guests, exactly."""
    with bounded():
        rows: Any = GuestFacts.objects.order_by()
        alias = rows.query.get_initial_alias()
        rows.query.alias_map[alias] = _SampledTable(GuestFacts._meta.db_table, alias)
        seen = rows.aggregate(guests=Count("pk"), members=Count("pk", filter=segment_q(node, context)))
        if seen["guests"] < _ENOUGH:
            return Estimate(segment_facts(node=node, context=context).count(), exact=True)
        return Estimate(seen["members"] * 100 // _SAMPLE_PERCENT, exact=False)


def segment_members(
    *, facts: QuerySet[GuestFacts], after: int, size: int, now: datetime
) -> tuple[list[Guest], int | None]:
    """Return a page of members by guest number, and where the next one starts (None: that was the last).

    The guests have the annotations of ``guest_list``.
    """
    with bounded():
        near = facts.filter(id__gt=after, id__lte=after + _NEAR).order_by("id").values_list("id", flat=True)
        ids = list(near[: size + 1])
        if len(ids) <= size:
            ids = _far(facts.filter(id__gt=after), size + 1)
    following = ids[size - 1] if len(ids) > size else None
    return members_of(ids=ids[:size], now=now), following


def _far(facts: QuerySet[GuestFacts], size: int) -> list[int]:
    """Read the whole table at once where members are rare: by its index, row after row takes ten times as long."""
    unindexed: Any = facts.order_by(F("id") + 0)
    return list(unindexed.values_list("id", flat=True)[:size])


def members_of(*, ids: Sequence[int], now: datetime) -> list[Guest]:
    """Return guests by number, as a list of guests shows them."""
    rows = guests_permission(Guest.objects.filter(pk__in=ids), purpose=Purpose.MARKETING, now=now)
    return list(with_stay_facts(rows, today=now.date()).order_by("pk"))
