"""`manage.py papers --org SLUG --out DIR`: the record of processing, filled from the data."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from compliance.selectors.papers import processing_record


class Command(TenantCommand):
    help = "Writes record-of-processing.json and .md (GDPR 30) into a folder."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", required=True, type=Path, help="the folder; made if missing")

    def handle_organization(self, *args: Any, **options: Any) -> None:
        record, folder = processing_record(now=timezone.now()), options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "record-of-processing.json").write_text(json.dumps(record, ensure_ascii=False, indent=2))
        lines = ["# Record of processing (GDPR 30)", ""]
        for name, value in record.items():
            lines += [f"## {name.replace('_', ' ').capitalize()}", "", *markdown(value), ""]
        (folder / "record-of-processing.md").write_text("\n".join(lines))
        self.stdout.write(f"Wrote record-of-processing.json and .md to {folder}.")


def markdown(value: Any) -> list[str]:
    """A value as lines of Markdown."""
    if not isinstance(value, list):
        return [str(value)]
    told = (
        ", ".join(f"{key}: {one}" for key, one in item.items()) if isinstance(item, dict) else str(item)
        for item in value
    )
    return [f"- {line}" for line in told] or ["none yet"]
