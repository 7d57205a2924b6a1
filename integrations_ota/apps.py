"""Registration of the room with Django."""

from django.apps import AppConfig


class IntegrationsOtaConfig(AppConfig):
    name = "integrations_ota"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "OTA channels"

    def ready(self) -> None:
        """Declare what the room's tables hold of a person, and how long."""
        from integrations_ota.services import personal, retention

        personal.register()
        retention.register()
