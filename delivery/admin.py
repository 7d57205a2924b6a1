"""Read-only views of the ledger; nobody edits what was sent."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from accounts.admin import ReadOnlyAdmin
from delivery.models import (
    Content,
    DkimKey,
    DmarcReport,
    DomainWarmUp,
    EngagementEvent,
    InboundMail,
    LastOpen,
    Mailing,
    Message,
    Relay,
    SendingDomain,
    SendingPolicy,
    StrayMail,
)


@admin.register(Content)
class ContentAdmin(ReadOnlyAdmin):
    list_display = ("subject", "created_at")
    exclude = ("compiled",)


@admin.register(Mailing)
class MailingAdmin(ReadOnlyAdmin):
    list_display = ("id", "from_name", "stream", "state", "started_at", "finished_at")
    list_filter = ("state", "stream")


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    list_display = ("id", "mailing_id", "state", "reason", "attempts", "handed_at", "response")
    list_filter = ("state",)
    exclude = ("merge", "address_hash")
    show_full_result_count = False


@admin.register(EngagementEvent)
class EngagementEventAdmin(ReadOnlyAdmin):
    list_display = ("message_id", "kind", "link_no", "first_at", "count", "machine")
    list_filter = ("kind", "machine")
    show_full_result_count = False


@admin.register(SendingDomain)
class SendingDomainAdmin(ReadOnlyAdmin):
    list_display = ("domain", "verified_at", "checked_at", "failed_checks", "dual_sign", "created_at")


@admin.register(DkimKey)
class DkimKeyAdmin(ReadOnlyAdmin):
    list_display = ("domain", "selector", "algorithm", "state", "created_at", "activated_at", "retired_at")
    list_filter = ("state", "algorithm")
    exclude = ("private_key",)


@admin.register(DmarcReport)
class DmarcReportAdmin(ReadOnlyAdmin):
    list_display = ("reporter", "report_id", "domain", "policy", "begins_at", "ends_at")
    list_filter = ("reporter",)


@admin.register(Relay)
class RelayAdmin(ReadOnlyAdmin):
    list_display = ("name", "host", "streams", "priority", "enabled", "down_until", "last_error")
    exclude = ("password",)


@admin.register(LastOpen)
class LastOpenAdmin(ReadOnlyAdmin):
    list_display = ("id", "day")
    exclude = ("address_hash",)


@admin.register(SendingPolicy)
class SendingPolicyAdmin(ReadOnlyAdmin):
    list_display = ("id", "letters_per_hour", "hold_reason", "held_at")


@admin.register(DomainWarmUp)
class DomainWarmUpAdmin(ReadOnlyAdmin):
    list_display = ("domain", "plan", "started_on")


class ReturnedMailAdmin(ReadOnlyAdmin):
    """The mail itself is shown as text, never as a page."""

    exclude = ("raw", "sha256")
    readonly_fields = ("source",)
    date_hierarchy = "received_at"
    show_full_result_count = False

    @admin.display(description="the mail's first 20,000 characters")
    def source(self, row: InboundMail | StrayMail) -> str:
        return bytes(row.raw)[:20_000].decode(errors="replace") if row.raw is not None else "no longer kept"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).defer("raw")


@admin.register(InboundMail)
class InboundMailAdmin(ReturnedMailAdmin):
    list_display = ("received_at", "kind", "status", "reason", "message_id", "outcome")
    list_filter = ("kind",)


@admin.register(StrayMail)
class StrayMailAdmin(ReturnedMailAdmin):
    list_display = ("received_at", "envelope_to", "reason", "size")
