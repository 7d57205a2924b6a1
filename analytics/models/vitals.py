from django.db import models

from analytics.types import VITALS

METRICS = [(code, vital.name) for code, vital in VITALS.items()]


class WebVital(models.Model):
    """How often a page was as quick as one step of a metric's histogram on one day; of the installation.

    `route` is the page's pattern ('/$org/guests/$guestId'), never an address, so no row tells of anybody.
    """

    day = models.DateField(help_text="in UTC")
    route = models.CharField(max_length=80)
    metric = models.CharField(max_length=4, choices=METRICS)
    bound = models.PositiveIntegerField(help_text="upper bound of the step: milliseconds, CLS in thousandths")
    hits = models.PositiveBigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["day", "route", "metric", "bound"], name="web_vital_uniq")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.route} {self.metric} ≤ {self.bound}: {self.hits}"
