"""Wake-ups of the room."""

from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from contacts.services.signup_confirm import signups_forget


@shared_task(name="contacts.forget_signups")
def forget_signups(**_: Any) -> None:
    """Beat: delete what was entered on forms and not confirmed within 72 hours."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        signups_forget(now=now)
