from django.db import models

from accounts.tenancy import TenantModel
from delivery.types import InboundKind

INBOUND_KINDS = [(value.value, value.value) for value in InboundKind]


class InboundMail(TenantModel):
    """A mail that came back for an organisation, by a token that we signed, and what was made of it.

    `raw` is kept for thirty days and is null from then on; `truncated` says that only the head of a
    huge mail was kept. `message_id` and `message_month` name the letter without a foreign key: the
    ledger's old months go, and what came back for them stays. `outcome` is a sentence for operators.
    """

    received_at = models.DateTimeField()
    envelope_to = models.CharField(max_length=320)
    envelope_from = models.CharField(max_length=320, blank=True)
    kind = models.CharField(max_length=16, choices=INBOUND_KINDS)
    status = models.CharField(max_length=16, blank=True)
    reason = models.CharField(max_length=40, blank=True)
    message_id = models.BigIntegerField(null=True, blank=True)
    message_month = models.DateField(null=True, blank=True)
    outcome = models.CharField(max_length=300)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    truncated = models.BooleanField(default=False)
    raw = models.BinaryField(null=True)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "sha256", "envelope_to"], name="inbound_mail_sha256_uniq"
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "received_at"], name="inbound_mail_received_idx"),
            models.Index(
                fields=["organization", "message_id"],
                name="inbound_mail_message_idx",
                condition=models.Q(message_id__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class StrayMail(models.Model):
    """A mail that names no letter of ours, or by a forged token: it belongs to nobody and changes nothing."""

    received_at = models.DateTimeField(db_index=True)
    envelope_to = models.CharField(max_length=320)
    envelope_from = models.CharField(max_length=320, blank=True)
    reason = models.CharField(max_length=300)
    sha256 = models.BinaryField(max_length=32)
    size = models.PositiveIntegerField()
    truncated = models.BooleanField(default=False)
    raw = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sha256", "envelope_to"], name="stray_mail_sha256_uniq"),
        ]

    def __str__(self) -> str:
        return f"{self.envelope_to} #{self.pk}"
