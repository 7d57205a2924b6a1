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
