"""The hotel's calendar: rooms to sell, prices and restrictions of each day, and what channels still lack."""

from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantForeignKey, TenantModel
from integrations_ota.models.connection import Connection
from integrations_ota.models.product import RatePlan, RoomType


class RoomDay(TenantModel):
    """How many rooms of a type may be sold on a day. No row: nobody has said."""

    room_type = TenantForeignKey(RoomType, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    available = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "room_type", "day"], name="room_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.available}"


class RateDay(TenantModel):
    """Price, in minor units of the plan's currency, and restrictions of a day.

    ``min_stay`` 1 and ``max_stay`` 0 mean no limit; no price means that channels keep theirs.
    """

    room_type = TenantForeignKey(RoomType, on_delete=models.CASCADE, related_name="+")
    rate_plan = TenantForeignKey(RatePlan, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    price_minor = models.PositiveBigIntegerField(null=True, blank=True)
    closed = models.BooleanField(default=False)
    closed_to_arrival = models.BooleanField(default=False)
    closed_to_departure = models.BooleanField(default=False)
    min_stay = models.PositiveSmallIntegerField(default=1)
    max_stay = models.PositiveSmallIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "room_type", "rate_plan", "day"], name="rate_day_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.price_minor}"


class ChangedDay(TenantModel):
    """A day that a channel has to be told, once, however often it changed meanwhile.

    ``rate_plan`` None: the number of rooms. What is sent is read when it is sent, so an old value
    never overtakes a new one. ``change`` names the change that put the row here: one that is
    confirmed removes it only while no newer change came. ``next_attempt_at`` None: the channel
    refused it, and it waits for the hotel.
    """

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="changed_days")
    room_type = TenantForeignKey(RoomType, on_delete=models.CASCADE, related_name="+")
    rate_plan = TenantForeignKey(RatePlan, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    change = models.UUIDField()
    changed_at = models.DateTimeField()
    attempts = models.PositiveIntegerField(default=0)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    last_error = models.CharField(max_length=500, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "room_type", "rate_plan", "day"],
                name="changed_day_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(
                fields=["organization", "connection", "next_attempt_at"],
                condition=Q(next_attempt_at__isnull=False),
                name="changed_day_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} of {self.room_type_id}"
