from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from campaigns.models import Campaign, Template


@admin.register(Campaign)
class CampaignAdmin(ReadOnlyAdmin):
    list_display = ("name", "hotel", "status", "send_at", "audience_size", "created_at")
    list_filter = ("status",)


@admin.register(Template)
class TemplateAdmin(ReadOnlyAdmin):
    list_display = ("name", "subject", "updated_at")
