import json
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.errors import DomainError
from launch.management.table import list_lines, listing, report_json, table_lines
from launch.probe import Probe
from launch.registry import REQUIREMENTS
from launch.services.preflight import preflight_run


class Command(BaseCommand):
    help = "Shows which launch requirements hold on this installation; exits 1 while a required one does not."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--list", action="store_true", help="the requirements, without looking at anything"
        )
        parser.add_argument("--json", action="store_true", help="one JSON object")
        parser.add_argument("--only", nargs="+", metavar="ID", default=[], help="these rows alone")
        parser.add_argument(
            "--url", default="", help="where the product runs; without it this process answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["list"]:
            self.print_list(as_json=options["json"])
            return
        if options["url"] and not options["url"].startswith(("http://", "https://")):
            raise CommandError("--url begins with http:// or https://")
        only = [requirement.upper() for requirement in options["only"]]
        try:
            report = preflight_run(probe=Probe(now=timezone.now(), url=options["url"]), only=only)
        except DomainError as refused:
            raise CommandError(refused.message) from refused
        if options["json"]:
            self.stdout.write(json.dumps(report_json(report), ensure_ascii=False))
        else:
            self.stdout.write("\n".join(table_lines(report, self.style)))
        if report.blocked:
            raise SystemExit(1)

    def print_list(self, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps({"rows": listing(list(REQUIREMENTS.values()))}, ensure_ascii=False))
        else:
            self.stdout.write("\n".join(list_lines(self.style)))
