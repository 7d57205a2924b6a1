"""Taking a whole import back."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.errors import NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from compliance.services.consent_undo import consents_undo
from contacts.errors import ImportConflict
from contacts.models import Guest, Import, ImportChange, Stay
from contacts.services.guest_pool import guests_lock

SLICE = 1_000
ENDED = ("done", "cancelled", "failed", "undoing")


def import_undo(*, import_id: int, actor: User | None, now: datetime) -> Import:
    """Remove the guests an import made that nobody touched since, and put changed fields back.

    A field goes back only while it still holds what the import wrote. Consents that rest on this
    import alone no longer count; the ledger keeps their events. Suppressions stay: whoever left
    elsewhere has still left. Guests with stays or later changes are kept and counted. Works in
    transactions of 1,000 and may be called again after a crash. Raises NotFound, ImportConflict.
    """
    batch = _begin(import_id, actor, now)
    started = batch.started_at or batch.created_at
    consents_undo(source=f"import:{batch.source}", recorded_at=started)
    while _restore_some(batch, now):
        pass
    after = 0
    while last := _remove_some(batch, started, after):
        after = last
    kept = Guest.objects.filter(imported_in=batch).count()
    batch.state, batch.finished_at, batch.kept = "undone", now, kept
    batch.message = f"Suppressions of the import stay. {kept} guests were changed since or have stays: kept."
    batch.save(update_fields=["state", "finished_at", "kept", "message"])
    return batch


@transaction.atomic
def _begin(import_id: int, actor: User | None, now: datetime) -> Import:
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
    batch.save(update_fields=["restored"])
    return len(changes)


def _restore(guest: Guest, before: dict[str, Any]) -> bool:
    from contacts.services.import_chunk import guest_snapshot

    now_held, wrote = guest_snapshot(guest), before.pop("after")
    # An address and what hangs on it go together; its hash is not kept, so it stays as imported.
    names = [name for name in before if name not in {"email", "email_kind"} and now_held[name] == wrote[name]]
    for name in names:
        setattr(guest, name, before[name])
    return bool(names)


@transaction.atomic
def _remove_some(batch: Import, started: datetime, after: int) -> int:
    guests_lock()
    mine = Guest.objects.filter(imported_in=batch, pk__gt=after).order_by("pk")
    ids = list(mine.values_list("pk", flat=True)[:SLICE])
    if not ids:
        return 0
    staying = set(Stay.objects.filter(guest__in=ids).values_list("guest_id", flat=True))
    untouched = Guest.objects.filter(pk__in=set(ids) - staying, updated_at=started)
    _total, by_model = untouched.delete()
    batch.removed += by_model.get("contacts.Guest", 0)
    batch.save(update_fields=["removed"])
    return ids[-1]
