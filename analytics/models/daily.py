from django.db import models

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel


class DailyEmailStat(TenantModel):
    """One hotel's e-mail on one of its days, rolled up from the ledger; may be thrown away and made anew.

    `sent` and what became of it count by the day a mail left, engagement by the day it happened.
    """

    hotel = TenantForeignKey(Hotel, on_delete=models.CASCADE, related_name="+")
    day = models.DateField(help_text="in the hotel's time zone")
    sent = models.PositiveIntegerField(default=0)
    delivered = models.PositiveIntegerField(default=0)
    bounced = models.PositiveIntegerField(default=0)
    complained = models.PositiveIntegerField(default=0)
    opened = models.PositiveIntegerField(default=0)
    clicked = models.PositiveIntegerField(default=0)
    unsubscribed = models.PositiveIntegerField(default=0)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "hotel", "day"], name="daily_email_stat_uniq")
        ]
        indexes = [models.Index(fields=["organization", "day"], name="daily_email_stat_day_idx")]

    def __str__(self) -> str:
        return f"{self.day} {self.sent}"
