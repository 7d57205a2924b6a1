"""How many, roughly how many, and who: answers of a tree from the projection."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import OperationalError, connection, transaction
from django.db.models import Case, Count, F, QuerySet, When
from django.db.models.sql.datastructures import BaseTable
from psycopg.errors import QueryCanceled

from compliance.types import Purpose, Reason
from contacts.errors import SegmentTooSlow
from contacts.models import Guest, GuestFacts
from contacts.segments.tree import Node
from contacts.selectors.guests import with_stay_facts
from contacts.selectors.permission import guests_permission
from contacts.selectors.segment_compile import segment_q
from contacts.selectors.segment_context import SegmentContext

# A question that takes longer is stopped: it would hold up the others.
TIMEOUT_MS = 10_000
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


@contextmanager
def bounded(*, work_mem: str = "64MB") -> Iterator[None]:
    """Run segment queries with a time limit, room for hashes and helpers, for this transaction only.

    PostgreSQL takes a question of a few columns for too small to share it out. Raises SegmentTooSlow.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [str(TIMEOUT_MS)])
            cursor.execute(
                "SELECT set_config('work_mem', %s, true), set_config('jit', 'off', true),"
                " set_config('parallel_setup_cost', '0', true), set_config('parallel_tuple_cost', '0', true)",
                [work_mem],
            )
            yield
            cursor.execute("SELECT set_config('statement_timeout', '0', true)")
    except OperationalError as stopped:
        if not isinstance(stopped.__cause__, QueryCanceled):
            raise
        raise SegmentTooSlow(
            "This segment took too long to count, so it was stopped; no guest is changed by that. "
            "Ask for less at once, or save a part of it as a list."
        ) from stopped


def segment_facts(*, node: Node, context: SegmentContext) -> QuerySet[GuestFacts]:
    """Return the members' rows of the projection, in no order."""
    return GuestFacts.objects.order_by().filter(segment_q(node, context))


def segment_count(*, node: Node, context: SegmentContext) -> SegmentCount:
    """Count the members, and what a campaign to them would do. One query."""
    return facts_count(segment_facts(node=node, context=context))


def facts_count(facts: QuerySet[GuestFacts]) -> SegmentCount:
    """Count rows of the projection by the reason why they get no mail.

    Grouped by reason, and within the allowed by inbox where several guests have one: two letters to
    one inbox are one. A DISTINCT over all inboxes would sort a million.
    """
    rows: Any = facts
    groups = (
        rows.annotate(shared=Case(When(reason=Reason.ALLOWED.value, inbox_shared=True, then=F("inbox"))))
        .values("reason", "shared")
        .annotate(guests=Count("id"))
        .values_list("reason", "guests", "shared")
    )
    with bounded():
        return _summed(groups)


def _summed(groups: Any) -> SegmentCount:
    members, allowed, excluded = 0, 0, dict[str, int]()
    for reason, guests, shared in groups:
        members += guests
        if reason != Reason.ALLOWED.value:
            excluded[reason] = guests
            continue
        letters = guests if shared is None else 1
        allowed += letters
        if guests > letters:
            same = Reason.SAME_INBOX.value
            excluded[same] = excluded.get(same, 0) + guests - letters
    return SegmentCount(members, allowed, excluded)


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
