"""`manage.py ota_parse CHANNEL FILE… [--json]`: what the parser makes of a file; no database."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations_ota.adapters.cards import strip_text
from integrations_ota.adapters.errors import Malformed, OtaError
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import OtaAdapter, RawOtaMessage
from integrations_ota.adapters.registry import CHANNELS, adapter_for

EMPTY = "empty"
UNOPENED = "unopened"
_UNDERSTOOD = {"reservation", "ignored", EMPTY}


class Command(BaseCommand):
    help = (
        "Show what a channel's parser makes of files, one line for each reservation or refusal. A file that is "
        "refused is an answer; the exit code is 1 only where a file could not be opened."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("channel", choices=list(CHANNELS))
        parser.add_argument("files", nargs="+", type=Path)
        parser.add_argument("--json", action="store_true", help="one JSON object a line")

    def handle(self, *args: Any, **options: Any) -> None:
        refused = unopened = 0
        with HttpClient() as http:
            adapter = adapter_for(options["channel"], http)
            for file in options["files"]:
                for row in rows_of(adapter, file):
                    refused += row["result"] not in _UNDERSTOOD
                    unopened += row["result"] == UNOPENED
                    text = (
                        json.dumps(row, default=str, ensure_ascii=False) if options["json"] else sentence(row)
                    )
                    self.stdout.write(text)
        if unopened:
            raise CommandError(f"{unopened} of {len(options['files'])} files could not be opened.")
        if refused:
            self.stderr.write(f"{refused} could not be read.")


def rows_of(adapter: OtaAdapter, file: Path) -> Iterator[dict[str, Any]]:
    """Yield at least one row for a file: a reservation, a piece set aside, or why there is none.

    Reasons may quote the document, so card numbers are taken out of them too.
    """
    for row in _rows_of(adapter, file):
        told: dict[str, Any] = {name: strip_text(row[name]) for name in ("reason", "key") if name in row}
        yield {"file": str(file), **row, **told}


def _rows_of(adapter: OtaAdapter, file: Path) -> Iterator[dict[str, Any]]:
    try:
        batch = adapter.split(file.read_bytes())
    except OSError as error:
        yield {"result": UNOPENED, "reason": f"{error.strerror}."}
        return
    except OtaError as error:
        yield {"result": "document_refused", "code": error.code, "reason": error.message}
        return
    if not (batch.quarantined or batch.ignored or batch.messages):
        yield {"result": EMPTY, "reason": "The document is in order and holds no reservation."}
    for piece in batch.quarantined:
        yield {"result": "quarantined", "key": piece.message_key, "kind": piece.kind, "reason": piece.reason}
    for none in batch.ignored:
        yield {"result": "ignored", "key": none.key, "reason": none.reason}
    for message in batch.messages:
        yield _row_of(adapter, message)


def _row_of(adapter: OtaAdapter, message: RawOtaMessage) -> dict[str, Any]:
    try:
        reservation = asdict(adapter.parse(message))
    except Malformed as error:
        return {
            "result": "quarantined",
            "key": message.message_key,
            "kind": error.kind,
            "reason": error.message,
        }
    return {"result": "reservation", "sha256": message.sha256, **reservation}


def sentence(row: dict[str, Any]) -> str:
    """Say a row in one line for a person."""
    if row["result"] != "reservation":
        return f"{row['file']}: {row['result']}: {row['reason']}"
    guest = row["guest"] or {}
    name = f"{guest.get('first_name', '')} {guest.get('last_name', '')}".strip() or "no guest"
    dates = f"{row['arrival']} to {row['departure']}" if row["arrival"] else "no fixed dates"
    return f"{row['file']}: {row['status']} {row['reservation_code']}, {name}, {dates}"
