from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from analytics.models import DailyEmailStat


@admin.register(DailyEmailStat)
class DailyEmailStatAdmin(ReadOnlyAdmin):
    list_display = ("day", "hotel", "sent", "delivered", "bounced", "opened", "clicked", "unsubscribed")
    date_hierarchy = "day"
