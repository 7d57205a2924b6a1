"""`manage.py ota_pull --org alpenblick [--connection 3] [--since 2026-01-01T00:00:00+00:00]`."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from integrations_ota.selectors.connections import connection_get, connection_rows
from integrations_ota.services.pull import connection_pull


class Command(TenantCommand):
    help = "Pull connections now, in this process; prints one JSON line for each."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--connection", type=int, help="only this one, whatever its state")
        parser.add_argument("--since", type=datetime.fromisoformat, help="fetch again from this moment on")

    def handle_organization(self, *args: Any, **options: Any) -> None:
        wanted = options["connection"]
        if wanted:
            connections = [connection_get(connection_id=wanted)]
        else:
            connections = list(connection_rows().filter(status="active").order_by("id"))
        failed = 0
        for connection in connections:
            outcome = connection_pull(connection_id=connection.pk, now=timezone.now(), since=options["since"])
            failed += bool(outcome.error)
            line = {"connection": connection.pk, "name": connection.name, **asdict(outcome)}
            self.stdout.write(json.dumps(line, ensure_ascii=False))
        if failed:
            raise CommandError(f"{failed} of {len(connections)} connections reported an error.")
