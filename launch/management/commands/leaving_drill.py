"""`manage.py leaving_drill --org alpenblick --environment production`."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from launch.services.evidence import evidence_record
from launch.services.leaving_drill import leaving_drill


class Command(TenantCommand):
    help = (
        "Lets made-up guests leave in the middle of a mailing, counts what would still go; recorded for CS3."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--environment", required=True, help="where this is: staging, production")

    def handle_organization(self, *_args: Any, **options: Any) -> None:
        started = timezone.now()
        drill = leaving_drill(now=started)
        evidence_record(
            requirements=["CS3"], kind="leaving-drill", started_at=started, finished_at=timezone.now(),
            passed=drill.passed, figures=asdict(drill), environment=options["environment"],
        )  # fmt: skip
        if not drill.passed:
            ways = ", ".join(drill.still_sent) or "none"
            raise CommandError(
                f"The drill failed. Letters still went after leaving by: {ways}; {drill.stayed} of the guests "
                "who stayed would have got theirs."
            )
        self.stdout.write(f"{drill.left} letters of guests who left stayed behind; recorded.")
