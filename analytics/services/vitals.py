from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import TypedDict

from django.db import transaction
from django.db.models import F

from analytics.models import WebVital
from analytics.types import KEPT_DAYS, OTHER_ROUTE, ROUTES_A_DAY, VITALS

Step = tuple[str, str, int]


class Reading(TypedDict):
    """One measured value: milliseconds, or thousandths for CLS."""

    route: str
    metric: str
    value: float


@transaction.atomic
def web_vitals_count(*, readings: Sequence[Reading], now: datetime) -> None:
    """Add readings to the day's histograms; of the readings themselves nothing is kept."""
    day = now.date()
    known = routes_taken(day, {reading["route"] for reading in readings})
    steps: Counter[Step] = Counter()
    for reading in readings:
        route = reading["route"] if reading["route"] in known else OTHER_ROUTE
        steps[route, reading["metric"], VITALS[reading["metric"]].bound(reading["value"])] += 1
    # In one order everywhere: two browsers' reports never wait for each other's rows.
    for (route, metric, bound), hits in sorted(steps.items()):
        step = {"day": day, "route": route, "metric": metric, "bound": bound}
        WebVital.objects.bulk_create([WebVital(**step)], ignore_conflicts=True)
        WebVital.objects.filter(**step).update(hits=F("hits") + hits)


def routes_taken(day: date, asked: set[str]) -> set[str]:
    """Those of the asked routes that are counted by name today."""
    there = set(WebVital.objects.filter(day=day).values_list("route", flat=True).distinct())
    room = max(0, ROUTES_A_DAY - len(there))
    return (asked & there) | set(sorted(asked - there)[:room])


def web_vitals_forget(*, now: datetime) -> int:
    """Drop the days that are too old to compare with. Returns the number of rows dropped."""
    dropped, _ = WebVital.objects.filter(day__lt=now.date() - timedelta(days=KEPT_DAYS)).delete()
    return dropped
