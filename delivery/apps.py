"""Registration of the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Listen to withdrawals of consent; declare what the room's tables hold of a person, and how long."""
        from compliance.papers.found import processor_source
        from delivery import receivers
        from delivery.selectors.relays import relay_processors
        from delivery.services import personal, retention

        receivers.connect()
        personal.register()
        retention.register()
        processor_source(relay_processors)
