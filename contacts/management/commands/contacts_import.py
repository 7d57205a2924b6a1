import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from contacts.models import Import
from contacts.services.imports import contacts_import

COUNTS = ("total", "imported", "updated", "duplicate", "rejected", "suppressed", "consented")


class Command(TenantCommand):
    help = "Import guests from an e-mail service's export."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("file", type=Path, help="a CSV, TSV or XLSX file, or a ZIP archive of CSV files")
        parser.add_argument("--source", required=True, help="where the list comes from, e.g. mailchimp")
        parser.add_argument(
            "--basis",
            choices=list(dict(Import.BASES)),
            default="consent",
            help="on what ground its people may be written to; each still needs an opt-in date",
        )
        parser.add_argument(
            "--map",
            action="append",
            default=[],
            metavar="COLUMN=FIELD",
            help="a column by its number, from 0, and its field, e.g. 2=custom:room; then headers count for none",
        )
        parser.add_argument("--dry-run", action="store_true", help="count what would happen, write nothing")
        parser.add_argument("--json", action="store_true", help="end with one JSON object of the counts")

    def handle_organization(self, *_args: Any, **options: Any) -> str | None:
        path: Path = options["file"]
        try:
            with path.open("rb") as file:
                batch = contacts_import(
                    file=file,
                    file_name=path.name,
                    source=options["source"],
                    basis=options["basis"],
                    actor=None,
                    now=timezone.now(),
                    mapping=dict(pair.partition("=")[::2] for pair in options["map"]),
                    dry_run=options["dry_run"],
                )
        except OSError as error:
            raise CommandError(f"The file {path} cannot be read: {error.strerror}.") from error
        return report(batch, as_json=options["json"])


def report(batch: Import, *, as_json: bool) -> str:
    counts = {name: getattr(batch, name) for name in COUNTS}
    if as_json:
        return json.dumps({"id": batch.pk, "state": batch.state, **counts})
    lines = [f"{name:>12}  {count}" for name, count in counts.items()]
    return "\n".join(lines)
