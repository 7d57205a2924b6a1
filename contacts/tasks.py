"""Wake-ups of the room."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from contacts.selectors.facts import facts_pending
from contacts.services.facts import facts_work_off
from contacts.services.signup_confirm import signups_forget


@shared_task(name="contacts.forget_signups")
def forget_signups(**_: Any) -> None:
    """Beat: delete what was entered on forms and not confirmed within 72 hours."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        signups_forget(now=now)


@shared_task(name="contacts.refresh_due_facts")
def refresh_due_facts(**_: Any) -> None:
    """Beat: wake a worker for each organisation whose projection is behind."""
    now = timezone.now()
    for organization_id in for_each_organization():
        if facts_pending(now=now):
            refresh_facts.delay(organization_id=organization_id)


@shared_task(base=TenantTask, name="contacts.refresh_facts", queue="default")
def refresh_facts(*, organization_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Bring some hundred thousand guests' facts up to date; the beat wakes the next."""
    facts_work_off(now=timezone.now(), chunks=30)
