from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from accounts.errors import DomainError
from accounts.models import Organization
from accounts.tenancy.scope import tenant_scope


class TenantCommand(BaseCommand):
    """A command for one organisation: `--org SLUG`. Subclasses write `handle_organization`."""

    organization: Organization

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", required=True, help="the organisation's short name")

    def handle(self, *args: Any, **options: Any) -> str | None:
        organization = Organization.objects.filter(slug=options["org"]).first()
        if organization is None:
            raise CommandError(f"There is no organisation '{options['org']}'.")
        self.organization = organization
        with tenant_scope(organization.pk):
            try:
                return self.handle_organization(*args, **options)
            except DomainError as refused:
                raise CommandError(refused.message) from refused

    def handle_organization(self, *args: Any, **options: Any) -> str | None:  # noqa: ARG002 - the subclass's
        raise TypeError(f"{type(self).__name__} must define handle_organization().")
