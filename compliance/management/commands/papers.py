"""`manage.py papers --org SLUG --out DIR`: the papers of GDPR 28, 30 and 35, filled from the data."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from compliance.papers.types import PaperKind
from compliance.papers.written import paper_html, paper_markdown
from compliance.selectors.papers import paper, processing_record

NAMES = {
    PaperKind.RECORD: "record-of-processing",
    PaperKind.DPIA: "impact-assessment",
    PaperKind.PROCESSORS: "processors",
}


class Command(TenantCommand):
    help = "Writes record of processing, impact assessment and list of processors into a folder, as .md and .html."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("--out", required=True, type=Path, help="the folder; made if missing")

    def handle_organization(self, *args: Any, **options: Any) -> None:
        now, folder = timezone.now(), options["out"]
        folder.mkdir(parents=True, exist_ok=True)
        record = json.dumps(processing_record(now=now), ensure_ascii=False, indent=2)
        (folder / "record-of-processing.json").write_text(record)
        for kind, name in NAMES.items():
            made = paper(kind=kind, now=now)
            (folder / f"{name}.md").write_text(paper_markdown(made))
            (folder / f"{name}.html").write_text(paper_html(made))
        self.stdout.write(f"Wrote {', '.join(NAMES.values())} to {folder}.")
