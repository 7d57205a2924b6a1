"""What a hotel sells, and what each of it is called at a channel."""

from django.db import models

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from integrations_ota.models.connection import Connection


class RoomType(TenantModel):
    """A kind of room, by the hotel's own code."""

    hotel = TenantForeignKey(Hotel, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "hotel", "code"], name="room_type_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RatePlan(TenantModel):
    """A way to sell rooms: breakfast included, not refundable. Its prices have one currency."""

    hotel = TenantForeignKey(Hotel, on_delete=models.CASCADE, related_name="+")
    code = models.CharField(max_length=64)
    name = models.CharField(max_length=200)
    currency = models.CharField(max_length=3)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "hotel", "code"], name="rate_plan_once"),
        ]

    def __str__(self) -> str:
        return self.name


class RoomMapping(TenantModel):
    """A room type's code at one channel."""

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="room_mappings")
    room_type = TenantForeignKey(RoomType, on_delete=models.CASCADE, related_name="mappings")
    remote_code = models.CharField(max_length=128)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "room_type"], name="room_mapping_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "connection", "remote_code"], name="room_mapping_remote_once"
            ),
        ]

    def __str__(self) -> str:
        return self.remote_code


class RateMapping(TenantModel):
    """The code of a rate plan for one room type at one channel."""

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="rate_mappings")
    room_type = TenantForeignKey(RoomType, on_delete=models.CASCADE, related_name="+")
    rate_plan = TenantForeignKey(RatePlan, on_delete=models.CASCADE, related_name="+")
    remote_code = models.CharField(max_length=128)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "room_type", "rate_plan"], name="rate_mapping_once"
            ),
            models.UniqueConstraint(
                fields=["organization", "connection", "room_type", "remote_code"],
                name="rate_mapping_remote_once",
            ),
        ]

    def __str__(self) -> str:
        return self.remote_code
