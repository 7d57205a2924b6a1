"""Counts of the twelve reference segments beside SQL written by hand, an estimate, and pages of members."""

import re
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection
from django.utils import timezone

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from accounts.tenancy.scope import required_organization_id
from contacts.models import GuestFacts
from contacts.segments.parse import VERSION
from contacts.selectors.segment_context import SegmentContext, segment_context
from contacts.services.facts import facts_refresh
from contacts.services.segments import count_answer, estimate_answer, members_answer
from scripts.contacts.crowd import GROUPS, as_owner, engagement_make, group_make
from scripts.contacts.reference import segments

TIMES = 5
# What the product's answer holds: members and letters by reason, guests of one inbox counted once.
BY_HAND = """
SELECT f.reason, CASE WHEN f.reason = '' AND f.inbox_shared THEN f.inbox END, count(*)
FROM contacts_guestfacts AS f WHERE f.organization_id = {org} AND ({condition}) GROUP BY 1, 2
"""
_TERM = re.compile(r"\{(tag|own):(?:([^=}]+)=)?([^}]+)\}")


def segment_figures(*, guests: int) -> dict[str, float]:
    """Milliseconds: `segment_median_ms`, `segment_worst_ms`, `estimate_ms`, `members_page_ms`; ratios; refresh rate."""
    for number in range(GROUPS - 1):
        with tenant_scope(group_make(f"small-{number}", max(guests // 50, 10)).pk):
            facts_refresh(now=timezone.now(), bound=None)
    group = group_make("large", guests)
    with tenant_scope(group.pk):
        began = time.perf_counter()
        facts_refresh(now=timezone.now(), bound=None)
        figures = {"facts_per_second": guests / (time.perf_counter() - began)}
        engagement_make()
    as_owner("VACUUM ANALYZE")
    # Those days were written into each row at once, which no letter does: it would leave half the table empty.
    as_owner("VACUUM (FULL, ANALYZE) contacts_guestfacts")
    with tenant_scope(group.pk):
        return figures | counted(timezone.now()) | looked(timezone.now())


def counted(now: datetime) -> dict[str, float]:
    """Each segment counted by the product and by hand, in turn, several times."""
    context = segment_context(now=now)
    ours, ratios = [], []
    for name, (rule, condition) in segments(Hotel.objects.order_by("pk")[2].pk).items():
        tree = {"version": VERSION, "rule": rule}
        sql = BY_HAND.format(org=required_organization_id("bench"), condition=written(condition, context))
        members = count_answer(tree=tree, now=now).count.members
        if members != by_hand(sql):
            raise AssertionError(f"{name}: {members} members, {by_hand(sql)} by hand")
        count, hand_count = partial(count_answer, tree=tree, now=now), partial(by_hand, sql)
        pairs = [(timed(count), timed(hand_count)) for _ in range(TIMES)]
        mine, hand = (statistics.median(each) for each in zip(*pairs, strict=True))
        ours.append(mine)
        ratios.append(mine / hand)
        print(
            f"{name:4} {members:9,} members   Bellhop {mine:7.1f} ms   by hand {hand:7.1f} ms   ratio {mine / hand:5.2f}"
        )
    return {
        "segment_median_ms": statistics.median(ours),
        "segment_worst_ms": max(ours),
        "segment_worst_ratio": max(ratios),
    }


def looked(now: datetime) -> dict[str, float]:
    """The estimate of each segment, and the worst page of members at the start, the middle and the end."""
    last = GuestFacts.objects.order_by("-id").values_list("id", flat=True)[0]
    first = GuestFacts.objects.order_by("id").values_list("id", flat=True)[0]
    estimates, pages = [], []
    for rule, _condition in segments(Hotel.objects.order_by("pk")[2].pk).values():
        tree = {"version": VERSION, "rule": rule}
        estimates.append(middle(partial(estimate_answer, tree=tree, now=now)))
        pages += [
            middle(partial(members_answer, tree=tree, after=after, size=50, now=now))
            for after in (0, (first + last) // 2, last - 5_000)
        ]
    print(f"estimate: median {statistics.median(estimates):.1f} ms, worst {max(estimates):.1f} ms")
    print(f"page of 50 members: median {statistics.median(pages):.1f} ms, worst {max(pages):.1f} ms")
    return {
        "estimate_median_ms": statistics.median(estimates),
        "estimate_worst_ms": max(estimates),
        "members_page_median_ms": statistics.median(pages),
        "members_page_worst_ms": max(pages),
    }


def written(condition: str, context: SegmentContext) -> str:
    """The condition with days and bits filled in."""

    def bit(found: re.Match[str]) -> str:
        number = context.terms.bits[(found[2] or "", found[3])]
        return f"(f.terms_{number // 63} & {1 << number % 63}) <> 0"

    until = context.today + timedelta(days=14)
    given = {
        "org": str(required_organization_id("bench")),
        "today": f"date '{context.today}'",
        "from": str(context.today.month * 100 + context.today.day),
        "to": str(until.month * 100 + until.day),
    }
    filled = _TERM.sub(bit, condition)
    for name, value in given.items():
        filled = filled.replace(f"{{{name}}}", value)
    return filled


def by_hand(sql: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return sum(row[2] for row in cursor.fetchall())


def middle(act: Callable[[], Any]) -> float:
    act()
    return statistics.median(timed(act) for _ in range(3))


def timed(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return (time.perf_counter() - began) * 1000
