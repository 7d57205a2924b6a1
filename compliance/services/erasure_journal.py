"""The journal of erasures outside the database: a file of lines that a restore does not turn back.

One JSON object a line: organisation, number of the act, hash, ids, time. It names nobody. Keep it apart from the
database's backups, and copy it as they are copied; hosts may share it by a common folder.
"""

import fcntl
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import orjson
from django.conf import settings

from accounts.tenancy.scope import required_organization_id
from compliance.hashing import hash_advance, key_version
from compliance.models import Erasure


def journal_path() -> Path:
    """Where the file is (BELLHOP_ERASURE_JOURNAL)."""
    return Path(settings.BELLHOP_ERASURE_JOURNAL)


def journal_write(*, rows: Iterable[Erasure]) -> int:
    """Add the rows that the file does not have, and see them on disk; returns how many were added.

    Called after the commit; what a crash kept from the file is added by `journal_complete`.
    """
    path = journal_path()
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        content = file.read()
        known = {_key(line) for line in _lines(content)}
        new = [line for row in rows if _key(line := _line(row)) not in known]
        if new:
            # A line that a crash cut off is ended first, so that it spoils no other.
            file.write(b"\n" if content and not content.endswith(b"\n") else b"")
            file.write(b"".join(orjson.dumps(line) + b"\n" for line in new))
            file.flush()
            os.fsync(file.fileno())
    return len(new)


def journal_complete() -> int:
    """Add what the file misses of the organisation in scope; returns how many lines were added."""
    return journal_write(rows=Erasure.objects.order_by("at", "pk"))


def journal_unwritten() -> list[Erasure]:
    """Return the acts of the organisation in scope that the file lacks: a restore would undo them for good."""
    path = journal_path()
    known = {_key(line) for line in _lines(path.read_bytes() if path.exists() else b"")}
    return [row for row in Erasure.objects.order_by("at", "pk") if _key(_line(row)) not in known]


def journal_missing() -> list[list[Erasure]]:
    """Return the acts of the organisation in scope that the file knows and the database does not, oldest first.

    There are none unless an older backup was restored. Hashes of older keys are brought to the present one.
    """
    organization_id = required_organization_id("Erasure")
    held = {(row.number, _bytes(row.address_hash)) for row in Erasure.objects.only("number", "address_hash")}
    acts: dict[UUID, list[Erasure]] = {}
    for line in _lines(journal_path().read_bytes() if journal_path().exists() else b""):
        row = _row(line, organization_id) if line["organization"] == organization_id else None
        if row is not None and (row.number, _bytes(row.address_hash)) not in held:
            acts.setdefault(row.number, []).append(row)
    return sorted(acts.values(), key=lambda rows: rows[0].at)


def _line(row: Erasure) -> dict[str, Any]:
    key = _bytes(row.address_hash)
    return {
        "organization": row.organization_id,
        "number": str(row.number),
        "hash": None if key is None else key.hex(),
        "key_version": row.key_version,
        "guests": row.guest_ids,
        "at": row.at.isoformat(),
    }


def _row(line: dict[str, Any], organization_id: int) -> Erasure:
    key = None if line["hash"] is None else bytes.fromhex(line["hash"])
    if key is not None:
        key = hash_advance(organization_id=organization_id, stored=key, version=line["key_version"])
    return Erasure(
        organization_id=organization_id,
        number=UUID(line["number"]),
        address_hash=key,
        key_version=key_version(),
        guest_ids=line["guests"],
        at=datetime.fromisoformat(line["at"]),
    )


def _lines(content: bytes) -> Iterator[dict[str, Any]]:
    """Read whole lines; a piece that a crash left cannot be one, since the commit came first and is repeated."""
    for line in content.split(b"\n"):
        try:
            yield orjson.loads(line)
        except orjson.JSONDecodeError:
            continue


def _key(line: dict[str, Any]) -> tuple[str, str | None]:
    return line["number"], line["hash"]


def _bytes(key: bytes | memoryview | None) -> bytes | None:
    return None if key is None else bytes(key)
