from analytics.models.daily import DailyEmailStat
from analytics.models.vitals import WebVital

__all__ = ["DailyEmailStat", "WebVital"]
