"""`manage.py hash_rotate [--dry-run]`: after a key was appended to ADDRESS_HASH_KEY, before anything starts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from compliance.services.rotation import hashes_rotate, organizations_outdated


class Command(BaseCommand):
    help = "Bring every stored address hash to the newest key; stop web and workers first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--dry-run", action="store_true", help="only say whose hashes are of an older key"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        organizations = rows = 0
        for organization_id in organizations_outdated():
            organizations += 1
            if options["dry_run"]:
                self.stdout.write(f"organisation {organization_id}: of an older key")
                continue
            rotation = hashes_rotate(now=timezone.now())
            rows += sum(rotation.counts.values()) if rotation else 0
        if options["dry_run"]:
            self.stdout.write(f"{organizations} organisations have hashes of an older key.")
        else:
            self.stdout.write(f"{rows} hashes of {organizations} organisations follow the new key.")
