from typing import Any

from django.db import models
from django.db.models import Q

from accounts.tenancy import TenantForeignKey, TenantModel
from delivery.models.ledger import Message
from delivery.types import EngagementKind

KINDS = [(value.value, value.value) for value in EngagementKind]


class EngagementEvent(TenantModel):
    """What one letter brought: one row for each kind and link, counted, not one for each act.

    `link_no` is the number of the clicked link, 0 for other kinds. `machine` stays true only as
    long as nothing but machines were seen.
    """

    message = TenantForeignKey(Message, on_delete=models.CASCADE, related_name="+")
    month = models.DateField(editable=False, help_text="the month of the message, whose key it is part of")
    kind = models.CharField(max_length=16, choices=KINDS)
    link_no = models.PositiveIntegerField(default=0)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    count = models.PositiveIntegerField(default=1)
    machine = models.BooleanField(default=False)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "message", "month", "kind", "link_no"], name="engagement_event_uniq"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "first_at"], name="engagement_first_at_idx"),
            models.Index(
                fields=["organization", "first_at"],
                name="engagement_trouble_idx",
                condition=Q(kind__in=[EngagementKind.BOUNCE.value, EngagementKind.COMPLAINT.value]),
            ),
        ]

    def save(self, *args: Any, **kwargs: Any) -> None:
        if getattr(self, "month", None) is None:
            self.month = self.message.month
        super().save(*args, **kwargs)

    def __str__(self) -> str:
        return f"{self.kind} #{self.message_id}"


class LastOpen(TenantModel):
    """The last day, in UTC, on which an address opened a letter: all that is noted of one who was never asked.

    Overwritten each time and tied to no letter (CNIL 2026-042: to find who reads no more, and nothing else).
    """

    address_hash = models.BinaryField(max_length=32)
    key_version = models.PositiveSmallIntegerField()
    day = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "address_hash"], name="last_open_address_uniq"),
        ]
        indexes = [models.Index(fields=["organization", "day"], name="last_open_day_idx")]

    def __str__(self) -> str:
        return self.day.isoformat()
