"""`manage.py ota_sandbox --port 8900`: a local stand-in for real channels."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from integrations_ota.sandbox.arguments import Options, add_arguments, run


class Command(BaseCommand):
    help = "Serve the OTA sandbox on 127.0.0.1 until interrupted."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_arguments(parser, today=timezone.now().date())

    def handle(self, *args: Any, **options: Any) -> None:
        run(Options.of(options))
