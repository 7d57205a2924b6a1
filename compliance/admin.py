"""Read-only views of the ledgers: nobody edits what a guest said."""

from django.contrib import admin
from django.http import HttpRequest

from compliance.models import ConsentEvent, ConsentStatus, ConsentText, Suppression


class ReadOnlyAdmin(admin.ModelAdmin):
    """Lists and shows, and offers no way to change."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # noqa: ARG002
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:  # noqa: ARG002
        return False


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
