"""Registration of the room with Django."""

from django.apps import AppConfig


class ContactsConfig(AppConfig):
    name = "contacts"
    default_auto_field = "django.db.models.BigAutoField"
    verbose_name = "Guests"

    def ready(self) -> None:
        """Declare what the room's tables hold of a person, and how long; listen to what guests choose."""
        from contacts import receivers
        from contacts.selectors.country import address_countries
        from contacts.services import personal, retention
        from delivery.selectors.tracking import country_source

        personal.register()
        retention.register()
        receivers.connect()
        country_source(address_countries)
