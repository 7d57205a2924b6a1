from collections import defaultdict
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from accounts.models import Hotel
from analytics.models import DailyEmailStat
from delivery.models import EngagementEvent, Message
from delivery.types import MessageState

COUNTS = ("sent", "delivered", "bounced", "complained", "opened", "clicked", "unsubscribed")
EVENT_COUNTS = {
    "open": "opened",
    "click": "clicked",
    "unsubscribe": "unsubscribed",
    "complaint": "complained",
}
# Late events of old mail are counted on their own day, so only recent days can change.
RECENT = timedelta(days=3)

Days = dict[date, dict[str, int]]


def email_stats_roll_up(*, now: datetime, since: datetime | None = None) -> int:
    """Count the ledger of the organisation in scope into days since `since` (default: three days ago).

    Single letters that somebody asked for (confirmations, codes) are no campaign's and are left out.
    Returns the number of hotel-days written. Repeating it changes nothing.
    """
    written = 0
    for hotel in Hotel.objects.order_by("id"):
        days = hotel_days(hotel, since=since or now - RECENT)
        written += days_write(hotel, days)
    return written


def hotel_days(hotel: Hotel, *, since: datetime) -> Days:
    zone = ZoneInfo(hotel.time_zone)
    # Whole days only: a day counted from its middle would lose its morning.
    start = since.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    days: Days = defaultdict(lambda: dict.fromkeys(COUNTS, 0))
    sent = (
        Message.objects.filter(mailing__hotel=hotel, mailing__kind="", handed_at__gte=start)
        .annotate(day=TruncDate("handed_at", tzinfo=zone))
        .values("day")
        .annotate(
            sent=Count("id"),
            delivered=Count("id", filter=Q(state=MessageState.HANDED)),
            bounced=Count("id", filter=Q(state=MessageState.BOUNCED)),
        )
    )
    for row in sent:
        days[row["day"]] |= {name: row[name] for name in ("sent", "delivered", "bounced")}
    # A machine's open (Apple MPP, a scanner) is nobody's.
    events = (
        EngagementEvent.objects.filter(
            message__mailing__hotel=hotel, message__mailing__kind="", first_at__gte=start, machine=False
        )
        .annotate(day=TruncDate("first_at", tzinfo=zone))
        .values("day", "kind")
        .annotate(messages=Count("message", distinct=True))
    )
    for event in events:
        if event["kind"] in EVENT_COUNTS:
            days[event["day"]][EVENT_COUNTS[event["kind"]]] = event["messages"]
    return days


@transaction.atomic
def days_write(hotel: Hotel, days: Days) -> int:
    rows = [DailyEmailStat(hotel=hotel, day=day, **counts) for day, counts in days.items()]
    DailyEmailStat.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["organization", "hotel", "day"], update_fields=COUNTS
    )
    return len(rows)
