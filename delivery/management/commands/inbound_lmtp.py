import asyncio
import logging
import re
import signal
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from delivery.management.lmtp import serve

logger = logging.getLogger(__name__)
_LISTEN = re.compile(r"unix:/.+|[^:\s]+:\d{1,5}|\[[0-9a-fA-F:]+\]:\d{1,5}")


class Command(BaseCommand):
    """Postfix: `virtual_transport = lmtp:inet:127.0.0.1:2424` for the domains of return addresses."""

    help = "Takes bounces, complaints and wishes to unsubscribe from the mail server, by LMTP."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--listen", default=settings.BELLHOP_LMTP, help="host:port, or unix:/path")

    def handle(self, *args: Any, **options: Any) -> None:
        listen = options["listen"]
        if not _LISTEN.fullmatch(listen):
            raise CommandError(f"'{listen}' is neither host:port nor unix:/path.")
        try:
            asyncio.run(self.serve(listen))
        except OSError as problem:
            raise CommandError(f"Cannot listen at {listen}: {problem.strerror or problem}") from problem

    async def serve(self, listen: str) -> None:
        stop = asyncio.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().add_signal_handler(number, stop.set)
        await serve(listen, stop=stop, ready=lambda: self.ready(listen))

    def ready(self, listen: str) -> None:
        self.stdout.write(f"Taking returning mail at {listen}")
        self.stdout.flush()
