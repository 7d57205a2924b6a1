from django.apps import AppConfig


class CampaignsConfig(AppConfig):
    name = "campaigns"

    def ready(self) -> None:
        """Say which segments and lists campaigns go by, so that none of them is deleted; declare personal data."""
        from campaigns.selectors.segment_uses import campaign_uses
        from campaigns.services import personal
        from contacts.selectors.segment_uses import segment_uses_register

        segment_uses_register(campaign_uses)
        personal.register()
