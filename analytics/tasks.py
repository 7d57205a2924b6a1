from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from analytics.services.rollup import email_stats_roll_up
from analytics.services.vitals import web_vitals_forget


@shared_task(name="analytics.roll_up")
def roll_up(**_: Any) -> None:
    """Beat: keep the days of every organisation up to date."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        email_stats_roll_up(now=now)


@shared_task(name="analytics.forget_web_vitals")
def forget_web_vitals(**_: Any) -> None:
    """Beat: drop the web vitals of days too old to compare with."""
    web_vitals_forget(now=timezone.now())
