"""Read-only views of the ledgers: nobody edits what a guest said."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from compliance.models import ConsentEvent, ConsentStatus, ConsentText, Suppression


@admin.register(ConsentEvent)
class ConsentEventAdmin(ReadOnlyAdmin):
    list_display = ["occurred_at", "purpose", "granted", "basis", "source", "applied"]
    list_filter = ["purpose", "granted", "applied"]


@admin.register(ConsentStatus)
class ConsentStatusAdmin(ReadOnlyAdmin):
    list_display = ["at", "purpose", "granted", "basis", "expires_at"]
    list_filter = ["purpose", "granted"]


@admin.register(ConsentText)
class ConsentTextAdmin(ReadOnlyAdmin):
    list_display = ["purpose", "language", "version", "created_at"]


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin):
    list_display = ["at", "scope", "reason", "source"]
    list_filter = ["reason"]
