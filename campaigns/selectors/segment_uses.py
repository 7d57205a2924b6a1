"""Which segments and lists campaigns go by that are not sent yet."""

from collections.abc import Iterator

from campaigns.models import Campaign
from campaigns.types import SEGMENT_CHOICES, CampaignStatus
from contacts.selectors.segment_uses import SegmentUse

AHEAD = (CampaignStatus.DRAFT, CampaignStatus.SCHEDULED, CampaignStatus.SENDING, CampaignStatus.PAUSED)


def campaign_uses() -> Iterator[SegmentUse]:
    """Yield each use in the organisation in scope."""
    rows = Campaign.objects.filter(status__in=AHEAD).order_by("pk").values_list("name", "audience")
    for name, audience in rows:
        for choice in SEGMENT_CHOICES:
            kind = "segment" if choice.endswith("segments") else "list"
            for pk in audience.get(choice, []):
                yield SegmentUse(kind, pk, f"the campaign “{name}”")
