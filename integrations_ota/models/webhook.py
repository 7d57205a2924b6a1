"""Calls from channels that were taken, so that the same one is not taken twice."""

from django.db import models

from accounts.tenancy import TenantForeignKey, TenantModel
from integrations_ota.models.connection import Connection


class WebhookDelivery(TenantModel):
    """A delivery by its number, or by the hash of its body where the channel gives none."""

    connection = TenantForeignKey(Connection, on_delete=models.CASCADE, related_name="deliveries")
    delivery_id = models.CharField(max_length=128)
    received_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "connection", "delivery_id"], name="webhook_delivery_once"
            ),
        ]

    def __str__(self) -> str:
        return self.delivery_id
