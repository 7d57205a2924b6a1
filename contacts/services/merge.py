"""Two guests made one, by a person's decision, and made two again."""

import json
from collections.abc import Iterable
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core import serializers
from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.models import Guest, GuestListMember, GuestMerge, Import, ImportChange, MergeSuggestion, Stay
from contacts.services.address_rules import addresses_judge
from contacts.services.facts import facts_note
from contacts.services.guest_pool import guests_lock
from contacts.services.merge_fields import fields_give_back, fields_of, fields_take, hash_of


@dataclass(frozen=True, slots=True)
class MergePreview:
    """Two guests as they are, and the one that they would be; ``merged`` is not saved."""

    survivor: Guest
    absorbed: Guest
    merged: Guest
    stays: int


def guests_merge_preview(*, survivor_id: int, absorbed_id: int) -> MergePreview:
    """Show what `guests_merge` would make of two guests; nothing is written.

    Raises NotFound, InvalidInput for a guest and itself.
    """
    survivor, absorbed = _two(Guest.objects.all(), survivor_id, absorbed_id)
    merged = copy(survivor)
    fields_take(merged, absorbed)
    stays = Stay.objects.filter(guest_id__in=[survivor_id, absorbed_id]).count()
    return MergePreview(survivor=survivor, absorbed=absorbed, merged=merged, stays=stays)


@transaction.atomic
def guests_merge(
    *, survivor_id: int, absorbed_id: int, reason: str = "by_hand", actor: User | None, now: datetime
) -> GuestMerge:
    """Merge one guest into another; the survivor takes what the other knew better.

    Stays, list places and earlier merges move to the survivor. Consents and suppressions need not: they
    belong to addresses. The absorbed row is kept inside the merge, for `guest_merge_undo`.
    Raises NotFound, InvalidInput for a guest and itself.
    """
    guests_lock()
    survivor, absorbed = _two(Guest.objects.select_for_update(), survivor_id, absorbed_id)
    rows = serializers.serialize("python", _rows_that_go(absorbed))
    before = fields_of(survivor)
    fields_take(survivor, absorbed)
    survivor.updated_at = now
    survivor.save()
    after = fields_of(survivor)
    changed = [name for name in before if before[name] != after[name]]
    merge = GuestMerge.objects.create(
        survivor=survivor,
        absorbed_id=absorbed.pk,
        absorbed_name=f"{absorbed.first_name} {absorbed.last_name}".strip(),
        absorbed_surname=absorbed.last_name,
        absorbed_hash=absorbed.address_hash,
        reason=reason,
        before={name: before[name] for name in changed},
        after={name: after[name] for name in changed},
        moved=_move(absorbed, survivor),
        rows=_plain(rows),
        actor=actor,
        merged_at=now,
    )
    absorbed.delete()
    facts_note(ids=[survivor_id])
    audit_record(
        actor=actor,
        action="guest.merged",
        target=survivor,
        now=now,
        merge=merge.pk,
        absorbed=merge.absorbed_id,
    )
    return merge


@transaction.atomic
def guest_merge_undo(*, merge_id: int, actor: User | None, now: datetime) -> GuestMerge:
    """Make two guests again of what a merge made one; `kept` names what could not go back.

    A field that was changed since stays as it is with the survivor; so do stays that came since. The two
    are not suggested to be one again. What their addresses are is judged anew: one may have shown to be an
    agency's meanwhile. Raises NotFound, InvalidInput if it was undone before or is not the survivor's last.
    """
    guests_lock()
    merge = GuestMerge.objects.select_for_update().filter(pk=merge_id).first()
    if merge is None:
        raise NotFound("There is no such merge. The guest may have been deleted since.")
    if merge.undone_at is not None:
        raise InvalidInput("This merge was undone before; nothing was changed.")
    _require_last(merge)
    survivor = Guest.objects.select_for_update().get(pk=merge.survivor_id)
    kept = fields_give_back(survivor, merge.before, merge.after)
    survivor.updated_at = now
    survivor.save()
    kept += _restore(merge, survivor)
    addresses_judge(ids=[survivor.pk, merge.absorbed_id], now=now)
    MergeSuggestion.objects.filter(_between(survivor.pk, merge.absorbed_id)).update(state="dismissed")
    merge.undone_at, merge.kept = now, kept
    merge.save(update_fields=["undone_at", "kept"])
    facts_note(ids=[survivor.pk, merge.absorbed_id])
    audit_record(
        actor=actor, action="guest.unmerged", target=survivor, now=now, merge=merge.pk,
        absorbed=merge.absorbed_id, kept=kept,
    )  # fmt: skip
    return merge


@transaction.atomic
def suggestion_accept(
    *, suggestion_id: int, survivor_id: int, actor: User | None, now: datetime
) -> GuestMerge:
    """Merge the two guests of a suggestion; `survivor_id` is the one to stay. Raises NotFound, InvalidInput."""
    suggestion = _suggestion_open(suggestion_id)
    pair = {suggestion.guest_id, suggestion.other_id}
    if survivor_id not in pair:
        raise InvalidInput("The guest to keep must be one of the two.")
    (absorbed_id,) = pair - {survivor_id}
    suggestion.state = "merged"
    suggestion.save(update_fields=["state"])
    return guests_merge(
        survivor_id=survivor_id, absorbed_id=absorbed_id, reason=suggestion.reason, actor=actor, now=now
    )


@transaction.atomic
def suggestion_dismiss(*, suggestion_id: int, actor: User | None, now: datetime) -> MergeSuggestion:
    """They are two: the pair is not suggested again. Raises NotFound."""
    suggestion = _suggestion_open(suggestion_id)
    suggestion.state = "dismissed"
    suggestion.save(update_fields=["state"])
    audit_record(actor=actor, action="guest.suggestion_dismissed", target=suggestion, now=now)
    return suggestion


def _suggestion_open(suggestion_id: int) -> MergeSuggestion:
    suggestion = MergeSuggestion.objects.select_for_update().filter(pk=suggestion_id, state="open").first()
    if suggestion is None:
        raise NotFound("There is no such open suggestion. Somebody may have decided it already.")
    return suggestion


def _require_last(merge: GuestMerge) -> None:
    later = GuestMerge.objects.filter(survivor_id=merge.survivor_id, undone_at=None, pk__gt=merge.pk)
    if (last := later.order_by("pk").last()) is not None:
        raise InvalidInput(
            f"{last.absorbed_name or 'Another guest'} was merged into this guest later. Undo that merge first."
        )


def _two(guests: QuerySet[Guest], survivor_id: int, absorbed_id: int) -> tuple[Guest, Guest]:
    if survivor_id == absorbed_id:
        raise InvalidInput("Choose two different guests to merge.")
    found = guests.in_bulk([survivor_id, absorbed_id])
    if len(found) != 2:  # noqa: PLR2004 - the two
        raise NotFound(
            "One of the guests is not there any more. They may have been deleted, or merged already."
        )
    return found[survivor_id], found[absorbed_id]


def _between(one: int, other: int) -> Q:
    return Q(guest_id=one, other_id=other) | Q(guest_id=other, other_id=one)


def _rows_that_go(absorbed: Guest) -> list[Any]:
    return [
        absorbed,
        *MergeSuggestion.objects.filter(Q(guest=absorbed) | Q(other=absorbed)),
        *ImportChange.objects.filter(guest=absorbed),
        *GuestListMember.objects.filter(guest=absorbed),
    ]


def _move(absorbed: Guest, survivor: Guest) -> dict[str, list[int]]:
    """Give the survivor what can be moved; what it has already goes with the absorbed guest."""
    stays = Stay.objects.filter(guest=absorbed)
    merges = GuestMerge.objects.filter(survivor=absorbed)
    theirs = GuestListMember.objects.filter(guest=survivor).values("guest_list_id")
    places = GuestListMember.objects.filter(guest=absorbed).exclude(guest_list_id__in=theirs)
    moved = {
        "stays": list(stays.values_list("pk", flat=True)),
        "merges": list(merges.values_list("pk", flat=True)),
        "places": list(places.values_list("guest_list_id", flat=True)),
        "suggestions": _suggestions_move(absorbed, survivor),
    }
    stays.update(guest=survivor)
    merges.update(survivor=survivor)
    places.update(guest=survivor)
    return moved


def _suggestions_move(absorbed: Guest, survivor: Guest) -> list[int]:
    """Suggest for the survivor what was suggested for the absorbed guest, where nothing is said yet."""
    moved = []
    for row in MergeSuggestion.objects.filter(Q(guest=absorbed) | Q(other=absorbed), state="open"):
        third = row.other_id if row.guest_id == absorbed.pk else row.guest_id
        if third == survivor.pk or MergeSuggestion.objects.filter(_between(survivor.pk, third)).exists():
            continue
        made = MergeSuggestion.objects.create(
            guest=survivor, other_id=third, reason=row.reason, created_at=row.created_at
        )
        moved.append(made.pk)
    return moved


def _restore(merge: GuestMerge, survivor: Guest) -> list[str]:
    """Bring the absorbed guest back with what hung on it; returns what stays with the survivor."""
    kept = []
    MergeSuggestion.objects.filter(pk__in=merge.moved["suggestions"], state="open").delete()
    GuestListMember.objects.filter(guest=survivor, guest_list_id__in=merge.moved["places"]).delete()
    for restored in serializers.deserialize("python", merge.rows, handle_forward_references=True):
        row = restored.object
        if isinstance(row, Guest):
            if row.imported_in_id and not Import.objects.filter(pk=row.imported_in_id).exists():
                row.imported_in_id = None
            row.address_hash = hash_of(row)
            row.save(force_insert=True)
        elif _still_refers(row) and not type(row)._default_manager.filter(pk=row.pk).exists():
            row.save(force_insert=True)
    back = Stay.objects.filter(pk__in=merge.moved["stays"], guest=survivor)
    if back.update(guest_id=merge.absorbed_id) < len(merge.moved["stays"]):
        kept.append("stays")
    GuestMerge.objects.filter(pk__in=merge.moved["merges"], survivor=survivor).update(
        survivor_id=merge.absorbed_id
    )
    return kept


def _still_refers(row: Any) -> bool:
    """Whether all that a row points to is there: a list or the third guest may be gone."""
    for field in row._meta.concrete_fields:
        if not field.is_relation or field.name == "organization":
            continue
        value = getattr(row, field.attname)
        if value is not None and not field.related_model._default_manager.filter(pk=value).exists():
            return False
    return True


def _plain(rows: Iterable[dict[str, Any]]) -> list[Any]:
    """Values as JSON can hold them, to the microsecond; Django's deserializer reads them back."""
    return list(json.loads(json.dumps(list(rows), default=str)))
