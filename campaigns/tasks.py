from typing import Any

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from campaigns.selectors.campaigns import campaigns_due, campaigns_freezing
from campaigns.services.sending import campaign_freeze, campaign_start, campaigns_follow
from delivery.tasks import send_mailing

# More would only wait for one another at the database.
FREEZERS = 2


@shared_task(name="campaigns.start_due_campaigns")
def start_due_campaigns(**_: Any) -> None:
    """Beat: start what is due, in every organisation, and go on freezing what a worker left behind."""
    now = timezone.now()
    for organization_id in for_each_organization():
        for campaign_id in campaigns_due(now=now):
            start_campaign.delay(organization_id=organization_id, campaign_id=campaign_id)
        for campaign_id in campaigns_freezing():
            freeze_campaign.delay(organization_id=organization_id, campaign_id=campaign_id)


@shared_task(base=TenantTask, name="campaigns.start_campaign", queue="default")
def start_campaign(*, organization_id: int, campaign_id: int, **_: Any) -> None:
    campaign = campaign_start(campaign_id=campaign_id, now=timezone.now())
    if campaign is not None:
        send_mailing.delay(organization_id=organization_id, mailing_id=campaign.mailing_id)
        for _hand in range(FREEZERS):
            freeze_campaign.delay(organization_id=organization_id, campaign_id=campaign_id)


@shared_task(base=TenantTask, name="campaigns.freeze_campaign", queue="default")
def freeze_campaign(*, organization_id: int, campaign_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Write the rest of a started campaign's audience into the ledger."""
    campaign_freeze(campaign_id=campaign_id, now=timezone.now())


@shared_task(name="campaigns.follow_mailings")
def follow_mailings(**_: Any) -> None:
    """Beat: a campaign is sent once its mailing is done."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        campaigns_follow(now=now)
