"""`manage.py ota_validate ENV [--org SLUG] [--stress] [--prepare] [--url URL]`: every connection tried."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from integrations_ota.services.validate import Check, Verdict
from launch.services.ota_validation import SANDBOX, connections_validate, runs_record


class Command(BaseCommand):
    help = "Tries every OTA connection, prints a table, and records the run for OT1 to OT6."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("environment", help="where this is: sandbox, staging, production")
        parser.add_argument("--org", default="", help="this organisation alone; nothing is recorded then")
        parser.add_argument("--stress", action="store_true", help="fetch and send everything once more")
        parser.add_argument(
            "--prepare", action="store_true", help="map and fill what is empty; for sandboxes and test hotels"
        )
        parser.add_argument("--url", default="", help="where channels reach this product, for the webhooks")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *_args: Any, **options: Any) -> None:
        started = timezone.now()
        if options["prepare"] and options["environment"] == "production":
            raise CommandError("--prepare makes up rooms and prices; it is not for production.")
        checks = connections_validate(
            only=options["org"],
            stress=options["stress"],
            prepare=options["prepare"],
            ring_at=options["url"] if options["environment"] == SANDBOX else "",
        )
        for check in checks:
            self.stdout.write(json.dumps(asdict(check)) if options["json"] else line_of(check))
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


def line_of(check: Check) -> str:
    """One line of the table."""
    return (
        f"{check.connection[:34]:<34}  {check.channel:<11}  {check.capability:<21}  {check.verdict:<11}  "
        f"{check.detail}"
    )
