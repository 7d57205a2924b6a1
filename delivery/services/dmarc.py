"""DMARC aggregate reports, stored once each."""

import logging
from datetime import datetime

from django.db import transaction

from delivery.dns.dmarc_report import Report, ReportUnreadable, report_read
from delivery.errors import DmarcReportInvalid
from delivery.models import DmarcReport, DmarcRow, SendingDomain

logger = logging.getLogger(__name__)


@transaction.atomic
def dmarc_report_store(*, raw: bytes, now: datetime) -> DmarcReport:
    """Store a report (XML, gzip or zip) with its rows; one that is known is left as it is.

    Known is what has the same reporter and report id. Raises DmarcReportInvalid for what is no report, or
    is one of a domain that is not the organisation's.
    """
    try:
        report = report_read(raw)
    except ReportUnreadable as bad:
        raise DmarcReportInvalid(str(bad)) from bad
    row, made = DmarcReport.objects.get_or_create(
        reporter=report.reporter,
        report_id=report.report_id,
        defaults={
            "sending_domain": _domain_of(report),
            "domain": report.domain,
            "policy": report.policy,
            "begins_at": report.begins_at,
            "ends_at": report.ends_at,
            "received_at": now,
        },
    )
    if made:
        DmarcRow.objects.bulk_create(
            [
                DmarcRow(report=row, **{name: getattr(each, name) for name in each.__slots__})
                for each in report.rows
            ],
            batch_size=1000,
        )
        if report.unreadable:
            logger.warning("%d rows of DMARC report %d make no sense", report.unreadable, row.pk)
    return row


def _domain_of(report: Report) -> SendingDomain:
    """The sending domain itself, or one above or below it: the policy of a parent holds for its children."""
    rows = SendingDomain.objects.order_by("domain")
    name = report.domain
    related = [
        row for row in rows if f".{name}".endswith(f".{row.domain}") or f".{row.domain}".endswith(f".{name}")
    ]
    if not related:
        raise DmarcReportInvalid(f"The report is about {name}, which is not one of your sending domains.")
    return min(related, key=lambda row: (row.domain != name, abs(len(row.domain) - len(name))))
