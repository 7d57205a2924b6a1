"""Wake-ups of the room."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from compliance.services.erasure import erasures_repeat
from compliance.services.erasure_journal import journal_complete
from compliance.services.requests import export_make, exports_due, requests_follow
from compliance.services.retention import retention_apply


@shared_task(name="compliance.repeat_erasures")
def repeat_erasures(**_: Any) -> None:
    """Beat: catch what was written beside an erasure, and what a crash kept from the journal's file."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        erasures_repeat(now=now)
        journal_complete()
        requests_follow(now=now)


@shared_task(name="compliance.apply_retention")
def apply_retention(**_: Any) -> None:
    """Beat, each night: wake a worker for each organisation."""
    for organization_id in for_each_organization():
        apply_retention_of.delay(organization_id=organization_id)


@shared_task(base=TenantTask, name="compliance.apply_retention_of", queue="default")
def apply_retention_of(*, organization_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Let go what is over in one organisation, for up to two minutes; the next night goes on."""
    retention_apply(clock=timezone.now)


@shared_task(name="compliance.make_exports")
def make_exports(**_: Any) -> None:
    """Beat: wake a worker for each file that is to be made."""
    for organization_id in for_each_organization():
        for request_id in exports_due():
            make_export.delay(organization_id=organization_id, request_id=request_id)


@shared_task(base=TenantTask, name="compliance.make_export")
def make_export(*, request_id: int, **_: Any) -> None:
    """Make one file."""
    export_make(request_id=request_id, now=timezone.now())
