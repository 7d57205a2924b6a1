"""How often, and in which language, a person wants to hear from a group."""

from django.db import models

from accounts.tenancy import TenantModel
from compliance.types import Frequency

FREQUENCIES = [(value.value, value.value) for value in Frequency]


class MailPreference(TenantModel):
    """One address's wishes beside what it left: the rest of a preference centre.

    `language` is empty where the person chose none.
    """

    address_hash = models.BinaryField(max_length=32)
    key_version = models.PositiveSmallIntegerField()
    frequency = models.CharField(max_length=16, choices=FREQUENCIES, default=Frequency.ALL.value)
    language = models.CharField(max_length=16, blank=True)
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "address_hash"], name="mail_preference_address_unique"
            ),
        ]

    def __str__(self) -> str:
        return self.frequency
