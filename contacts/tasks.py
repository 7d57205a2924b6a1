"""Wake-ups. The row holds what is to be done; a task that is lost is missed by nobody."""

import os
from typing import Any
from uuid import uuid4

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from contacts.selectors.facts import facts_pending
from contacts.selectors.imports import imports_due
from contacts.services.check_in_confirm import check_ins_forget
from contacts.services.facts import facts_work_off
from contacts.services.import_uploads import import_work
from contacts.services.rights import rights_letters_forget
from contacts.services.signup_confirm import signups_forget

# Well below CELERY_TASK_TIME_LIMIT, and long, since each turn reads again what is done.
SLICE_SECONDS = 120.0
FACTS_SECONDS = 60.0


@shared_task(name="contacts.forget_signups")
def forget_signups(**_: Any) -> None:
    """Beat: delete what was entered on forms and pages of pre-check-in and not confirmed in time."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        signups_forget(now=now)
        check_ins_forget(now=now)
        rights_letters_forget()


@shared_task(name="contacts.refresh_due_facts")
def refresh_due_facts(**_: Any) -> None:
    """Beat: wake a worker for each organisation whose projection is behind."""
    now = timezone.now()
    for organization_id in for_each_organization():
        if facts_pending(now=now):
            refresh_facts.delay(organization_id=organization_id)


@shared_task(base=TenantTask, name="contacts.refresh_facts", queue="default")
def refresh_facts(*, organization_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Bring guests' facts up to date for about a minute; the beat wakes the next."""
    facts_work_off(clock=timezone.now, seconds=FACTS_SECONDS)


@shared_task(name="contacts.run_due_imports")
def run_due_imports(**_: Any) -> None:
    """Beat: wake a worker for each import that is to run and that nobody holds."""
    for organization_id in for_each_organization():
        for import_id in imports_due(now=timezone.now()):
            run_import.delay(organization_id=organization_id, import_id=import_id)


@shared_task(base=TenantTask, name="contacts.run_import", queue="default")
def run_import(*, organization_id: int, import_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Go on with an import, or with taking it back, for some minutes; the beat wakes the next."""
    worker = f"{settings.BELLHOP_HOST}:{os.getpid()}:{uuid4().hex[:12]}"
    import_work(import_id=import_id, worker=worker, clock=timezone.now, seconds=SLICE_SECONDS)
