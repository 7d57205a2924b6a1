"""`manage.py retention [--dry-run] [--org SLUG]`: what is over, or away with it."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Organization
from accounts.tenancy import for_each_organization
from compliance.selectors.retention import retention_due
from compliance.services.retention import retention_apply


class Command(BaseCommand):
    help = "Lets go personal data whose time is over; with --dry-run lists what would go and why."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--org", help="one organisation's short name; all without it")
        parser.add_argument("--dry-run", action="store_true", help="change nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        names = dict(Organization.objects.values_list("id", "slug"))
        wanted = options["org"]
        if wanted is not None and wanted not in names.values():
            raise CommandError(f"There is no organisation '{wanted}'.")
        for organization_id in for_each_organization():
            if wanted in (None, names[organization_id]):
                self.stdout.write(f"{names[organization_id]}:")
                self._list() if options["dry_run"] else self._apply()

    def _list(self) -> None:
        for due in retention_due(now=timezone.now()):
            self.stdout.write(
                f"  {due.period.key}: {due.rows:,} rows would go. {due.period.what}, {due.days} days "
                f"{due.period.ends} (before {due.before:%Y-%m-%d}). {due.period.source}."
            )

    def _apply(self) -> None:
        run = retention_apply(clock=timezone.now)
        for key, rows in run.counts.items():
            self.stdout.write(f"  {key}: {rows:,} rows went.")
        if not run.complete:
            self.stdout.write("  More is over; run it again, or wait for the next night.")
