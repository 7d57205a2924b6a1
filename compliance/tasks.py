"""Wake-ups of the room."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from compliance.services.erasure import erasures_repeat
from compliance.services.erasure_journal import journal_complete


@shared_task(name="compliance.repeat_erasures")
def repeat_erasures(**_: Any) -> None:
    """Beat: catch what was written beside an erasure, and what a crash kept from the journal's file."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        erasures_repeat(now=now)
        journal_complete()
