from django.db import models

from accounts.tenancy import TenantModel


class HashRotation(TenantModel):
    """All address hashes of the organisation were brought to a key; append-only.

    `key_version` is how many keys the hashes have passed through since; `counts` says how many rows each table had.
    """

    key_version = models.PositiveSmallIntegerField()
    counts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key_version"], name="hash_rotation_once"),
        ]

    def __str__(self) -> str:
        return f"key {self.key_version} since {self.at:%Y-%m-%d}"
