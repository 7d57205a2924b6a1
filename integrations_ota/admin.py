"""The operator's view: everything to see, nothing to change by hand."""

from django.contrib import admin

from accounts.admin import ReadOnlyAdmin
from integrations_ota.models import (
    Acknowledgement,
    ChangedDay,
    ChannelIssue,
    Connection,
    RatePlan,
    RawMessage,
    Reservation,
    RoomType,
)


@admin.register(Connection)
class ConnectionAdmin(ReadOnlyAdmin):
    list_display = ("name", "channel", "hotel", "status", "last_success_at", "last_error")
    list_filter = ("channel", "status")
    list_select_related = ("hotel",)
    exclude = ("credentials", "hook_key")


@admin.register(ChannelIssue)
class ChannelIssueAdmin(ReadOnlyAdmin):
    list_display = ("kind", "connection", "subject", "detail", "opened_at", "resolved_at")
    list_filter = ("kind",)
    list_select_related = ("connection",)


@admin.register(RawMessage)
class RawMessageAdmin(ReadOnlyAdmin):
    list_display = ("message_key", "connection", "state", "received_at", "error")
    list_filter = ("state", "stream")
    list_select_related = ("connection",)


@admin.register(Reservation)
class ReservationAdmin(ReadOnlyAdmin):
    list_display = ("ota_reservation_id", "connection", "status", "current_version", "stay")
    list_filter = ("status",)
    list_select_related = ("connection", "stay")


@admin.register(Acknowledgement)
class AcknowledgementAdmin(ReadOnlyAdmin):
    list_display = (
        "token",
        "connection",
        "accepted",
        "attempts",
        "next_attempt_at",
        "acked_at",
        "last_error",
    )
    list_select_related = ("connection",)


@admin.register(RoomType)
class RoomTypeAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "hotel")
    list_select_related = ("hotel",)


@admin.register(RatePlan)
class RatePlanAdmin(ReadOnlyAdmin):
    list_display = ("name", "code", "currency", "hotel")
    list_select_related = ("hotel",)


@admin.register(ChangedDay)
class ChangedDayAdmin(ReadOnlyAdmin):
    list_display = (
        "day",
        "connection",
        "room_type",
        "rate_plan",
        "attempts",
        "next_attempt_at",
        "last_error",
    )
    list_select_related = ("connection", "room_type", "rate_plan")
