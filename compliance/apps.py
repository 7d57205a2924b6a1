"""Registration of the room with Django."""

from django.apps import AppConfig


class ComplianceConfig(AppConfig):
    name = "compliance"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Consent and suppression"

    def ready(self) -> None:
        """Declare what the room's tables hold of a person, and how long."""
        from compliance.services import evidence, personal

        personal.register()
        evidence.register()
