"""Importing an e-mail service's export in the foreground, with every row accounted for."""

from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import BinaryIO
from uuid import uuid4

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from contacts.imports.rows import table_open
from contacts.models import Import
from contacts.services.import_run import import_claim, import_run
from contacts.services.person import text_clean


def contacts_import(
    *,
    file: BinaryIO | bytes,
    file_name: str,
    source: str,
    basis: str,
    actor: User | None,
    now: datetime,
    mapping: Mapping[str, str] | None = None,
    dry_run: bool = False,
) -> Import:
    """Import a CSV file (bytes, or a seekable binary stream) and return its Import with the counts.

    ``source`` names where the list comes from, ``basis`` the claimed ground: consent,
    soft_opt_in or none. A row becomes consented only by an opt-in date of its own; people who
    left, bounced or complained there are suppressed here. Rows are written in slices, each in a
    transaction with its counts. An import of the same file that broke off is taken up where it
    was. ``dry_run`` counts and writes nothing. Raises UnreadableFile, InvalidInput.
    """
    if basis not in dict(Import.BASES):
        raise InvalidInput("Say on what basis these guests may be written to.", fields={"basis": [basis]})
    stream = BytesIO(file) if isinstance(file, bytes) else file
    shape = table_open(stream, mapping=mapping).shape
    batch = Import(
        file_name=text_clean(file_name, 255) or "import.csv",
        sha256=shape.sha256,
        source=text_clean(source, 50) or "file",
        basis=basis,
        encoding=shape.encoding,
        delimiter=shape.delimiter,
        mapping=dict(mapping or {}),
        dry_run=dry_run,
        size=stream.seek(0, 2),
        actor=actor,
        created_at=now,
        started_at=now,
        worker=uuid4().hex,
    )
    broken_off = _broken_off(batch)
    if broken_off is None:
        _start(batch, actor, now)
    else:
        batch = broken_off
    return import_run(batch=batch, file=stream, clock=lambda: now, shape=shape)


def _broken_off(wanted: Import) -> Import | None:
    """Take over a foreground import of the same file, source and columns that did not end."""
    same = Import.objects.filter(
        state="running",
        sha256=wanted.sha256,
        source=wanted.source,
        basis=wanted.basis,
        mapping=wanted.mapping,
        dry_run=False,
        received=0,
    )
    held = None if wanted.dry_run else same.first()
    if held is None:
        return None
    return import_claim(import_id=held.pk, worker=wanted.worker, now=wanted.created_at, force=True)


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
