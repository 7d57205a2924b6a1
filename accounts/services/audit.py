from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model

from accounts.models import AuditEvent, User

SAME_LOOK = timedelta(minutes=10)


def audit_record(
    *, actor: User | None, action: str, target: Model, now: datetime, **detail: Any
) -> AuditEvent:
    """Write one line of the audit log, in the caller's transaction: the act and its record stand or fall together."""
    return AuditEvent.objects.create(
        actor=actor,
        actor_label=actor.email if actor else "system",
        action=action,
        target_type=target._meta.label,
        target_id=target.pk,
        detail=detail,
        at=now,
    )


def audit_read(*, actor: User | None, action: str, target: Model, now: datetime) -> None:
    """Note that somebody looked at personal data; looking again within ten minutes is the same look."""
    same = AuditEvent.objects.filter(
        actor=actor,
        action=action,
        target_type=target._meta.label,
        target_id=target.pk,
        at__gt=now - SAME_LOOK,
    )
    if not same.exists():
        audit_record(actor=actor, action=action, target=target, now=now)
