from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class WiringConfig(AppConfig):
    name = "config"
    verbose_name = "Wiring"

    def ready(self) -> None:
        # Importing it here makes `shared_task`s use this application in the web process too.
        from config import celery

        celery.app.set_default()


class OperatorAdminConfig(AdminConfig):
    default_site = "config.operator.OperatorSite"
