"""Shapes of the API: products, their mapping, the calendar, the state of a connection."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from integrations_ota.adapters.offers import Offer
from integrations_ota.models import RatePlan, RoomType


class RoomTypeRow(serializers.Serializer[RoomType]):
    """A room type of a hotel."""

    id = serializers.IntegerField()
    hotel_id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()


class RoomTypeInput(serializers.Serializer[Any]):
    """A room type to add; without a name it is called by its code."""

    hotel_id = serializers.IntegerField()
    code = serializers.CharField(max_length=64)
    name = serializers.CharField(max_length=200, allow_blank=True, default="")


class RatePlanRow(serializers.Serializer[RatePlan]):
    """A rate plan of a hotel; its prices have one currency."""

    id = serializers.IntegerField()
    hotel_id = serializers.IntegerField()
    code = serializers.CharField()
    name = serializers.CharField()
    currency = serializers.CharField()


class RatePlanInput(RoomTypeInput):
    """A rate plan to add."""

    currency = serializers.CharField(min_length=3, max_length=3)


class RemoteRoom(serializers.Serializer[Any]):
    """A room as the channel lists it."""

    code = serializers.CharField()
    name = serializers.CharField()


class RemoteRatePlan(serializers.Serializer[Any]):
    """A rate plan as the channel lists it; `room_code` '' = it holds for every room."""

    code = serializers.CharField()
    name = serializers.CharField()
    room_code = serializers.CharField(allow_blank=True)
    currency = serializers.CharField(allow_blank=True)


class MappedRoom(serializers.Serializer[Any]):
    """Which room type is which room at the channel."""

    room_type_id = serializers.IntegerField()
    remote_code = serializers.CharField(max_length=128)


class MappedRate(MappedRoom):
    """Which rate plan of which room type is which at the channel."""

    rate_plan_id = serializers.IntegerField()


class MappingInput(serializers.Serializer[Any]):
    """The whole mapping; what is left out is mapped no more."""

    rooms = MappedRoom(many=True)
    rates = MappedRate(many=True)


class MappingShape(MappingInput):
    """The mapping, and what the channel lists."""

    remote_rooms = RemoteRoom(many=True)
    remote_rates = RemoteRatePlan(many=True)


class RoomDayShape(serializers.Serializer[Any]):
    """Rooms to sell on a day."""

    room_type_id = serializers.IntegerField()
    day = serializers.DateField()
    available = serializers.IntegerField()


class RateDayShape(serializers.Serializer[Any]):
    """Price, in minor units of the plan's currency, and restrictions of a day."""

    room_type_id = serializers.IntegerField()
    rate_plan_id = serializers.IntegerField()
    day = serializers.DateField()
    price_minor = serializers.IntegerField(allow_null=True)
    closed = serializers.BooleanField()
    closed_to_arrival = serializers.BooleanField()
    closed_to_departure = serializers.BooleanField()
    min_stay = serializers.IntegerField()
    max_stay = serializers.IntegerField()


class CalendarShape(serializers.Serializer[Any]):
    """The calendar of a hotel; days that nobody set are left out."""

    hotel_id = serializers.IntegerField()
    rooms = RoomDayShape(many=True)
    rates = RateDayShape(many=True)


class CalendarQuery(serializers.Serializer[Any]):
    """Which days to show, both ends included, at most 400."""

    hotel_id = serializers.IntegerField()
    first = serializers.DateField()
    last = serializers.DateField()


class CalendarChangeInput(serializers.Serializer[Any]):
    """A change of a range of days; what is left out stays as it is. `weekdays`: Monday is 0."""

    room_type_id = serializers.IntegerField()
    rate_plan_id = serializers.IntegerField(required=False, allow_null=True)
    first = serializers.DateField()
    last = serializers.DateField()
    weekdays = serializers.ListField(child=serializers.IntegerField(min_value=0, max_value=6), required=False)
    available = serializers.IntegerField(min_value=0, max_value=9999, required=False, allow_null=True)
    price_minor = serializers.IntegerField(min_value=0, max_value=10**12, required=False, allow_null=True)
    closed = serializers.BooleanField(required=False, allow_null=True)
    closed_to_arrival = serializers.BooleanField(required=False, allow_null=True)
    closed_to_departure = serializers.BooleanField(required=False, allow_null=True)
    min_stay = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True)
    max_stay = serializers.IntegerField(min_value=0, max_value=999, required=False, allow_null=True)


class CalendarInput(serializers.Serializer[Any]):
    """Changes in their order; the last one wins."""

    hotel_id = serializers.IntegerField()
    changes = CalendarChangeInput(many=True)


class CalendarSet(serializers.Serializer[Any]):
    """How many days are different now."""

    days_changed = serializers.IntegerField()


class QuotaShape(serializers.Serializer[Any]):
    """Calls that may be made now, of how many a minute."""

    kind = serializers.CharField()
    left = serializers.IntegerField(allow_null=True)
    per_minute = serializers.IntegerField()


class ConnectionStateShape(serializers.Serializer[Any]):
    """How a connection is. Lags are in seconds, null where nothing came yet or nothing waits."""

    status = serializers.CharField()
    offers = serializers.ListField(child=serializers.ChoiceField(choices=[offer.value for offer in Offer]))
    last_pull_at = serializers.DateTimeField(allow_null=True)
    last_pull_success_at = serializers.DateTimeField(allow_null=True)
    pull_lag_seconds = serializers.IntegerField(allow_null=True)
    pull_error = serializers.CharField(allow_blank=True)
    pull_failures = serializers.IntegerField()
    last_push_at = serializers.DateTimeField(allow_null=True)
    last_push_success_at = serializers.DateTimeField(allow_null=True)
    push_lag_seconds = serializers.IntegerField(allow_null=True)
    push_error = serializers.CharField(allow_blank=True)
    push_failures = serializers.IntegerField()
    held_until = serializers.DateTimeField(allow_null=True)
    waiting_days = serializers.IntegerField()
    refused_days = serializers.IntegerField()
    waiting_receipts = serializers.IntegerField()
    last_compared_at = serializers.DateTimeField(allow_null=True)
    last_hook_at = serializers.DateTimeField(allow_null=True)
    quotas = QuotaShape(many=True)
    issues = serializers.DictField(child=serializers.IntegerField())


class HookInput(serializers.Serializer[Any]):
    """The secret where the channel hands one out; left empty, one is made."""

    secret = serializers.CharField(max_length=500, allow_blank=True, default="")


class HookShape(serializers.Serializer[Any]):
    """What to enter at the channel. The secret is shown this once."""

    path = serializers.CharField()
    secret = serializers.CharField()
