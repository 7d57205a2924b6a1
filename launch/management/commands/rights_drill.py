"""`manage.py rights_drill --org alpenblick --environment production`."""

from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from launch.services.evidence import evidence_record
from launch.services.rights_drill import rights_drill


class Command(TenantCommand):
    help = (
        "Exports and erases a made-up guest, looks for what is left, for overdue requests and for lost "
        "erasures, and records the run for GD3 and GD4."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--environment", required=True, help="where this is: staging, production")

    def handle_organization(self, *_args: Any, **options: Any) -> None:
        started = timezone.now()
        drill = rights_drill(now=started)
        figures = asdict(drill)
        for requirement, passed in (("GD3", drill.erased), ("GD4", drill.exported)):
            evidence_record(
                requirements=[requirement], kind="rights-drill", started_at=started, finished_at=timezone.now(),
                passed=passed, figures=figures, environment=options["environment"],
            )  # fmt: skip
        if not (drill.erased and drill.exported):
            left = ", ".join(drill.left_in) or "none"
            raise CommandError(
                f"The drill failed. Exported: {drill.exported}; left after the erasure in: {left}; requests "
                f"overdue: {drill.overdue}; erasures that the journal lacks: {drill.unwritten}; erasures to "
                f"replay: {drill.undone}."
            )
        self.stdout.write(f"Exported, erased from {len(drill.shown_in)} tables, found nowhere; recorded.")
