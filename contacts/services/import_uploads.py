"""Taking in a file, in parts where it is large, and what people may then tell an import."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from io import BufferedReader, RawIOBase
from tempfile import TemporaryFile
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.db.models import Sum
from django.db.models.functions import Length

from accounts.errors import InvalidInput, NotFound
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.errors import FileTooLarge, ImportConflict
from contacts.imports.analysis import Analysis, file_analyse
from contacts.imports.columns import FIELDS
from contacts.imports.rows import CUSTOM, table_open
from contacts.models import CustomField, Import, ImportPart
from contacts.services.import_chunk import COUNTS
from contacts.services.import_run import Clock, import_claim, import_run
from contacts.services.import_undo import undo_run
from contacts.services.person import text_clean

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PART_BYTES = 8 * 1024 * 1024


def upload_create(
    *, file_name: str, size: int, source: str, basis: str, actor: User | None, now: datetime
) -> Import:
    """Announce a file of ``size`` bytes, whose parts then follow. Raises FileTooLarge, InvalidInput."""
    if basis not in dict(Import.BASES):
        raise InvalidInput("Say on what basis these guests may be written to.", fields={"basis": [basis]})
    if size > settings.BELLHOP_IMPORT_MAX_BYTES:
        raise FileTooLarge("The file is larger than this Bellhop takes, so nothing was taken. Split it.")
    batch = Import.objects.create(
        file_name=text_clean(file_name, 255) or "import.csv",
        source=text_clean(source, 50) or "file",
        basis=basis,
        state="uploading",
        size=size,
        actor=actor,
        created_at=now,
    )
    audit_record(actor=actor, action="contacts.uploaded", target=batch, now=now, file_name=batch.file_name)
    return batch


@transaction.atomic
def part_add(*, import_id: int, number: int, data: bytes) -> Import:
    """Keep one part, counted from 0; sent again, it replaces itself. The last one makes the file ready.

    Raises ImportConflict where the file is complete, InvalidInput for a part that is too large, empty,
    or more than was announced.
    """
    batch = _locked(import_id, "uploading")
    if not data or len(data) > PART_BYTES:
        raise InvalidInput("A part has between 1 byte and 8 MB.", fields={"part": [str(len(data))]})
    ImportPart.objects.update_or_create(batch=batch, number=number, defaults={"data": data})
    sizes = batch.parts.annotate(bytes=Length("data")).aggregate(total=Sum("bytes"))
    batch.received = sizes["total"] or 0
    if batch.received > batch.size:
        raise InvalidInput("The parts are more than the file was announced to hold; send it again.")
    numbers = list(batch.parts.order_by("number").values_list("number", flat=True))
    if batch.received == batch.size and numbers == list(range(len(numbers))):
        batch.state = "ready"
    batch.save(update_fields=["received", "state"])
    return batch


def upload_analyse(*, import_id: int) -> Analysis:
    """Say what the uploaded file's columns seem to hold, with samples. Raises UnreadableFile, ImportConflict."""
    return file_analyse(parts_open(_in_state(import_id, "ready", "done")))


def import_start(
    *,
    import_id: int,
    mapping: Mapping[str, str],
    has_header: bool,
    dry_run: bool,
    actor: User | None,
    now: datetime,
) -> Import:
    """Say that an uploaded file is to be imported, or only counted; a worker then does it.

    A file that was only counted may be started again. Raises UnreadableFile, InvalidInput, ImportConflict.
    """
    batch = _in_state(import_id, "ready", "done")
    if batch.state == "done" and not batch.dry_run:
        raise ImportConflict("This file is imported already.")
    _check_mapping(mapping)
    shape = table_open(parts_open(batch), mapping=mapping, has_header=has_header).shape
    with transaction.atomic():
        batch = _locked(import_id, "ready", "done")
        batch.mapping, batch.has_header, batch.dry_run = dict(mapping), has_header, dry_run
        batch.sha256, batch.encoding, batch.delimiter = shape.sha256, shape.encoding, shape.delimiter
        batch.state, batch.started_at, batch.finished_at, batch.bytes_done = "running", now, None, 0
        for name in COUNTS:
            setattr(batch, name, {} if name in {"reasons", "notes"} else 0)
        batch.save()
        detail = {"sha256": batch.sha256, "source": batch.source, "basis": batch.basis, "dry_run": dry_run}
        audit_record(actor=actor, action="contacts.imported", target=batch, now=now, **detail)
    return batch


def import_cancel(*, import_id: int, actor: User | None, now: datetime) -> Import:
    """Stop an import. What is done is kept; ``import_undo`` takes it back. Raises ImportConflict."""
    with transaction.atomic():
        batch = _locked(import_id, "uploading", "ready", "running")
        batch.state, batch.finished_at, batch.lease_until = "cancelled", now, None
        batch.message = f"Stopped after {batch.total} rows. What was done is kept; undo takes it back."
        batch.save(update_fields=["state", "finished_at", "lease_until", "message"])
        batch.parts.all().delete()
        audit_record(actor=actor, action="contacts.import_cancelled", target=batch, now=now)
    return batch


def import_work(*, import_id: int, worker: str, clock: Clock, seconds: float) -> Import | None:
    """Go on with an uploaded import, or with taking one back, for up to ``seconds``; None where another worker has it."""
    batch = import_claim(import_id=import_id, worker=worker, now=clock())
    if batch is None:
        return None
    if batch.state == "undoing":
        return undo_run(batch=batch, clock=clock, seconds=seconds)
    with TemporaryFile() as file:
        for part in batch.parts.order_by("number").values_list("data", flat=True).iterator(chunk_size=1):
            file.write(part)
        file.seek(0)
        return import_run(batch=batch, file=file, clock=clock, seconds=seconds)


def parts_open(batch: Import) -> BufferedReader:
    """Return the parts as one seekable file, of which one part at a time is in memory."""
    return BufferedReader(_Parts(batch), buffer_size=1 << 16)


class _Parts(RawIOBase):
    def __init__(self, batch: Import) -> None:
        self._batch = batch
        sizes = batch.parts.order_by("number").annotate(bytes=Length("data")).values_list("number", "bytes")
        self._starts: list[tuple[int, int, int]] = list(_starts(sizes))
        self._at, self._held, self._data = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = 0) -> int:
        end = self._starts[-1][2] if self._starts else 0
        self._at = offset + {0: 0, 1: self._at, 2: end}[whence]
        return self._at

    def tell(self) -> int:
        return self._at

    def readinto(self, buffer: "WriteableBuffer") -> int:
        view = memoryview(buffer)
        for number, start, end in self._starts:
            if start <= self._at < end:
                if self._held != number:
                    part = self._batch.parts.filter(number=number).values_list("data", flat=True).get()
                    self._held, self._data = number, bytes(part)
                piece = self._data[self._at - start : self._at - start + len(view)]
                view[: len(piece)] = piece
                self._at += len(piece)
                return len(piece)
        return 0


def _starts(sizes: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int, int]]:
    start = 0
    for number, size in sizes:
        yield number, start, start + size
        start += size


def _check_mapping(mapping: Mapping[str, str]) -> None:
    known = {"", *FIELDS, *(f"{CUSTOM}{key}" for key in CustomField.objects.values_list("key", flat=True))}
    wrong = {
        number: ["There is no such field."]
        for number, field in mapping.items()
        if field not in known or not number.isdecimal()
    }
    if wrong:
        raise InvalidInput(
            "Some columns go to fields that do not exist, so nothing was started.", fields=wrong
        )


def _in_state(import_id: int, *states: str) -> Import:
    batch = Import.objects.filter(pk=import_id).first()
    if batch is None:
        raise NotFound("There is no such import.")
    if batch.state not in states:
        raise ImportConflict(f"The import is {batch.state}, so this cannot be done with it now.")
    return batch


def _locked(import_id: int, *states: str) -> Import:
    list(Import.objects.select_for_update().filter(pk=import_id))
    return _in_state(import_id, *states)
