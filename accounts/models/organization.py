from django.db import models

from accounts.types import Role


class Organization(models.Model):
    """A hotel group: the tenant, and the legal entity that answers for its mail."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60, unique=True)
    legal_name = models.CharField(max_length=200, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166-1 alpha-2")
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """Who may act for which organisation, and as what.

    Not a tenant row: it is asked before any scope is open, being the door's own lock.
    """

    user = models.ForeignKey("accounts.User", on_delete=models.CASCADE, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=16, choices=[(role.value, role.name.title()) for role in Role])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "organization"], name="membership_uniq")]

    def __str__(self) -> str:
        return f"{self.user} · {self.organization} · {self.role}"
