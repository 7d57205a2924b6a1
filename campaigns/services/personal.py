"""Campaigns are written to many; only a question about their audience may name somebody."""

from datetime import datetime

from campaigns.models import Campaign
from compliance.personal import Kept, Person, not_personal, personal


def register() -> None:
    """Called once, when the apps are ready."""
    not_personal(
        "campaigns.Template",
        "letters to start from",
        name="the letter's",
        preview_text="what everybody reads",
    )
    not_personal(
        "campaigns.BrandKit",
        "how a hotel's letters look",
        body_font="the letters' form",
        footer_text="what everybody reads",
    )
    not_personal(
        "campaigns.Picture",
        "what everybody sees who gets a letter",
        name="the file's",
        alt_text="what the picture shows",
    )
    personal(
        "campaigns.Campaign",
        section="campaigns",
        export=Kept("Written to many; what reached the person stands among their letters."),
        erase=_erase,
    )


def _erase(person: Person, _now: datetime) -> int:
    changed = 0
    for campaign in Campaign.objects.exclude(audience={}).only("audience", "organization"):
        audience = person.scrub(campaign.audience)
        if audience != campaign.audience:
            changed += Campaign.objects.filter(pk=campaign.pk).update(audience=audience)
    return changed
