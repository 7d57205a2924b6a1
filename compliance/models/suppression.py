"""Addresses that are not to be written to, whoever asks."""

from django.db import models

from accounts.tenancy import TenantModel
from compliance.scopes import PAUSE, hotel_of, topic_of
from compliance.types import Reason, SuppressionReason

REASONS = [(reason.value, reason.value) for reason in SuppressionReason]


class Suppression(TenantModel):
    """One address that gets no mail within a scope, for its strongest known reason.

    The scope is `all`, `topic:KEY`, `hotel:ID`, or `pause`, which alone ends by itself, at `until`.

    It holds no name and no address, so it stays when the guest is erased and stops the address
    from coming back by import, API, form or OTA.
    """

    address_hash = models.BinaryField(max_length=32)
    key_version = models.PositiveSmallIntegerField()
    scope = models.CharField(max_length=64, default="all")
    reason = models.CharField(max_length=32, choices=REASONS)
    source = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField()
    until = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address_hash", "scope"],
                name="suppression_address_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scope} {self.reason}"

    @property
    def code(self) -> str:
        """The Reason code of letters that it stops."""
        if self.scope == PAUSE:
            return Reason.PAUSED.value
        if topic_of(self.scope):
            return Reason.LEFT_TOPIC.value
        if hotel_of(self.scope) is not None:
            return Reason.LEFT_HOTEL.value
        return f"suppressed_{self.reason}"
