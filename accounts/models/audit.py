from django.db import models

from accounts.tenancy import TenantModel


class AuditEvent(TenantModel):
    """Who did what to what, and when. Append-only: the database refuses to change or delete a row."""

    actor = models.ForeignKey(
        "accounts.User", null=True, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    actor_label = models.CharField(
        max_length=254, help_text="as it was then: an e-mail address, a key, 'system'"
    )
    action = models.CharField(max_length=60)
    target_type = models.CharField(max_length=60)
    target_id = models.BigIntegerField(null=True)
    detail = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        indexes = [
            models.Index(fields=["organization", "-at"], name="audit_recent_idx"),
            models.Index(fields=["organization", "target_type", "target_id", "-at"], name="audit_target_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label} {self.action}"
