"""Doing an import slice by slice, so that it can be stopped, seen, and taken up again anywhere.

A worker holds a lease on the import's row and each slice's transaction looks at it first, so of two
workers one writes. Counts and guests are committed together: after a ``kill -9`` the next worker skips
as many records as are counted, and no row is lost or doubled.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO

from django.db import transaction
from django.db.models import Count, Min, Q

from contacts.errors import UnreadableFile
from contacts.imports.rows import PersonRow, Rejection, table_open
from contacts.models import CustomField, Import, ImportRejection
from contacts.services.import_chunk import ImportChunk
from contacts.services.person import overrides_load, person_build
from contacts.types import Provenance

CHUNK = 10_000
LEASE = timedelta(minutes=2)
Row = PersonRow | Rejection
Clock = Callable[[], datetime]


def import_claim(*, import_id: int, worker: str, now: datetime, force: bool = False) -> Import | None:
    """Take an import that is to run and that nobody holds; None where there is nothing to take.

    ``force`` takes it from its holder, who then stops before its next slice.
    """
    due = Import.objects.filter(pk=import_id, state="running")
    if not force:
        due = due.filter(Q(lease_until=None) | Q(lease_until__lt=now) | Q(worker=worker))
    if due.update(worker=worker, lease_until=now + LEASE) != 1:
        return None
    return Import.objects.get(pk=import_id)


def import_run(*, batch: Import, file: BinaryIO, clock: Clock, seconds: float | None = None) -> Import:
    """Import the rest of a file for an import the caller has claimed, for at most ``seconds``.

    Returns the import as it then stands: done, still running, or cancelled by somebody. Raises
    UnreadableFile, or what broke it; the import is then failed, and keeps what was done.
    """
    until = clock() + timedelta(seconds=seconds) if seconds is not None else None
    try:
        if batch.dry_run:
            return _dry_run(batch, file, clock)
        return _slices(batch, file, clock, until)
    except BaseException as broken:
        message = broken.message if isinstance(broken, UnreadableFile) else "The import broke off."
        _finish(batch, "failed", clock(), message)
        raise


def _dry_run(batch: Import, file: BinaryIO, clock: Clock) -> Import:
    """Count what an import would do, in one transaction that is then rolled back."""
    with transaction.atomic():
        _slices(batch, file, clock, None)
        batch.reasons = _reasons(batch)  # the refused rows themselves are about to go
        transaction.set_rollback(True)
    names = ["total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented"]
    batch.save(update_fields=[*names, "unread_values"])
    return _finish(batch, "done", clock())


def _slices(batch: Import, file: BinaryIO, clock: Clock, until: datetime | None) -> Import:
    table = table_open(file, mapping=batch.mapping, has_header=batch.has_header)
    fields = {field.key: field for field in CustomField.objects.all()}
    seen = _seen(islice(table.rows, batch.total))
    for rows in _chunks(table.rows):
        with transaction.atomic():
            if not _held(batch, clock()):
                batch.refresh_from_db()
                return batch
            started = batch.started_at or clock()
            batch.bytes_done = file.tell()
            batch.save(update_fields=["bytes_done", "lease_until"])
            ImportChunk(batch=batch, seen=seen, now=started, fields=fields).apply(rows)
        if until is not None and clock() >= until:
            Import.objects.filter(pk=batch.pk, worker=batch.worker).update(lease_until=None)
            return batch
    return batch if batch.dry_run else _finish(batch, "done", clock())


def _held(batch: Import, now: datetime) -> bool:
    """Whether the import is still to run and still ours; its row stays locked until commit."""
    row = Import.objects.select_for_update().filter(pk=batch.pk, state="running", worker=batch.worker)
    batch.lease_until = now + LEASE
    return row.exists()


def _seen(rows: Iterator[Row]) -> set[bytes]:
    """Read again the addresses of the rows that are done, to tell a duplicate from an update."""
    overrides = overrides_load()
    people = (
        person_build(row.guest, source=Provenance.IMPORT, overrides=overrides)
        for row in rows
        if isinstance(row, PersonRow)
    )
    return {person.address_hash for person in people if person.address_hash is not None}


def _finish(batch: Import, state: str, now: datetime, message: str = "") -> Import:
    with transaction.atomic():
        batch.state, batch.finished_at, batch.message = state, now, message
        batch.lease_until, batch.worker = None, ""
        if not batch.dry_run:
            batch.reasons = _reasons(batch)
        batch.save(update_fields=["state", "finished_at", "message", "lease_until", "worker", "reasons"])
        if not (batch.dry_run and state == "done"):
            batch.parts.all().delete()
    return batch


def _reasons(batch: Import) -> dict[str, list[int]]:
    if not batch.rejected:
        return {}
    rows = ImportRejection.objects.filter(batch=batch).order_by().values_list("reason")
    return {reason: [count, line] for reason, count, line in rows.annotate(Count("pk"), Min("line"))}


def _chunks(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while chunk := list(islice(rows, CHUNK)):
        yield chunk
