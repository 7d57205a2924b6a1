"""The room's own words: the web vitals and the steps they are counted in."""

from dataclasses import dataclass

# Above the last step of a metric: without an upper bound.
OPEN_END = 2_147_483_647


@dataclass(frozen=True, slots=True)
class Vital:
    """One of the web vitals: its unit, what counts as good, and the upper bounds of its histogram.

    Times are whole milliseconds, shifts of the layout thousandths. Source: web.dev/articles/vitals.
    """

    name: str
    unit: str
    good: int
    steps: tuple[int, ...]

    def bound(self, value: float) -> int:
        """The upper bound of the step that `value` falls into."""
        return next((step for step in self.steps if value <= step), OPEN_END)


VITALS = {
    "LCP": Vital(
        "largest contentful paint", "ms", 2500, (500, 1000, 1500, 2000, 2500, 3000, 4000, 6000, 10_000)
    ),
    "INP": Vital("interaction to next paint", "ms", 200, (50, 100, 150, 200, 300, 500, 1000, 2000)),
    "CLS": Vital("cumulative layout shift", "thousandths", 100, (10, 25, 50, 100, 150, 250, 500)),
    "FCP": Vital(
        "first contentful paint", "ms", 1800, (300, 600, 900, 1200, 1500, 1800, 2400, 3000, 5000, 10_000)
    ),
    "TTFB": Vital("time to first byte", "ms", 800, (50, 100, 200, 400, 600, 800, 1200, 1800, 3000, 6000)),
}
CORE = ("LCP", "INP", "CLS")
# More names of pages on one day than the dashboard has are somebody's invention and share this one.
OTHER_ROUTE = "(other)"
ROUTES_A_DAY = 200
KEPT_DAYS = 92
