from campaigns.models.campaign import Campaign
from campaigns.models.template import Template

__all__ = ["Campaign", "Template"]
