"""Doing an import slice by slice, so that it can be stopped, seen, and taken up again anywhere.

A worker holds a lease on the import's row and each slice's transaction looks at it first, so of two
workers one writes. Counts and guests are committed together: after a ``kill -9`` the next worker skips
as many records as are counted, and no row is lost or doubled.
"""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import datetime, timedelta
from itertools import islice
from typing import BinaryIO

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from contacts.errors import UnreadableFile
from contacts.imports.decode import FileShape
from contacts.imports.limits import Limits
from contacts.imports.rows import PersonRow, Table, table_open
from contacts.models import CustomField, Import
from contacts.services.import_chunk import COUNTS, FileMemory, ImportChunk, row_agrees, subset
from contacts.services.import_slices import Row, Slice, SliceReader, collector_paused
from contacts.services.person import overrides_load
from contacts.services.statistics import statistics_gather

CHUNK = 10_000
LEASE = timedelta(minutes=2)
Clock = Callable[[], datetime]


def import_claim(*, import_id: int, worker: str, now: datetime, force: bool = False) -> Import | None:
    """Take an import that is to run, or to be taken back, and that nobody holds; None where there is nothing to take.

    ``force`` takes it from its holder, who then stops before its next slice.
    """
    due = Import.objects.filter(pk=import_id, state__in=["running", "undoing"])
    if not force:
        due = due.filter(Q(lease_until=None) | Q(lease_until__lt=now) | Q(worker=worker))
    if due.update(worker=worker, lease_until=now + LEASE) != 1:
        return None
    return Import.objects.get(pk=import_id)


def import_run(
    *,
    batch: Import,
    file: BinaryIO,
    clock: Clock,
    seconds: float | None = None,
    shape: FileShape | None = None,
) -> Import:
    """Import the rest of a file for an import the caller has claimed, for at most ``seconds``.

    ``file`` is read by a thread, so it may not be the database's. ``shape`` is given where it is known.
    Returns the import as it then stands: done, still running, or cancelled by somebody. Raises
    UnreadableFile, or what broke it; the import is then failed, and keeps what was done.
    """
    until = clock() + timedelta(seconds=seconds) if seconds is not None else None
    try:
        with collector_paused():
            table = table_open(
                file,
                mapping=batch.mapping,
                has_header=batch.has_header,
                limits=Limits(file_bytes=settings.BELLHOP_IMPORT_MAX_BYTES),
                shape=shape,
            )
            return _slices(batch, table, file, clock, until)
    except BaseException as broken:
        message = broken.message if isinstance(broken, UnreadableFile) else "The import broke off."
        _finish(batch, "failed", clock(), message)
        raise


def _slices(batch: Import, table: Table, file: BinaryIO, clock: Clock, until: datetime | None) -> Import:
    reader = SliceReader(
        table.rows, file=file, fields=list(CustomField.objects.all()), overrides=overrides_load()
    )
    memory = _memory(batch, islice(table.rows, batch.total), reader)
    gathered_at = 0
    with closing(reader.slices(CHUNK)) as slices:
        for part in slices:
            if not _write(batch, part, memory, clock()):
                batch.refresh_from_db()
                return batch
            if batch.imported >= max(gathered_at * 4, CHUNK):
                statistics_gather()
                gathered_at = batch.imported
            if until is not None and clock() >= until:
                Import.objects.filter(pk=batch.pk, worker=batch.worker).update(lease_until=None)
                return batch
    return _finish(batch, "done", clock())


def _write(batch: Import, part: Slice, memory: FileMemory, now: datetime) -> bool:
    """Write a slice and its counts together; of a dry run the counts alone. False where it is not ours any more."""
    batch.bytes_done = part.ends_at
    with transaction.atomic():
        if not _held(batch, now):
            return False
        batch.save(update_fields=["bytes_done", "lease_until"])
        started = batch.started_at or now
        ImportChunk(batch=batch, memory=memory, now=started).apply(part)
        transaction.set_rollback(batch.dry_run)
    if batch.dry_run:
        ours = Import.objects.filter(pk=batch.pk, state="running", worker=batch.worker)
        return bool(ours.update(**subset(vars(batch), [*COUNTS, "bytes_done", "lease_until"])))
    return True


def _held(batch: Import, now: datetime) -> bool:
    """Whether the import is still to run and still ours; its row stays locked until commit."""
    row = Import.objects.select_for_update().filter(pk=batch.pk, state="running", worker=batch.worker)
    batch.lease_until = now + LEASE
    return row.exists()


def _memory(batch: Import, done: Iterator[Row], reader: SliceReader) -> FileMemory:
    """Read again the rows that are done, to tell a duplicate from an update."""
    memory, ignored = FileMemory(), Slice(0)
    for row in done:
        if isinstance(row, PersonRow):
            person = reader.person(row, ignored)
            memory.add(person)
            if (
                batch.dry_run
                and person.address_hash
                and row_agrees(row, batch, batch.started_at or batch.created_at)
            ):
                memory.agreed.add(person.address_hash)
    return memory


def _finish(batch: Import, state: str, now: datetime, message: str = "") -> Import:
    with transaction.atomic():
        batch.state, batch.finished_at, batch.message = state, now, message
        batch.lease_until, batch.worker = None, ""
        batch.save(update_fields=["state", "finished_at", "message", "lease_until", "worker"])
        if not (batch.dry_run and state == "done"):
            batch.parts.all().delete()
    return batch
