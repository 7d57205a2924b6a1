"""How long an organisation keeps what, and the nights on which that was carried out."""

from django.db import models

from accounts.tenancy import TenantModel


class RetentionPeriod(TenantModel):
    """A period of `compliance.retention.PERIODS` that an organisation shortened."""

    key = models.CharField(max_length=40)
    days = models.PositiveIntegerField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="retention_period_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.days} days"


class RetentionRun(TenantModel):
    """One run: how many rows of each kind went. `complete`: nothing was left over for the next one."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    complete = models.BooleanField()

    class Meta(TenantModel.Meta):
        indexes = [models.Index(fields=["organization", "-started_at"], name="retention_run_recent")]

    def __str__(self) -> str:
        return f"{self.started_at:%Y-%m-%d %H:%M} {sum(self.counts.values())} rows"
