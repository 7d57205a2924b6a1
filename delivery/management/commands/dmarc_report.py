from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.utils import timezone

from accounts.tenancy.commands import TenantCommand
from delivery.dns.dmarc_mail import dmarc_reports_from_mail
from delivery.services.dmarc import dmarc_report_store


class Command(TenantCommand):
    help = "Store DMARC aggregate reports: XML, gzip, zip, or whole mails that carry them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        super().add_arguments(parser)
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle_organization(self, *_args: Any, **options: Any) -> str | None:
        lines = []
        for path in options["files"]:
            try:
                raw = path.read_bytes()
            except OSError as error:
                raise CommandError(f"The file {path} cannot be read: {error.strerror}.") from error
            for report in dmarc_reports_from_mail(raw) or [raw]:
                row = dmarc_report_store(raw=report, now=timezone.now())
                lines.append(f"{path}: {row.reporter}, {row.domain}, {row.rows.count()} rows")
        return "\n".join(lines)
