import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from delivery.inbound.classify import mail_classify
from delivery.inbound.mime import mails_in
from delivery.inbound.types import Record


class Command(BaseCommand):
    help = "Says of each bounce, complaint or auto-reply in a file whom it is about and what it means."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a mail, or several as an mbox")
        parser.add_argument("--json", action="store_true", help="one JSON line for each file")

    def handle(self, *args: Any, **options: Any) -> None:
        unread = 0
        for name in options["files"]:
            try:
                raw = Path(name).read_bytes()
            except OSError as problem:
                self.stderr.write(f"{name}: {problem.strerror}")
                unread += 1
                continue
            records = [record for mail in mails_in(raw) for record in mail_classify(mail)]
            self.stdout.write(as_json(name, records) if options["json"] else as_table(name, records))
        if unread:
            raise CommandError(f"{unread} of {len(options['files'])} files could not be read.")


def as_json(name: str, records: list[Record]) -> str:
    facts = [
        {"class": record.kind.value, "recipient": record.recipient, "status": record.status}
        for record in records
    ]
    return json.dumps({"file": name, "records": facts})


def as_table(name: str, records: list[Record]) -> str:
    lines = [
        f"  {record.kind.value:<10} {record.status or '-':<9} {record.recipient or '-':<40} {record.reason}"
        for record in records
    ]
    return "\n".join([name, *lines])
