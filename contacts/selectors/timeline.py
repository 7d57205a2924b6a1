"""What happened with a guest, newest first, a page at a time."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import AuditEvent
from compliance.selectors.ledger import consent_events, suppressions
from contacts.models import Guest, GuestMerge, ImportChange, Stay
from contacts.selectors import timeline_entries as entries
from contacts.selectors.guest import guest_require
from contacts.selectors.timeline_entries import TimelineEntry
from delivery.selectors.messages import recipient_events, recipient_messages

KINDS = ("stay", "message", "engagement", "consent", "import", "merge", "edit")


class Place(NamedTuple):
    """Where an entry stands: by time, then by source and row, so that no two stand in the same place."""

    at: datetime
    source: str
    row: int


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """Entries, newest first; ``next`` is the place of the last of them where older ones follow."""

    entries: list[TimelineEntry]
    next: Place | None


@dataclass(frozen=True, slots=True)
class _Known:
    """Under which ids and address hashes a guest is on record; guests merged into them included."""

    guest_id: int
    ids: Sequence[int]
    hashes: Sequence[bytes]


@dataclass(frozen=True, slots=True)
class _Source:
    """One table's part of the timeline: its rows carry `at`. What has no kind is told only in the whole."""

    kind: str
    rows: Callable[[_Known], QuerySet[Any]]
    entry: Callable[[Any, datetime], TimelineEntry]


def timeline_page(
    *, guest_id: int, kinds: Collection[str] = (), before: Place | None = None, size: int
) -> TimelinePage:
    """Return up to `size` entries older than `before`, of some `kinds` or of all. Raises NotFound, GuestMerged.

    Each source is asked for no more than one page of what it has before that place, in one query, whatever
    the length of the story. A letter moves to the time at which it leaves, so one that is on its way
    may turn up once more.
    """
    known = _known(guest_require(guest_id=guest_id))
    found = [
        (Place(row.at, name, row.pk), row)
        for name, source in SOURCES.items()
        if not kinds or source.kind in kinds
        for row in _older(source.rows(known), name, before)[: size + 1]
    ]
    found.sort(key=lambda one: one[0], reverse=True)
    page = found[:size]
    return TimelinePage(
        entries=[SOURCES[place.source].entry(row, place.at) for place, row in page],
        next=page[-1][0] if len(found) > size else None,
    )


def _older(rows: QuerySet[Any], name: str, before: Place | None) -> QuerySet[Any]:
    """What a source has before a place, newest first; at the very time, sources and rows go downwards."""
    rows = rows.order_by("-at", "-pk")
    if before is None:
        return rows
    if name > before.source:
        return rows.filter(at__lt=before.at)
    rows = rows.filter(at__lte=before.at)
    return rows if name < before.source else rows.filter(Q(at__lt=before.at) | Q(pk__lt=before.row))


def _known(guest: Guest) -> _Known:
    merged = GuestMerge.objects.filter(survivor_id=guest.pk, undone_at=None)
    absorbed = list(merged.values_list("absorbed_id", "absorbed_hash"))
    hashes = {bytes(key) for key in (guest.address_hash, *(key for _, key in absorbed)) if key is not None}
    return _Known(guest.pk, [guest.pk, *(pk for pk, _ in absorbed)], list(hashes))


def _stays(known: _Known) -> QuerySet[Stay]:
    rows = Stay.objects.filter(guest_id=known.guest_id).select_related("hotel")
    return rows.annotate(at=Coalesce("booked_at", "created_at"))


def _first_sight(known: _Known) -> QuerySet[Guest]:
    return Guest.objects.filter(pk=known.guest_id, imported_in=None).annotate(at=F("created_at"))


def _imported(known: _Known) -> QuerySet[Guest]:
    rows = Guest.objects.filter(pk=known.guest_id, imported_in__isnull=False)
    return rows.select_related("imported_in").annotate(at=F("created_at"))


def _changed_by_import(known: _Known) -> QuerySet[ImportChange]:
    rows = ImportChange.objects.filter(guest_id=known.guest_id).select_related("batch")
    return rows.annotate(at=Coalesce("batch__started_at", "batch__created_at"))


def _merges(known: _Known) -> QuerySet[GuestMerge]:
    rows = GuestMerge.objects.filter(survivor_id=known.guest_id).select_related("actor")
    return rows.annotate(at=F("merged_at"))


def _unmerges(known: _Known) -> QuerySet[GuestMerge]:
    rows = GuestMerge.objects.filter(survivor_id=known.guest_id, undone_at__isnull=False)
    return rows.annotate(at=F("undone_at"))


def _edits(known: _Known) -> QuerySet[AuditEvent]:
    label = Guest._meta.label
    return AuditEvent.objects.filter(target_type=label, target_id__in=known.ids, action="guest.edited")


SOURCES = {
    "change": _Source("import", _changed_by_import, entries.of_change_by_import),
    "consent": _Source("consent", lambda known: consent_events(known.hashes), entries.of_consent),
    "created": _Source("", _first_sight, entries.of_first_sight),
    "edit": _Source("edit", _edits, entries.of_edit),
    "event": _Source("engagement", lambda known: recipient_events(known.ids), entries.of_event),
    "import": _Source("import", _imported, entries.of_arrival_by_import),
    "merge": _Source("merge", _merges, entries.of_merge),
    "message": _Source("message", lambda known: recipient_messages(known.ids), entries.of_message),
    "stay": _Source("stay", _stays, entries.of_stay),
    "suppression": _Source("consent", lambda known: suppressions(known.hashes), entries.of_suppression),
    "unmerge": _Source("merge", _unmerges, entries.of_unmerge),
}
