from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Organization, User
from accounts.services.organizations import organization_create


class Command(BaseCommand):
    help = "Create a hotel group, owned by a person who can log in already (see createsuperuser)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--name", required=True)
        parser.add_argument("--slug", required=True, help="short name, for addresses")
        parser.add_argument("--owner", required=True, metavar="EMAIL")
        parser.add_argument("--country", default="", help="ISO 3166-1 alpha-2")

    def handle(self, *args: Any, **options: Any) -> None:
        owner = User.objects.filter(email__iexact=options["owner"]).first()
        if owner is None:
            raise CommandError(f"Nobody logs in as {options['owner']}. Create the person first.")
        if Organization.objects.filter(slug=options["slug"]).exists():
            raise CommandError(f"The short name '{options['slug']}' is taken. Choose another.")
        organization = organization_create(
            name=options["name"],
            slug=options["slug"],
            country=options["country"],
            owner=owner,
            now=timezone.now(),
        )
        self.stdout.write(f"{organization.name} was created; {owner.email} owns it.")
