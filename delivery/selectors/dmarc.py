"""What mailbox providers reported of a domain's mail."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from delivery.models import DmarcReport, DmarcRow

MAX_SOURCES = 500
_NONE = Q(dkim_aligned=False, spf_aligned=False)


def dmarc_report_list(*, domain_id: int) -> QuerySet[DmarcReport]:
    """A domain's reports, newest period first, with `letters`: how many they speak of."""
    rows = DmarcReport.objects.filter(sending_domain_id=domain_id)
    return rows.annotate(letters=Sum("rows__count")).order_by("-begins_at", "-id")


def dmarc_sources(*, domain_id: int, since: datetime, until: datetime) -> list[dict[str, Any]]:
    """For each address that sent in the domain's name: letters, how many passed by what, and who reported.

    Over periods that began between `since` and `until`; the busiest 500 addresses, busiest first.
    """
    rows = DmarcRow.objects.filter(
        report__sending_domain_id=domain_id, report__begins_at__gte=since, report__begins_at__lt=until
    )
    sums = (
        rows.order_by()
        .values("source_ip")
        .annotate(
            letters=Sum("count"),
            dkim_passed=Sum("count", filter=Q(dkim_aligned=True), default=0),
            spf_passed=Sum("count", filter=Q(spf_aligned=True), default=0),
            failed=Sum("count", filter=_NONE, default=0),
            quarantined=Sum("count", filter=Q(disposition="quarantine"), default=0),
            rejected=Sum("count", filter=Q(disposition="reject"), default=0),
            reporters=Count("report__reporter", distinct=True),
        )
    )
    return [dict(row) for row in sums.order_by("-letters", "source_ip")[:MAX_SOURCES]]
