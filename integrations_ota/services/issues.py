"""The list of what a hotel should look at: opened once, closed when it is mended."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from integrations_ota.models import ChannelIssue, Connection, RawMessage
from integrations_ota.types import IssueKind


@dataclass(frozen=True, slots=True)
class IssueNote:
    """An issue to open. `subject` tells issues of one kind apart."""

    kind: IssueKind
    subject: str
    detail: str
    raw_message: RawMessage | None = None


def issues_open(*, connection: Connection, notes: Iterable[IssueNote], now: datetime) -> None:
    """Open issues in one insert; one that is open already stays as it is."""
    rows = {
        (note.kind, note.subject): ChannelIssue(
            connection=connection,
            kind=note.kind.value,
            subject=note.subject[:250],
            detail=note.detail[:500],
            raw_message=note.raw_message,
            opened_at=now,
        )
        for note in notes
    }
    if rows:
        ChannelIssue.objects.bulk_create(rows.values(), ignore_conflicts=True)


def issues_resolve(*, connection: Connection, kind: IssueKind, subjects: Iterable[str], now: datetime) -> int:
    """Close the open issues of these subjects; return how many were open."""
    wanted = list(subjects)
    if not wanted:
        return 0
    rows = ChannelIssue.objects.filter(connection=connection, kind=kind.value, resolved_at=None)
    return rows.filter(subject__in=wanted).update(resolved_at=now)


def alias_issue_update(*, connection: Connection, arrivals: int, now: datetime) -> None:
    """Keep the one issue that counts coming guests with nothing but a channel's alias."""
    kind = IssueKind.ALIAS_ONLY
    if arrivals == 0:
        issues_resolve(connection=connection, kind=kind, subjects=[""], now=now)
        return
    detail = f"{arrivals} coming reservation{'' if arrivals == 1 else 's'}"
    rows = ChannelIssue.objects.filter(connection=connection, kind=kind.value, resolved_at=None)
    if not rows.update(detail=detail):
        issues_open(connection=connection, notes=[IssueNote(kind, "", detail)], now=now)
