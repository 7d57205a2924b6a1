"""Importing an e-mail service's export, with every row accounted for."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.imports.rows import PersonRow, Rejection, table_open
from contacts.models import Import
from contacts.services.import_chunk import ImportChunk
from contacts.services.person import text_clean

CHUNK = 500
Row = PersonRow | Rejection


def contacts_import(
    *, file: BinaryIO | bytes, file_name: str, source: str, basis: str, actor: User | None, now: datetime
) -> Import:
    """Import a CSV file (bytes, or a seekable binary stream) and return its Import with the counts.

    ``source`` names where the list comes from, ``basis`` the claimed ground: consent,
    soft_opt_in or none. A row becomes consented only by an opt-in date of its own; people who
    left, bounced or complained there are suppressed here. Rows are written in transactions of
    500, so that an import that breaks off keeps what it had done; importing the file again then
    doubles nobody. Raises UnreadableFile, InvalidInput.
    """
    if basis not in dict(Import.BASES):
        raise InvalidInput("Say on what basis these guests may be written to.", fields={"basis": [basis]})
    stream = BytesIO(file) if isinstance(file, bytes) else file
    table = table_open(stream)
    batch = Import(
        file_name=text_clean(file_name, 255) or "import.csv",
        sha256=table.shape.sha256,
        source=text_clean(source, 50) or "file",
        basis=basis,
        encoding=table.shape.encoding,
        delimiter=table.shape.delimiter,
        actor=actor,
        created_at=now,
    )
    _start(batch, actor, now)
    try:
        seen: set[bytes] = set()
        for rows in _chunks(table.rows):
            with transaction.atomic():
                ImportChunk(batch=batch, seen=seen, now=now).apply(rows)
    except BaseException:
        _finish(batch, "failed", now)
        raise
    return _finish(batch, "done", now)


@transaction.atomic
def _start(batch: Import, actor: User | None, now: datetime) -> None:
    batch.save()
    audit_record(
        actor=actor,
        action="contacts.imported",
        target=batch,
        now=now,
        file_name=batch.file_name,
        sha256=batch.sha256,
        source=batch.source,
        basis=batch.basis,
    )


def _finish(batch: Import, state: str, now: datetime) -> Import:
    batch.state, batch.finished_at = state, now
    batch.save(update_fields=["state", "finished_at"])
    return batch


def _chunks(rows: Iterable[Row]) -> Iterator[list[Row]]:
    iterator = iter(rows)
    while chunk := list(islice(iterator, CHUNK)):
        yield chunk
