"""What a hotel sells, and how its channels call it."""

from __future__ import annotations

from django.db.models import QuerySet

from accounts.models import Hotel
from integrations_ota.models import Connection, RateMapping, RatePlan, RoomMapping, RoomType


def room_type_rows(*, hotel: Hotel | None = None) -> QuerySet[RoomType]:
    """Return the room types of a hotel, or of all."""
    rows = RoomType.objects.select_related("hotel")
    return rows if hotel is None else rows.filter(hotel=hotel)


def rate_plan_rows(*, hotel: Hotel | None = None) -> QuerySet[RatePlan]:
    """Return the rate plans of a hotel, or of all."""
    rows = RatePlan.objects.select_related("hotel")
    return rows if hotel is None else rows.filter(hotel=hotel)


def mapped_rooms(*, connection: Connection) -> dict[str, str]:
    """Return the hotel's room names by the channel's codes; {} where nothing is mapped."""
    rows = RoomMapping.objects.filter(connection=connection)
    return dict(rows.values_list("remote_code", "room_type__name"))


def room_mappings(*, connection: Connection) -> QuerySet[RoomMapping]:
    """Return which room type is which room at the channel."""
    return RoomMapping.objects.filter(connection=connection).order_by("room_type_id")


def rate_mappings(*, connection: Connection) -> QuerySet[RateMapping]:
    """Return which rate plan of which room type is which at the channel."""
    return RateMapping.objects.filter(connection=connection).order_by("room_type_id", "rate_plan_id")
