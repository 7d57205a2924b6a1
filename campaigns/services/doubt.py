"""Letters of a campaign that may or may not have left: sent again only because a person says so."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.errors import DoubtChanged, WrongStatus
from campaigns.models import Campaign
from campaigns.types import CampaignStatus
from delivery.services.domain_use import require_domain_ready
from delivery.services.hold import hold_require_none
from delivery.services.settle import unknown_resend
from delivery.types import Stream

S = CampaignStatus
RUN = (S.SENDING, S.PAUSED, S.SENT)


@transaction.atomic
def campaign_resend_unknown(
    *, campaign_id: int, acknowledged: int, key: str, actor: User | None, now: datetime
) -> Campaign:
    """Queue the letters in doubt again; a campaign that was sent is sending again, a paused one stays so.

    `acknowledged` is the number of letters that the sender was shown. `key` (Idempotency-Key, may be empty)
    makes a repeated call answer as the first one did.
    Raises WrongStatus, OrganizationHeld, DomainNotVerified, DoubtChanged.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).select_related("hotel").get(pk=campaign_id)
    if key and campaign.resend_key == key:
        return campaign
    if campaign.status not in RUN or campaign.mailing_id is None:
        raise WrongStatus(f"This campaign is {campaign.status}; nothing was sent again.")
    hold_require_none(stream=Stream.MARKETING)
    require_domain_ready(from_email=campaign.hotel.from_email, now=now)
    queued = unknown_resend(mailing_id=campaign.mailing_id, now=now)
    if queued != acknowledged:
        # Takes the queueing back with it.
        raise DoubtChanged(
            f"You were shown {acknowledged:,} letters in doubt; there are {queued:,} now. "
            "Nothing was sent again. Look at the numbers once more."
        )
    if campaign.status == S.SENT:
        campaign.status = S.SENDING
    campaign.resend_key, campaign.updated_at = key, now
    campaign.save(update_fields=["status", "resend_key", "updated_at"])
    audit_record(actor=actor, action="campaign.resent_unknown", target=campaign, now=now, letters=queued)
    return campaign
