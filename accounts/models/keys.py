from django.db import models

from accounts.models.organization import Organization
from accounts.types import Role


class ApiKey(models.Model):
    """A key of one organisation for its own programs; only the SHA-256 of it is kept.

    Not a tenant row: it is looked up before any scope is open.
    """

    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.BinaryField(max_length=32)
    role = models.CharField(max_length=16, choices=[(role.value, role.name.title()) for role in Role])
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True, blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"
