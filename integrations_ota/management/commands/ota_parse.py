"""`manage.py ota_parse alpinebits FILE… [--json]`: what the parser makes of a file; no database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations_ota.adapters.errors import Malformed, OtaError
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.adapters.registry import CHANNELS, adapter_for


class Command(BaseCommand):
    help = "Show what a channel's parser makes of files, one line for each reservation or refusal."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", choices=list(CHANNELS))
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = 0
        with HttpClient() as http:
            adapter = adapter_for(options["channel"], http)
            for file in options["files"]:
                for row in rows_of(adapter, file):
                    refused += row["result"] not in {"reservation", "ignored"}
                    text = (
                        json.dumps(row, default=str, ensure_ascii=False) if options["json"] else sentence(row)
                    )
                    self.stdout.write(text)
        if refused:
            self.stderr.write(f"{refused} could not be read.")


def rows_of(adapter: OtaAdapter, file: Path) -> Iterator[dict[str, Any]]:
    """Yield one row for each reservation, quarantined piece, or the document's own refusal."""
    try:
        batch = adapter.split(file.read_bytes())
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}.") from error
    except OtaError as error:
        yield {"file": str(file), "result": "document_refused", "code": error.code, "reason": error.message}
        return
    for piece in batch.quarantined:
        yield {"file": str(file), "result": "quarantined", "key": piece.message_key, "reason": piece.reason}
    for none in batch.ignored:
        yield {"file": str(file), "result": "ignored", "key": none.key, "reason": none.reason}
    for message in batch.messages:
        try:
            reservation = asdict(adapter.parse(message))
        except Malformed as error:
            yield {
                "file": str(file),
                "result": "quarantined",
                "key": message.message_key,
                "kind": error.kind,
                "reason": error.message,
            }
            continue
        yield {"file": str(file), "result": "reservation", "sha256": message.sha256, **reservation}


def sentence(row: dict[str, Any]) -> str:
    """Say a row in one line for a person."""
    if row["result"] != "reservation":
        return f"{row['file']}: {row['result']}: {row['reason']}"
    guest = row["guest"] or {}
    name = f"{guest.get('first_name', '')} {guest.get('last_name', '')}".strip() or "no guest"
    dates = f"{row['arrival']} to {row['departure']}" if row["arrival"] else "no fixed dates"
    return f"{row['file']}: {row['status']} {row['reservation_code']}, {name}, {dates}"
