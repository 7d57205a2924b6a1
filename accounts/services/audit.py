from datetime import datetime
from typing import Any

from django.db.models import Model

from accounts.models import AuditEvent, User


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
