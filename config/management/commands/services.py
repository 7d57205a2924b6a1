from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from config.demo import children
from config.services import ensure_servers, processes, stop_servers


class Command(BaseCommand):
    help = "Start, stop or show the servers that Bellhop runs itself (PostgreSQL, Valkey, and a demo's processes)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("start", "stop", "status"))

    def handle(self, *args: Any, **options: Any) -> None:
        if options["action"] == "start":
            ensure_servers()
        if options["action"] == "stop":
            children.stop_all()
            stop_servers()
        for name, running in processes.recall().items():
            self.stdout.write(
                f"{name:10} pid {running.pid}, port {running.port}, {'up' if running.is_alive() else 'down'}"
            )
