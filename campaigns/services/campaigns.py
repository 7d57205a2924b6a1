"""Drafting a campaign."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import Hotel, User
from accounts.services.audit import audit_record
from campaigns.errors import WrongStatus
from campaigns.models import Campaign, Template
from campaigns.selectors.audience import segment_choice
from campaigns.services.letters import letter_write
from campaigns.services.seen import unchanged_require
from campaigns.types import AudienceSpec, CampaignStatus
from compliance.models import Topic
from contacts.selectors.segment_audience import choice_require

TEXTS = ("name", "subject", "preview_text", "mjml")


@transaction.atomic
def campaign_create(*, facts: dict[str, Any], actor: User | None, now: datetime) -> Campaign:
    """Draft a campaign. With a `template_id` its letter is copied where `facts` give none.

    Raises InvalidInput when the hotel or the template is not one of this organisation.
    """
    campaign = Campaign(created_by=actor, created_at=now, audience=AudienceSpec().to_json())
    apply(campaign, facts)
    campaign.updated_at = now
    campaign.save()
    audit_record(actor=actor, action="campaign.created", target=campaign, now=now, name=campaign.name)
    return campaign


@transaction.atomic
def campaign_update(
    *,
    campaign_id: int,
    facts: dict[str, Any],
    actor: User | None,
    now: datetime,
    seen: datetime | None = None,
) -> Campaign:
    """Change a draft; `seen` is the `updated_at` it was changed upon, where the caller knows it.

    Raises WrongStatus once it is scheduled or sent, since what guests get is then settled, and ChangedMeanwhile.
    """
    campaign = Campaign.objects.select_for_update().get(pk=campaign_id)
    if campaign.status != CampaignStatus.DRAFT:
        raise WrongStatus("Only a draft can be changed. Cancel the schedule first, or make a copy.")
    unchanged_require(campaign, seen=seen)
    apply(campaign, facts)
    campaign.updated_at = now
    campaign.save()
    audit_record(actor=actor, action="campaign.changed", target=campaign, now=now, fields=sorted(facts))
    return campaign


def apply(campaign: Campaign, facts: dict[str, Any]) -> None:
    if "hotel_id" in facts:
        campaign.hotel = owned_hotel(facts["hotel_id"])
    if "topic_id" in facts:
        campaign.topic = owned_topic(facts["topic_id"])
    if facts.get("template_id"):
        take_letter(campaign, facts["template_id"])
    for name in TEXTS:
        if name in facts:
            setattr(campaign, name, facts[name])
    settle_letter(campaign, facts)
    if "audience" in facts:
        spec = AudienceSpec.from_json(facts["audience"])
        for hotel_id in spec.hotel_ids:
            owned_hotel(hotel_id, field="audience.hotel_ids")
        choice_require(segment_choice(spec))
        campaign.audience = spec.to_json()


def take_letter(campaign: Campaign, template_id: int) -> None:
    template = Template.objects.filter(pk=template_id).first()
    if template is None:
        raise InvalidInput(
            "This template does not exist.", fields={"template_id": ["Choose another template."]}
        )
    campaign.template = template
    campaign.subject = template.subject
    campaign.preview_text = template.preview_text
    campaign.mjml = template.mjml
    campaign.document = template.document


def settle_letter(campaign: Campaign, facts: dict[str, Any]) -> None:
    """A letter of blocks wears its hotel's brand; one whose source was changed by hand is no longer of blocks."""
    if facts.get("document") is not None:
        campaign.document, campaign.mjml = letter_write(document=facts["document"], hotel=campaign.hotel)
    elif "mjml" in facts and facts["mjml"].strip():
        campaign.document = None
    elif campaign.document is not None and ("hotel_id" in facts or facts.get("template_id")):
        _document, campaign.mjml = letter_write(document=campaign.document, hotel=campaign.hotel)


def owned_topic(topic_id: int | None) -> Topic | None:
    if topic_id is None:
        return None
    topic = Topic.objects.filter(pk=topic_id).first()
    if topic is None:
        raise InvalidInput("This topic does not exist.", fields={"topic_id": ["Choose another topic."]})
    return topic


def owned_hotel(hotel_id: int, *, field: str = "hotel_id") -> Hotel:
    hotel = Hotel.objects.filter(pk=hotel_id).first()
    if hotel is None:
        raise InvalidInput("This hotel is not one of yours.", fields={field: ["Choose one of your hotels."]})
    return hotel
