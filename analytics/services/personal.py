"""Figures by hotel and day, of nobody in particular."""

from compliance.personal import not_personal


def register() -> None:
    """Called once, when the apps are ready."""
    not_personal("analytics.DailyEmailStat", "counts by hotel and day")
    not_personal("analytics.WebVital", "counts by day and page, of no browser in particular")
