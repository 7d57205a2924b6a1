from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from analytics.models import DailyEmailStat
from delivery.models import EngagementEvent, Message
from delivery.selectors.mailings import messages_unfinished
from delivery.types import MessageState

RATE_MINUTES = 5
DAILY = ("sent", "delivered", "bounced", "opened", "clicked", "unsubscribed")


def email_stats(*, days: int, now: datetime) -> dict[str, Any]:
    """The organisation's e-mail of the last `days` days, counted from the ledger as it stands now.

    `opened` and its like count messages, not acts; a machine's opens are apart. `rate_per_minute` is of the
    last five minutes, `queue_length` what waits at this moment.
    """
    since = now - timedelta(days=days)
    mails = Message.objects.filter(handed_at__gte=since).aggregate(
        sent=Count("id"),
        delivered=Count("id", filter=Q(state=MessageState.HANDED)),
        bounced=Count("id", filter=Q(state=MessageState.BOUNCED)),
        recent=Count("id", filter=Q(handed_at__gte=now - timedelta(minutes=RATE_MINUTES))),
    )
    recent = mails.pop("recent")
    return {
        "period_days": days,
        **mails,
        **engagement_since(since),
        "rate_per_minute": round(recent / RATE_MINUTES, 1),
        "queue_length": messages_unfinished(),
        "daily": daily_since(since.date(), now.date()),
    }


def engagement_since(since: datetime) -> dict[str, int]:
    def people(kind: str) -> Count:
        return Count("message", distinct=True, filter=Q(kind=kind, machine=False))

    counts: dict[str, int] = EngagementEvent.objects.filter(first_at__gte=since).aggregate(
        opened=people("open"),
        clicked=people("click"),
        unsubscribed=people("unsubscribe"),
        complained=people("complaint"),
        machine_opened=Count("message", distinct=True, filter=Q(kind="open", machine=True)),
    )
    return counts


def daily_since(first: date, last: date) -> list[dict[str, Any]]:
    """One entry a day, from the roll-up; days without mail are there with zeros."""
    rows = (
        DailyEmailStat.objects.filter(day__gte=first, day__lte=last)
        .values("day")
        .annotate(**{f"{name}_total": Sum(name) for name in DAILY})
    )
    known = {row["day"]: {name: row[f"{name}_total"] for name in DAILY} for row in rows}  # type: ignore[literal-required]
    zeros = dict.fromkeys(DAILY, 0)
    span = (last - first).days + 1
    days = [first + timedelta(days=offset) for offset in range(span)]
    return [{"date": day, **known.get(day, zeros)} for day in days]
