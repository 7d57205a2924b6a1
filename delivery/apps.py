"""Registration of the room with Django."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "delivery"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Delivery"

    def ready(self) -> None:
        """Listen to withdrawals of consent."""
        from delivery import receivers

        receivers.connect()
