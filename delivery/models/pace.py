from django.db import models
from django.db.models import Value

from accounts.tenancy import TenantModel
from compliance.types import TrackingMode

TRACKING = [(value.value, value.value) for value in TrackingMode]


class SendingPolicy(TenantModel):
    """How fast an organisation may send, and whether its marketing mail is held; no row means no limit.

    `letters_per_hour` of 0 is no limit; `provider_limits` maps a mailbox provider's key
    (delivery.pace.providers) to letters an hour. `hold_reason` is empty unless held.
    An inbox gets at most `cap_letters` marketing letters within `cap_days` days; 0 letters is no limit.
    `tracking` is the most that is noted of what guests do with letters; less is, where their law or word asks it.
    """

    letters_per_hour = models.PositiveIntegerField(default=0)
    provider_limits = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    cap_letters = models.PositiveSmallIntegerField(default=0, db_default=0)
    cap_days = models.PositiveSmallIntegerField(default=7, db_default=7)
    # As little as does the work, until somebody decides otherwise (GDPR 25(2)).
    tracking = models.CharField(
        max_length=8,
        choices=TRACKING,
        default=TrackingMode.HYGIENE.value,
        db_default=TrackingMode.HYGIENE.value,
    )
    hold_reason = models.CharField(max_length=300, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization"], name="sending_policy_uniq"),
        ]

    def __str__(self) -> str:
        return self.hold_reason or "sending"


class DomainWarmUp(TenantModel):
    """The plan by which a new sending domain begins; `started_on` is its first day, in UTC."""

    domain = models.CharField(max_length=253)
    plan = models.CharField(max_length=16)
    started_on = models.DateField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "domain"], name="domain_warm_up_uniq"),
        ]

    def __str__(self) -> str:
        return f"{self.domain}: {self.plan} from {self.started_on}"
