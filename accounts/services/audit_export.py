"""The audit log as a file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from accounts.models import AuditEvent, Organization, User
from accounts.services.audit import audit_record
from accounts.spreadsheet import formula_escape, line_writer

COLUMNS = ("at", "who", "what", "target", "target_id", "detail")
CHUNK = 500


def audit_export(
    *, rows: QuerySet[AuditEvent], organization: Organization, actor: User | None, now: datetime
) -> Iterator[str]:
    """Yield the lines of a CSV file, oldest first; that it was taken is itself noted, in it or after it."""
    audit_record(actor=actor, action="audit.exported", target=organization, now=now)
    write = line_writer()
    yield write(COLUMNS)
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        for event in chunk:
            yield write(map(formula_escape, _cells(event)))


def _cells(event: AuditEvent) -> tuple[str, ...]:
    detail = json.dumps(event.detail, ensure_ascii=False, sort_keys=True)
    target = "" if event.target_id is None else str(event.target_id)
    return (event.at.isoformat(), event.actor_label, event.action, event.target_type, target, detail)
