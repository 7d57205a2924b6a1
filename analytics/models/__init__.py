from analytics.models.daily import DailyEmailStat

__all__ = ["DailyEmailStat"]
