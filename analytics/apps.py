from django.apps import AppConfig


class AnalyticsConfig(AppConfig):
    name = "analytics"

    def ready(self) -> None:
        """Declare what the room's tables hold of a person."""
        from analytics.services import personal

        personal.register()
