from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accounts.errors import NotFound
from campaigns.models import Campaign, Template
from campaigns.types import CampaignStatus
from delivery.models import MailingSlice

RUNNING = (CampaignStatus.SENDING.value, CampaignStatus.PAUSED.value)


def campaign_list() -> QuerySet[Campaign]:
    return Campaign.objects.select_related("hotel").defer("mjml", "document")


def campaign_get(campaign_id: int) -> Campaign:
    """Raises NotFound, also for a campaign of somebody else."""
    campaign = Campaign.objects.select_related("hotel", "topic").filter(pk=campaign_id).first()
    if campaign is None:
        raise NotFound("There is no such campaign.")
    return campaign


def campaigns_due(*, now: datetime) -> list[int]:
    due = Campaign.objects.filter(status=CampaignStatus.SCHEDULED, send_at__lte=now)
    return list(due.order_by("send_at").values_list("id", flat=True))


def campaigns_freezing() -> list[int]:
    """Started campaigns whose audience is not wholly in the ledger yet."""
    open_slices = MailingSlice.objects.filter(mailing=OuterRef("mailing"), frozen_at=None)
    started = Campaign.objects.filter(Exists(open_slices), status__in=RUNNING)
    return list(started.order_by("send_at").values_list("id", flat=True))


def template_list() -> QuerySet[Template]:
    return Template.objects.order_by("name")


def template_get(template_id: int) -> Template:
    template = Template.objects.filter(pk=template_id).first()
    if template is None:
        raise NotFound("There is no such template.")
    return template
