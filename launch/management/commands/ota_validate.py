"""`manage.py ota_validate ENV [--org SLUG] [--stress] [--prepare] [--sandbox URL] [--url URL]`: each connection tried."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import DomainError
from accounts.models import Organization
from integrations_ota.services.validate import Check, Verdict
from launch.services.ota_trial import sandbox_connect
from launch.services.ota_validation import SANDBOX, connections_validate, runs_record


class Command(BaseCommand):
    help = "Tries every OTA connection, prints a table, and records the run for OT1 to OT6."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("environment", help="where this is: sandbox, staging, production")
        parser.add_argument("--org", default="", help="this organisation alone; nothing is recorded then")
        parser.add_argument(
            "--stress",
            action="store_true",
            help="fetch and send everything once more, from several workers at once",
        )
        parser.add_argument(
            "--prepare", action="store_true", help="map and fill what is empty; for sandboxes and test hotels"
        )
        parser.add_argument(
            "--sandbox",
            default="",
            help="connect a hotel on trial to every channel of the sandbox there, first",
        )
        parser.add_argument("--url", default="", help="where channels reach this product, for the webhooks")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = timezone.now()
        if (options["prepare"] or options["sandbox"]) and options["environment"] == "production":
            raise CommandError(
                "--prepare and --sandbox make up rooms and prices; they are not for production."
            )
        if options["sandbox"]:
            self._connect(options["sandbox"], options["org"])

        def tell(check: Check) -> None:
            self.stdout.write(json.dumps(asdict(check)) if options["json"] else line_of(check))
            self.stdout.flush()

        checks = connections_validate(
            only=options["org"],
            stress=options["stress"],
            prepare=options["prepare"],
            ring_at=options["url"] if options["environment"] == SANDBOX else "",
            tell=tell,
        )
        if not options["org"]:
            runs_record(
                checks=checks,
                environment=options["environment"],
                started_at=started,
                finished_at=timezone.now(),
                stress=options["stress"],
            )
        failed = sum(check.verdict is Verdict.FAILED for check in checks)
        if failed or not checks:
            raise CommandError(f"{failed} of {len(checks)} checks failed." if checks else "No connection.")
        self.stdout.write(f"All {len(checks)} checks passed or are not offered.")

    def _connect(self, sandbox: str, slug: str) -> None:
        groups = Organization.objects.order_by("pk")
        organization = (groups.filter(slug=slug) if slug else groups).first()
        if organization is None:
            raise CommandError("There is no organisation to connect the trial hotel for. Make one first.")
        try:
            sandbox_connect(sandbox=sandbox, organization=organization, now=timezone.now())
        except DomainError as error:
            raise CommandError(error.message) from error


def line_of(check: Check) -> str:
    """One line of the table."""
    return (
        f"{check.connection[:34]:<34}  {check.channel:<15}  {check.capability:<21}  {check.verdict:<11}  "
        f"{check.detail}"
    )
