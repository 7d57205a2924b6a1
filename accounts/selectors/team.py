from datetime import datetime

from django.db.models import QuerySet

from accounts.models import AuditEvent, Membership, Organization


def member_rows(*, organization: Organization) -> QuerySet[Membership]:
    return Membership.objects.filter(organization=organization).select_related("user")


def audit_rows(
    *,
    actor: str = "",
    action: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEvent]:
    """Return audit events: by part of who, by the begin of what, from `since` until before `until`."""
    rows = AuditEvent.objects.all()
    if actor:
        rows = rows.filter(actor_label__icontains=actor)
    if action:
        rows = rows.filter(action__startswith=action)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return rows if until is None else rows.filter(at__lt=until)
