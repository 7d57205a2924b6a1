"""Taking a whole import back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.errors import NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from compliance.services.consent_undo import consents_undo
from contacts.errors import ImportConflict
from contacts.models import Guest, Import, ImportChange, Stay
from contacts.services.guest_pool import guests_lock
from contacts.services.import_chunk import guest_snapshot
from contacts.services.import_run import LEASE, Clock

SLICE = 1_000
ENDED = ("done", "cancelled", "failed", "undoing")


@transaction.atomic
def import_undo(*, import_id: int, actor: User | None, now: datetime) -> Import:
    """Say that an import is to be taken back; a worker then does it. Raises NotFound, ImportConflict."""
    batch = Import.objects.select_for_update().filter(pk=import_id).first()
    if batch is None:
        raise NotFound("There is no such import.")
    if batch.state not in ENDED or batch.dry_run:
        raise ImportConflict(f"The import is {batch.state}, so there is nothing to take back.")
    if batch.state != "undoing":
        audit_record(actor=actor, action="contacts.import_undone", target=batch, now=now)
    batch.state = "undoing"
    batch.save(update_fields=["state"])
    return batch


def undo_run(*, batch: Import, clock: Clock, seconds: float) -> Import:
    """Remove the guests an import made that nobody touched since, and put changed fields back.

    A field goes back only while it still holds what the import wrote. Consents that rest on this
    import alone no longer count; the ledger keeps their events. Suppressions stay: whoever left
    elsewhere has still left. Guests with stays or later changes are kept and counted. Works in
    transactions of 1,000, for at most ``seconds``, and may be called again after that or a crash.
    """
    until = clock() + timedelta(seconds=seconds)
    started = batch.started_at or batch.created_at
    consents_undo(source=f"import:{batch.source}", recorded_at=started)
    for _slice in _slices(batch, started, clock):
        if clock() >= until:
            Import.objects.filter(pk=batch.pk, worker=batch.worker).update(lease_until=None)
            return batch
    return _finish(batch, clock())


def _slices(batch: Import, started: datetime, clock: Clock) -> Iterator[int]:
    while restored := _restore_some(batch, clock()):
        yield restored
    after = 0
    while last := _remove_some(batch, started, after, clock()):
        yield last
        after = last


def _finish(batch: Import, now: datetime) -> Import:
    kept = Guest.objects.filter(imported_in=batch).count()
    batch.state, batch.finished_at, batch.kept = "undone", now, kept
    batch.message = f"Suppressions of the import stay. {kept} guests were changed since or have stays: kept."
    batch.lease_until, batch.worker = None, ""
    batch.save(update_fields=["state", "finished_at", "kept", "message", "lease_until", "worker"])
    return batch


@transaction.atomic
def _restore_some(batch: Import, now: datetime) -> int:
    guests_lock()
    changes = list(ImportChange.objects.select_related("guest").filter(batch=batch).order_by("pk")[:SLICE])
    for change in changes:
        if _restore(change.guest, change.before):
            change.guest.updated_at = now
            change.guest.save()
            batch.restored += 1
    ImportChange.objects.filter(pk__in=[change.pk for change in changes]).delete()
    batch.lease_until = now + LEASE
    batch.save(update_fields=["restored", "lease_until"])
    return len(changes)


def _restore(guest: Guest, before: dict[str, Any]) -> bool:
    now_held, wrote = guest_snapshot(guest), before.pop("after")
    # An address and what hangs on it go together; its hash is not kept, so it stays as imported.
    names = [name for name in before if name not in {"email", "email_kind"} and now_held[name] == wrote[name]]
    for name in names:
        setattr(guest, name, before[name])
    return bool(names)


@transaction.atomic
def _remove_some(batch: Import, started: datetime, after: int, now: datetime) -> int:
    guests_lock()
    mine = Guest.objects.filter(imported_in=batch, pk__gt=after).order_by("pk")
    ids = list(mine.values_list("pk", flat=True)[:SLICE])
    if not ids:
        return 0
    staying = set(Stay.objects.filter(guest__in=ids).values_list("guest_id", flat=True))
    untouched = Guest.objects.filter(pk__in=set(ids) - staying, updated_at=started)
    _total, by_model = untouched.delete()
    batch.removed += by_model.get("contacts.Guest", 0)
    batch.lease_until = now + LEASE
    batch.save(update_fields=["removed", "lease_until"])
    return ids[-1]
