"""`manage.py ota_replay --org alpenblick [--connection 3] [--json]`: stored messages, today's parser."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from accounts.tenancy.commands import TenantCommand
from integrations_ota.selectors.connections import connection_get, connection_rows
from integrations_ota.services.replay import Difference, Replay


class Command(TenantCommand):
    help = "Show what today's parser would make otherwise of stored messages; writes nothing."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--connection", type=int, help="only this one")
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle_organization(self, *args: Any, **options: Any) -> None:
        wanted = options["connection"]
        connections = [connection_get(connection_id=wanted)] if wanted else connection_rows().order_by("id")
        replay = Replay()
        count = 0
        for connection in connections:
            for found in replay.differences(connection):
                count += 1
                text = json.dumps(asdict(found), ensure_ascii=False) if options["json"] else sentence(found)
                self.stdout.write(text)
        self.stderr.write(
            f"{replay.read} messages read again, {count} differ; {replay.erased} are empty and cannot be."
        )


def sentence(found: Difference) -> str:
    """Say a difference in one line."""
    changes = ", ".join(f"{name} {old!r} -> {new!r}" for name, (old, new) in found.fields.items())
    return f"{found.reservation or found.message}: {found.what}{': ' if changes else ''}{changes}"
