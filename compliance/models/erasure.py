"""The journal of erasures: what must never come back, not even out of a backup."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.tenancy import TenantModel


class Erasure(TenantModel):
    """A person was forgotten. One row for each of their addresses, or one without; append-only.

    It names nobody: `address_hash` is a keyed hash and `guest_ids` lead to rows that are gone. `number` is the same
    for all rows of one act. `counts` says how many rows each table lost. The same lines stand in a file outside the
    database (BELLHOP_ERASURE_JOURNAL), from where they are carried out again after a restore.
    """

    number = models.UUIDField()
    address_hash = models.BinaryField(max_length=32, null=True)
    key_version = models.PositiveSmallIntegerField()
    guest_ids = ArrayField(models.BigIntegerField(), default=list)
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "number", "address_hash"],
                name="erasure_once",
                nulls_distinct=False,
            ),
        ]
        indexes = [
            models.Index(fields=["organization", "address_hash"], name="erasure_address"),
            models.Index(fields=["organization", "at"], name="erasure_recent"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.at:%Y-%m-%d}"
