"""`manage.py erasure_replay [--dry-run]`: after a restore, before any worker starts."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from compliance.services.erasure import erasure_replay
from compliance.services.erasure_check import erasures_missing
from compliance.services.erasure_journal import journal_path


class Command(BaseCommand):
    help = "Erase again whom an older backup brought back, by the journal of erasures."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="only say how many erasures are missing")

    def handle(self, *_args: Any, **options: Any) -> None:
        acts = rows = 0
        for organization_id, missing in erasures_missing():
            for act in missing:
                acts += 1
                if options["dry_run"]:
                    self.stdout.write(
                        f"organisation {organization_id}: {act[0].number} of {act[0].at:%Y-%m-%d}"
                    )
                else:
                    rows += erasure_replay(rows=act)
        if options["dry_run"]:
            self.stdout.write(f"{acts} erasures of {journal_path()} are missing in this database.")
        else:
            self.stdout.write(f"{acts} erasures were carried out again; {rows} rows changed or went.")
