"""A second round of a campaign, for guests whose inbox had had its letters when the first one left."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import User
from accounts.services.audit import audit_record
from campaigns.errors import WrongStatus
from campaigns.models import Campaign
from campaigns.types import AudienceSpec, CampaignStatus
from compliance.types import Reason
from contacts.models import Guest
from contacts.segments.parse import VERSION
from contacts.services.segments import list_keep
from delivery.models import Message
from delivery.types import MessageState

# Who they are, in the words of segments.
_CAPPED: dict[str, Any] = {
    "version": VERSION,
    "rule": {"field": "consent.reason", "op": "is_any_of", "value": [Reason.FREQUENCY_CAP.value]},
}
_COPIED = ("hotel", "topic", "template", "subject", "preview_text", "mjml", "document")


@transaction.atomic
def second_round_draft(*, campaign_id: int, actor: User | None, now: datetime) -> Campaign:
    """Draft the same letter for those who had had enough letters; asked again it gives the same draft.

    Whom it reaches is decided anew when it is sent: who left since, or has had enough again, gets nothing.
    Raises WrongStatus while the campaign is not sent, or where the cap kept back nobody.
    """
    campaign = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign_id)
    if campaign.status != CampaignStatus.SENT:
        raise WrongStatus("A second round can be made once the campaign is sent.")
    known = Campaign.objects.filter(first_round=campaign).first()
    if known is not None:
        return known
    guests = guests_capped(campaign)
    if not guests.exists():
        raise WrongStatus(
            "No guest was left out because of the number of letters; there is nobody to write to."
        )
    kept = list_keep(
        name=f"{campaign.name[:150]}, had enough letters ({campaign.pk})", tree=_CAPPED, guests=guests,
        actor=actor, now=now,
    )  # fmt: skip
    made = Campaign(
        name=f"{campaign.name[:180]}, second round", first_round=campaign, created_by=actor, created_at=now,
        updated_at=now, audience=AudienceSpec(include_lists=[kept.pk]).to_json(),
        **{name: getattr(campaign, name) for name in _COPIED},
    )  # fmt: skip
    made.save()
    audit_record(
        actor=actor, action="campaign.second_round", target=made, now=now, first=campaign.pk, guests=kept.size
    )
    return made


def guests_capped(campaign: Campaign) -> Any:
    """The guests whose letter of a campaign was skipped since their inbox had had its letters."""
    skipped = Message.objects.filter(
        mailing=campaign.mailing_id, state=MessageState.SKIPPED, reason=Reason.FREQUENCY_CAP.value
    )
    return Guest.objects.filter(pk__in=skipped.order_by().values("recipient_ref"))
