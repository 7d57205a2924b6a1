"""Registration of the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Listen to withdrawals of consent; declare what the room's tables hold of a person."""
        from delivery import receivers
        from delivery.services import personal

        receivers.connect()
        personal.register()
