from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self) -> None:
        from accounts.api import schema  # noqa: F401 - registers itself
        from accounts.tenancy.grants import bind_roles, free_owner

        # Sent once for each app; with `sender` they run once, for ours.
        pre_migrate.connect(free_owner, sender=self, dispatch_uid="accounts.free_owner")
        post_migrate.connect(bind_roles, sender=self, dispatch_uid="accounts.bind_roles")
