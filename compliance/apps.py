"""Registration of the room with Django."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Consent and suppression"

    def ready(self) -> None:
        """Declare what the room's tables hold of a person."""
        from compliance.services import personal

        personal.register()
