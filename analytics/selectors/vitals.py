from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import TypedDict

from django.db.models import Max, Sum

from analytics.models import WebVital
from analytics.types import OPEN_END, VITALS

QUARTILE = 0.75


class VitalFigures(TypedDict):
    """One metric of one page: `p75` is the upper bound of the step it lies in, None above the last one."""

    route: str
    metric: str
    readings: int
    p75: int | None
    good_share: float


def web_vitals(*, days: int, now: datetime, by_route: bool = True) -> list[VitalFigures]:
    """What browsers reported in the last `days` days, by page and metric, or by metric over all pages."""
    rows = (
        WebVital.objects.filter(day__gt=now.date() - timedelta(days=days))
        .values_list("route", "metric", "bound")
        .annotate(hits=Sum("hits"))
    )
    histograms: dict[tuple[str, str], Counter[int]] = defaultdict(Counter)
    for route, metric, bound, hits in rows:
        histograms[route if by_route else "", metric][bound] += hits
    return [figures(*key, histogram.items()) for key, histogram in sorted(histograms.items())]


def web_vitals_newest() -> date | None:
    """The last day on which a browser reported."""
    newest: date | None = WebVital.objects.aggregate(newest=Max("day"))["newest"]
    return newest


def figures(route: str, metric: str, histogram: Iterable[tuple[int, int]]) -> VitalFigures:
    steps = sorted(histogram)
    readings = sum(hits for _, hits in steps)
    sums = accumulate(hits for _, hits in steps)
    p75 = next(bound for (bound, _), below in zip(steps, sums, strict=True) if below >= readings * QUARTILE)
    good = sum(hits for bound, hits in steps if bound <= VITALS[metric].good)
    return {
        "route": route,
        "metric": metric,
        "readings": readings,
        "p75": None if p75 == OPEN_END else p75,
        "good_share": good / readings,
    }
