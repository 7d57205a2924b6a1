from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from analytics.services.rollup import email_stats_roll_up


@shared_task(name="analytics.roll_up")
def roll_up(**_: Any) -> None:
    """Beat: keep the days of every organisation up to date."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        email_stats_roll_up(now=now)
