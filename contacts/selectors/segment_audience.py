"""Segments and lists as a part of an audience: who is in by one of them, and out by none."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet

from accounts.errors import InvalidInput
from contacts.models import Guest, GuestFacts, GuestList, GuestListMember, Segment
from contacts.segments.evaluate import Verdict
from contacts.segments.tree import Condition, Node
from contacts.selectors.segment_compile import segment_q
from contacts.selectors.segment_context import SegmentContext, segment_context, segment_parse
from contacts.selectors.segment_explain import segment_explain


@dataclass(frozen=True, slots=True)
class SegmentChoice:
    """Numbers of segments and lists. Without an inclusion everybody is in."""

    include_segments: Sequence[int] = ()
    include_lists: Sequence[int] = ()
    exclude_segments: Sequence[int] = ()
    exclude_lists: Sequence[int] = ()

    def __bool__(self) -> bool:
        return bool(
            self.include_segments or self.include_lists or self.exclude_segments or self.exclude_lists
        )


@dataclass(frozen=True, slots=True)
class ChoiceVerdict:
    """What one segment or list says of a guest; ``include`` False where it keeps members out."""

    name: str
    include: bool
    member: bool
    verdict: Verdict


def choice_require(choice: SegmentChoice) -> None:
    """Raise InvalidInput unless every segment and list exists: who is missing could keep nobody out."""
    for field in ("include_segments", "exclude_segments"):
        _require(Segment.objects.all(), getattr(choice, field), field)
    for field in ("include_lists", "exclude_lists"):
        _require(GuestList.objects.all(), getattr(choice, field), field)


def choice_narrow(guests: QuerySet[Guest], *, choice: SegmentChoice, now: datetime) -> QuerySet[Guest]:
    """Keep the guests whom a choice speaks of, by one sub-select of the projection.

    The projection must be up to date (``services.facts.facts_refresh``). Raises InvalidInput.
    """
    if not choice:
        return guests
    return guests.filter(pk__in=choice_facts(choice=choice, now=now).values("id"))


def choice_facts(*, choice: SegmentChoice, now: datetime) -> QuerySet[GuestFacts]:
    """Return the rows of the projection whom a choice speaks of; as they are, see ``choice_narrow``."""
    choice_require(choice)
    context = segment_context(now=now)
    included = _any(choice.include_segments, choice.include_lists, context)
    excluded = _any(choice.exclude_segments, choice.exclude_lists, context)
    facts = GuestFacts.objects.order_by()
    if included is not None:
        facts = facts.filter(included)
    if excluded is not None:
        facts = facts.filter(~excluded)
    return facts


def choice_explain(*, guest_id: int, choice: SegmentChoice, now: datetime) -> list[ChoiceVerdict]:
    """Say what each segment and list of a choice says of one guest. Raises InvalidInput, NotFound."""
    choice_require(choice)
    context = segment_context(now=now)
    found = []
    for include in (True, False):
        prefix = "include" if include else "exclude"
        for segment in Segment.objects.filter(pk__in=getattr(choice, f"{prefix}_segments")).order_by("pk"):
            node: Node = segment_parse(segment.tree, context=context)
            verdict = segment_explain(node=node, guest_id=guest_id, context=context, now=now)
            found.append(ChoiceVerdict(segment.name, include, verdict.holds, verdict))
        for kept in GuestList.objects.filter(pk__in=getattr(choice, f"{prefix}_lists")).order_by("pk"):
            node = Condition("rule", "lists", "is_any_of", (kept.pk,))
            verdict = segment_explain(node=node, guest_id=guest_id, context=context, now=now)
            found.append(ChoiceVerdict(kept.name, include, verdict.holds, verdict))
    return found


def _any(segments: Sequence[int], lists: Sequence[int], context: SegmentContext) -> Q | None:
    parts = [
        segment_q(segment_parse(tree, context=context), context)
        for tree in Segment.objects.filter(pk__in=segments).order_by("pk").values_list("tree", flat=True)
    ]
    if lists:
        members = GuestListMember.objects.filter(guest_list_id__in=lists)
        parts.append(Q(id__in=members.values("guest_id")))
    return reduce(or_, parts) if parts else None


def _require(rows: QuerySet[Segment] | QuerySet[GuestList], wanted: Sequence[int], field: str) -> None:
    known = set(rows.filter(pk__in=wanted).values_list("pk", flat=True))
    if missing := sorted(set(wanted) - known):
        raise InvalidInput(
            "The audience names a segment or list that does not exist any more, so nothing is sent by it.",
            fields={f"audience.{field}": [f"Choose another one instead of number {missing[0]}."]},
        )
