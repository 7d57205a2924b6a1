"""Questions of segments, each answered after the projection was brought up to date; saved ones; lists."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import QuerySet

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from accounts.tenancy.scope import required_organization_id
from contacts.errors import SegmentInUse
from contacts.models import Guest, GuestFacts, GuestList, GuestListMember, Segment
from contacts.segments.evaluate import GuestView, Verdict, evaluate
from contacts.selectors.guest import guest_require
from contacts.selectors.segment_answers import (
    Estimate,
    SegmentCount,
    segment_count,
    segment_estimate,
    segment_facts,
    segment_members,
)
from contacts.selectors.segment_context import SegmentContext, segment_context, segment_parse
from contacts.selectors.segment_explain import guest_view, segment_explain
from contacts.selectors.segment_uses import segment_uses
from contacts.selectors.segments import list_get, segment_get, segment_schema
from contacts.services.facts import Freshness, facts_refresh

MOST_JUDGED = 100


@dataclass(frozen=True, slots=True)
class Counted:
    """A count, and how fresh it is."""

    count: SegmentCount
    freshness: Freshness


@dataclass(frozen=True, slots=True)
class Page:
    """Members, and after which guest number the next page starts (None: there is none)."""

    guests: list[Guest]
    following: int | None


def schema_answer(*, now: datetime) -> dict[str, Any]:
    """Return what a segment may ask in this organisation."""
    facts_refresh(now=now)
    return segment_schema(context=segment_context(now=now))


def count_answer(*, tree: Any, now: datetime) -> Counted:
    """Count the members of a tree exactly. Raises InvalidInput."""
    freshness = facts_refresh(now=now)
    context = segment_context(now=now)
    return Counted(segment_count(node=segment_parse(tree, context=context), context=context), freshness)


def estimate_answer(*, tree: Any, now: datetime) -> Estimate:
    """Say about how many, quickly, from the projection as it is. Raises InvalidInput."""
    context = segment_context(now=now)
    return segment_estimate(node=segment_parse(tree, context=context), context=context)


def members_answer(*, tree: Any, after: int, size: int, now: datetime) -> Page:
    """Return a page of members. Raises InvalidInput."""
    facts_refresh(now=now)
    context = segment_context(now=now)
    facts = segment_facts(node=segment_parse(tree, context=context), context=context)
    return Page(*segment_members(facts=facts, after=after, size=size, now=now))


def list_members_answer(*, list_id: int, after: int, size: int, now: datetime) -> Page:
    """Return a page of a list's members. Raises NotFound."""
    members = GuestListMember.objects.filter(guest_list_id=list_get(list_id=list_id).pk)
    facts = GuestFacts.objects.filter(id__in=members.values("guest_id"))
    facts_refresh(now=now)
    return Page(*segment_members(facts=facts, after=after, size=size, now=now))


def explain_answer(*, tree: Any, guest_id: int, now: datetime) -> Verdict:
    """Say why one guest is in or out. Raises InvalidInput, NotFound."""
    facts_refresh(now=now)
    context = segment_context(now=now)
    node = segment_parse(tree, context=context)
    return segment_explain(node=node, guest_id=guest_id, context=context, now=now)


@dataclass(frozen=True, slots=True)
class Judged:
    """One saved segment read for one guest; no verdict where the rule cannot be read any more."""

    segment: Segment
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class GuestSegments:
    """The newest segments, each read for one guest, of ``total`` in all."""

    judged: list[Judged]
    total: int


def guest_segments_answer(*, guest_id: int, now: datetime) -> GuestSegments:
    """Say of the newest 100 saved segments whether a guest is in, and why. Raises NotFound.

    The guest is looked up once, whatever the number of segments; the rules are read in Python.
    """
    guest = guest_require(guest_id=guest_id)
    facts_refresh(now=now)
    context = segment_context(now=now)
    view = guest_view(guest=guest, context=context, now=now)
    rows = Segment.objects.order_by("-pk")
    judged = [Judged(row, _verdict(row, view, context)) for row in rows[:MOST_JUDGED]]
    return GuestSegments(judged, rows.count())


def _verdict(segment: Segment, guest: GuestView, context: SegmentContext) -> Verdict | None:
    try:
        node = segment_parse(segment.tree, context=context)
    except InvalidInput:
        return None
    return evaluate(node, guest, custom=context.custom)


@transaction.atomic
def segment_create(*, name: str, description: str, tree: Any, actor: User | None, now: datetime) -> Segment:
    """Save a segment. Raises InvalidInput for a fault in the tree, or a name that is taken."""
    segment_parse(tree, context=segment_context(now=now))
    segment = Segment(
        name=name, description=description, tree=tree, created_by=actor, created_at=now, updated_at=now
    )
    _save_named(segment)
    audit_record(actor=actor, action="segment.created", target=segment, now=now, name=name)
    return segment


@transaction.atomic
def segment_update(*, segment_id: int, facts: dict[str, Any], actor: User | None, now: datetime) -> Segment:
    """Change a segment; campaigns that are not sent yet follow. Raises InvalidInput, NotFound."""
    segment = segment_get(segment_id=segment_id)
    if "tree" in facts:
        segment_parse(facts["tree"], context=segment_context(now=now))
    for name in ("name", "description", "tree"):
        if name in facts:
            setattr(segment, name, facts[name])
    segment.updated_at = now
    _save_named(segment)
    audit_record(actor=actor, action="segment.changed", target=segment, now=now, fields=sorted(facts))
    return segment


@transaction.atomic
def segment_delete(*, segment_id: int, actor: User | None, now: datetime) -> None:
    """Delete a segment. Raises SegmentInUse while a campaign that is not sent yet goes by it."""
    segment = segment_get(segment_id=segment_id)
    _require_unused("segment", segment.pk, segment.name)
    audit_record(actor=actor, action="segment.deleted", target=segment, now=now, name=segment.name)
    segment.delete()


@transaction.atomic
def list_delete(*, list_id: int, actor: User | None, now: datetime) -> None:
    """Delete a list, not its guests. Raises SegmentInUse."""
    found = list_get(list_id=list_id)
    _require_unused("list", found.pk, found.name)
    audit_record(actor=actor, action="list.deleted", target=found, now=now, name=found.name)
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM contacts_guestlistmember WHERE organization_id = %s AND guest_list_id = %s",
            [required_organization_id("GuestList"), found.pk],
        )
    found.delete()


_FILL = """
INSERT INTO contacts_guestlistmember (organization_id, guest_list_id, guest_id)
SELECT {organization}, {target}, members.id FROM ({members}) AS members
"""


@transaction.atomic
def list_create(
    *, name: str, tree: Any, segment_id: int | None, actor: User | None, now: datetime
) -> GuestList:
    """Keep a segment's members of now as a list. Raises InvalidInput, NotFound."""
    facts_refresh(now=now, bound=None)
    context = segment_context(now=now)
    segment = segment_get(segment_id=segment_id) if segment_id is not None else None
    document = segment.tree if segment is not None else tree
    members = segment_facts(node=segment_parse(document, context=context), context=context)
    made = GuestList(name=name, segment=segment, tree=document, created_by=actor, created_at=now)
    return _filled(made, members.values("id"), actor)


@transaction.atomic
def list_keep(
    *, name: str, tree: dict[str, Any], guests: QuerySet[Guest], actor: User | None, now: datetime
) -> GuestList:
    """Keep some guests as a list; `tree` tells, where the list is shown, who they are. Raises InvalidInput."""
    made = GuestList(name=name, tree=tree, created_by=actor, created_at=now)
    return _filled(made, guests.order_by().values("id"), actor)


def _filled(made: GuestList, members: Any, actor: User | None) -> GuestList:
    _save_named(made)
    sql, parameters = members.query.sql_with_params()
    fill = _FILL.format(organization=required_organization_id("GuestList"), target=int(made.pk), members=sql)
    with connection.cursor() as cursor:
        cursor.execute(fill, parameters)
        made.size = cursor.rowcount
    made.save(update_fields=["size"])
    audit_record(
        actor=actor, action="list.created", target=made, now=made.created_at, name=made.name, size=made.size
    )
    return made


def _save_named(row: Segment | GuestList) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise InvalidInput(
            "Another one has this name already. Nothing was saved; choose another name.",
            fields={"name": ["This name is taken."]},
        ) from taken


def _require_unused(kind: str, pk: int, name: str) -> None:
    if uses := segment_uses(kind=kind).get(pk):
        raise SegmentInUse(
            f"“{name}” cannot be deleted while {', '.join(uses)} is to be sent by it. "
            "Take it out of the campaign, or cancel the campaign, first."
        )
