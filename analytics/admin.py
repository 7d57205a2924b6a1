from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from analytics.models import DailyEmailStat, WebVital


@admin.register(DailyEmailStat)
class DailyEmailStatAdmin(ReadOnlyAdmin):
    list_display = ("day", "hotel", "sent", "delivered", "bounced", "opened", "clicked", "unsubscribed")
    date_hierarchy = "day"


@admin.register(WebVital)
class WebVitalAdmin(ReadOnlyAdmin):
    list_display = ("day", "route", "metric", "bound", "hits")
    list_filter = ("metric", "route")
    date_hierarchy = "day"
    ordering = ("-day", "route", "metric", "bound")
