"""Registration of the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Listen to withdrawals of consent; declare what the room's tables hold of a person, and how long."""
        from delivery import receivers
        from delivery.services import personal, retention

        receivers.connect()
        personal.register()
        retention.register()
