"""The consent ledger and the projection that audiences join with."""

from django.db import models

from accounts.tenancy import TenantForeignKey, TenantModel
from compliance.types import Basis, Purpose

PURPOSES = [(purpose.value, purpose.value) for purpose in Purpose]
BASES = [(basis.value, basis.value) for basis in Basis]


class ConsentText(TenantModel):
    """A wording that guests agreed to. Never changed: a new wording is a new version."""

    purpose = models.CharField(max_length=32, choices=PURPOSES)
    language = models.CharField(max_length=16)
    version = models.PositiveIntegerField()
    text = models.TextField()
    controller = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "purpose", "language", "version"],
                name="consent_text_version_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.language} v{self.version}"


class ConsentEvent(TenantModel):
    """One statement of consent or withdrawal, as it came in. Append-only in the database.

    ``applied`` is False where the statement was kept but changed nothing, as when an import
    says 'yes' after the person said 'no'. A ``scope`` other than all tells of a part of the mail (a
    topic, a hotel, a pause, how often), which no status follows.
    """

    address_hash = models.BinaryField(max_length=32)
    key_version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=32, choices=PURPOSES)
    scope = models.CharField(max_length=64, default="all", db_default="all")
    granted = models.BooleanField()
    basis = models.CharField(max_length=32, choices=BASES)
    source = models.CharField(max_length=64)
    evidence = models.JSONField(default=dict)
    text = TenantForeignKey(ConsentText, null=True, blank=True, on_delete=models.PROTECT)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    applied = models.BooleanField()
    digest = models.BinaryField(max_length=32)

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="consent_event_digest_unique"),
        ]
        indexes = [
            models.Index(
                fields=["organization", "address_hash", "occurred_at"],
                name="consent_event_address",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {'granted' if self.granted else 'withdrawn'} {self.occurred_at}"


class ConsentStatus(TenantModel):
    """Where an address stands now for a purpose: the last applied event, one row to join with.

    ``confirmed``: the consent is proven to come from the mailbox's owner (types.is_confirmed).
    """

    address_hash = models.BinaryField(max_length=32)
    key_version = models.PositiveSmallIntegerField()
    purpose = models.CharField(max_length=32, choices=PURPOSES)
    granted = models.BooleanField()
    basis = models.CharField(max_length=32, choices=BASES)
    event = TenantForeignKey(ConsentEvent, on_delete=models.PROTECT)
    at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    confirmed = models.BooleanField(default=False, db_default=False)

    class Meta(TenantModel.Meta):
        verbose_name_plural = "consent statuses"
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address_hash", "purpose"],
                name="consent_status_address_unique",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {'granted' if self.granted else 'withdrawn'}"
