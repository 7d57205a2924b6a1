"""Guests and stays for the operator to look at; the address rules to edit."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from contacts.models import AddressRule, Guest, Import, ImportRejection, MergeSuggestion, Stay


@admin.register(Guest)
class GuestAdmin(ReadOnlyAdmin):
    list_display = ["last_name", "first_name", "email", "email_kind", "country"]
    list_filter = ["email_kind"]
    search_fields = ["last_name", "email"]


@admin.register(Stay)
class StayAdmin(ReadOnlyAdmin):
    list_display = ["reservation_code", "source_channel", "status", "arrival", "departure"]
    list_filter = ["status"]


@admin.register(MergeSuggestion)
class MergeSuggestionAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "reason", "state"]


@admin.register(AddressRule)
class AddressRuleAdmin(admin.ModelAdmin):
    list_display = ["domain", "kind", "note"]


@admin.register(Import)
class ImportAdmin(ReadOnlyAdmin):
    list_display = ["created_at", "file_name", "source", "state", "total", "rejected"]


@admin.register(ImportRejection)
class ImportRejectionAdmin(ReadOnlyAdmin):
    list_display = ["line", "reason"]
