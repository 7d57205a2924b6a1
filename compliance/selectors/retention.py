"""What is kept for how long, and what is over."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Organization
from accounts.tenancy.scope import required_organization_id
from compliance.models import RetentionPeriod, RetentionRun
from compliance.retention import PERIODS, Period, retention_handlers


@dataclass(frozen=True, slots=True)
class Due:
    """One kind of data: how long the organisation keeps it, and how many rows are over."""

    period: Period
    days: int
    before: datetime
    rows: int


def retention_days() -> dict[str, int]:
    """The days that hold for the organisation, by key: its country's, or fewer where it chose so."""
    country = Organization.objects.values_list("country", flat=True).get(
        pk=required_organization_id("RetentionPeriod")
    )
    shorter = dict(RetentionPeriod.objects.values_list("key", "days"))
    standard = {period.key: period.days_in(country) for period in PERIODS}
    return {key: min(days, shorter.get(key, days)) for key, days in standard.items()}


def retention_due(*, now: datetime) -> list[Due]:
    """Each kind of data with how many rows are over at `now`. One count for each."""
    days, handlers = retention_days(), retention_handlers()
    found = []
    for period in PERIODS:
        before = now - timedelta(days=days[period.key])
        found.append(Due(period, days[period.key], before, handlers[period.key].due(before).count()))
    return found


def retention_last_run() -> RetentionRun | None:
    """The newest run."""
    return RetentionRun.objects.order_by("-started_at").first()
