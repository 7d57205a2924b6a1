"""Data whose time is over, let go: slice by slice, each in a transaction of its own."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy.scope import required_organization_id
from compliance.models import RetentionPeriod, RetentionRun
from compliance.retention import PERIODS, Handler, retention_handlers
from compliance.selectors.retention import retention_days

SLICE = 500
SECONDS = 120.0


def retention_apply(*, clock: Callable[[], datetime], seconds: float = SECONDS) -> RetentionRun:
    """Let go what is over, for up to `seconds`; the rest is left to the next run. Returns the run's record.

    Must be called outside a transaction.
    """
    started = clock()
    until = started + timedelta(seconds=seconds)
    days, handlers = retention_days(), retention_handlers()
    counts: dict[str, int] = {}
    complete = True
    for period in PERIODS:
        before = started - timedelta(days=days[period.key])
        gone, over = _work_off(handlers[period.key], before, lambda: clock() < until, started)
        counts[period.key] = gone
        complete = complete and over
    return RetentionRun.objects.create(
        started_at=started, finished_at=clock(), counts=counts, complete=complete
    )


def _work_off(
    handler: Handler, before: datetime, in_time: Callable[[], bool], now: datetime
) -> tuple[int, bool]:
    """How many rows went, and whether none is left."""
    gone = 0
    while in_time():
        with transaction.atomic():
            numbers = list(handler.due(before).order_by("pk").values_list("pk", flat=True)[:SLICE])
            if numbers:
                handler.end(numbers, now)
        gone += len(numbers)
        if len(numbers) < SLICE:
            return gone, True
    return gone, False


@transaction.atomic
def retention_shorten(*, key: str, days: int, actor: User | None, now: datetime) -> None:
    """Keep one kind of data for fewer days than the standard. Raises InvalidInput for more, or for none."""
    organization = Organization.objects.get(pk=required_organization_id("RetentionPeriod"))
    standard = {period.key: period.days_in(organization.country) for period in PERIODS}
    if key not in standard:
        raise InvalidInput(f"There is no period '{key}'. Choose one of {', '.join(standard)}.")
    if not 1 <= days <= standard[key]:
        reason = f"At least one day and at most {standard[key]} days, which the law's standard allows."
        raise InvalidInput(reason, fields={"days": [reason]})
    RetentionPeriod.objects.update_or_create(key=key, defaults={"days": days})
    audit_record(actor=actor, action="retention.changed", target=organization, now=now, key=key, days=days)
