import logging
import os
import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from delivery.services.inbound import inbound_receive

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Postfix: `bellhop unix - n n - 4 pipe flags=DRhu argv=… inbound_mail --to ${recipient} --from ${sender}`."""

    help = "Takes one returning mail from standard input, as a mail server's pipe hands it over."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--to", default="", help="the address it came to")
        parser.add_argument(
            "--from", default="", dest="sender", help="the envelope sender; empty for bounces"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            inbound_receive(
                raw=sys.stdin.buffer.read(),
                envelope_to=options["to"],
                envelope_from=options["sender"],
                now=timezone.now(),
            )
        except Exception:
            # Whatever went wrong, the mail server keeps the mail and tries again.
            logger.exception("A returning mail was not stored")
            sys.exit(os.EX_TEMPFAIL)
