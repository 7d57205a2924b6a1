from django.db import models

from accounts.tenancy import TenantModel


class Processor(TenantModel):
    """Somebody who handles guests' data for the organisation (GDPR 28), as it entered them itself."""

    name = models.CharField(max_length=200)
    task = models.CharField(max_length=200)
    categories = models.CharField(max_length=500)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    contract = models.CharField(max_length=500, blank=True)
    added_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "name", "task"], name="processor_once"),
        ]

    def __str__(self) -> str:
        return self.name
