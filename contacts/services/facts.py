"""The projection kept right: notes of the database's triggers are worked off before segments read it.

One refresh at a time for an organisation (an advisory lock), in the order of the notes. Each works in
chunks, a short transaction each, and computes all columns anew from the guests, their stays, and
compliance's own annotation: no rule stands here twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection, transaction

from accounts.tenancy.scope import required_organization_id
from contacts.models import FactsPending, GuestFacts
from contacts.selectors.facts import facts_pending
from contacts.services.facts_sql import (
    engagement_refresh,
    guests_refresh,
    inbox_guests,
    mailings_refresh,
)
from contacts.services.statistics import statistics_gather

# Large, since each chunk goes once through the organisation's consents, however many guests it has.
CHUNK = 200_000
MANY = 50_000
# What a reader waits for; with more to do, the answer says that figures are being brought up to date.
READ_BOUND = 20_000
_FEW = 200
_LOCK = 0x62656C6C


@dataclass(frozen=True, slots=True)
class Freshness:
    """How many notes still wait after a refresh; 0 means that every figure is exact."""

    pending: int

    @property
    def exact(self) -> bool:
        """True when nothing is waiting."""
        return self.pending == 0


def facts_refresh(*, now: datetime, bound: int | None = READ_BOUND) -> Freshness:
    """Bring the projection up to date at ``now``.

    With more than ``bound`` ids waiting nothing is done, and the number is returned: beat works it
    off. ``None`` works everything off, however long it takes. Reads nothing but PostgreSQL.
    """
    if bound is not None:
        pending = facts_pending(now=now)
        if pending > bound:
            return Freshness(pending)
    _statistics(now)
    while _step(now):
        pass
    return Freshness(0)


def facts_note(*, ids: list[int]) -> None:
    """Note guests whose facts may have changed by what no trigger sees: a merge, or its undoing."""
    FactsPending.objects.create(kind="guest", ids=ids)


def facts_work_off(*, clock: Callable[[], datetime], seconds: float) -> bool:
    """Work off chunks for about ``seconds``; False once nothing waits."""
    began = clock()
    _statistics(began)
    while _step(clock()):
        if clock() >= began + timedelta(seconds=seconds):
            return True
    return False


def _statistics(now: datetime) -> None:
    """Before a large pile gather statistics: just after an import the planner knows nothing of its rows."""
    if facts_pending(now=now) > MANY:
        statistics_gather()


@transaction.atomic
def _step(now: datetime) -> bool:
    """Work off one chunk; False when nothing waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [_LOCK, _lock_number()])
    kind, ids = _take()
    with _planned_for(len(ids) if kind else CHUNK):
        return _work(kind, ids, now)


@contextmanager
def _planned_for(size: int) -> Iterator[None]:
    """Plan for many rows where there are many: after an import PostgreSQL still believes in a handful."""
    if size <= _FEW:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('enable_nestloop', 'off', true), set_config('work_mem', '64MB', true),"
            " set_config('jit', 'off', true)"
        )
        yield
        cursor.execute(
            "SET LOCAL enable_nestloop TO DEFAULT; SET LOCAL work_mem TO DEFAULT; SET LOCAL jit TO DEFAULT"
        )


def _work(kind: str, ids: list[int], now: datetime) -> bool:
    if kind == "guest":
        guests_refresh(ids=ids, now=now)
    elif kind == "inbox":
        guests_refresh(ids=inbox_guests(inboxes=ids), now=now)
    elif kind == "mailing":
        mailings_refresh(ids=ids)
    elif kind == "message":
        engagement_refresh(ids=ids)
    else:
        due = GuestFacts.objects.filter(due_at__lte=now).order_by("due_at").values_list("id", flat=True)
        ids = list(due[:CHUNK])
        guests_refresh(ids=ids, now=now)
    return bool(kind or ids)


def _take() -> tuple[str, list[int]]:
    """Take the oldest notes of one kind, about a chunk of ids."""
    kind, ids, taken = "", set[int](), list[int]()
    for note in FactsPending.objects.order_by("id")[:100]:
        if taken and (note.kind != kind or len(ids) + len(note.ids) > CHUNK):
            break
        kind = note.kind
        ids.update(note.ids)
        taken.append(note.pk)
    FactsPending.objects.filter(pk__in=taken).delete()
    return kind, sorted(ids)


def _lock_number() -> int:
    return required_organization_id("GuestFacts") % (2**31)
