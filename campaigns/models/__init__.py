from campaigns.models.brand import BrandKit
from campaigns.models.campaign import Campaign
from campaigns.models.picture import Picture
from campaigns.models.template import Template

__all__ = ["BrandKit", "Campaign", "Picture", "Template"]
