from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import DomainError
from launch.services.evidence import signoff_record


class Command(BaseCommand):
    help = "Records a person's word that a requirement holds, where no program can know."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("requirement", metavar="ID")
        parser.add_argument("--person", required=True, help="who says so")
        parser.add_argument("--role", required=True, help="as what")
        parser.add_argument("--note", default="", help="on what grounds")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            signed = signoff_record(
                requirement=options["requirement"].upper(),
                person=options["person"],
                role=options["role"],
                note=options["note"],
                now=timezone.now(),
            )
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        self.stdout.write(
            f"{signed.requirement} signed by {signed.person} as {signed.role} on {signed.at:%Y-%m-%d}."
        )
