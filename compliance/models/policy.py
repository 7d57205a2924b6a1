"""What an organisation tells people about their data (GDPR 13, 14), in versions."""

from django.db import models

from accounts.tenancy import TenantModel


class PrivacyPolicy(TenantModel):
    """A published version. Never changed: a new wording is a new version. `texts` holds it by language."""

    version = models.PositiveIntegerField()
    texts = models.JSONField()
    published_by = models.CharField(max_length=254)
    published_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        verbose_name_plural = "privacy policies"
        constraints = [
            models.UniqueConstraint(fields=["organization", "version"], name="privacy_policy_version_unique"),
        ]

    def __str__(self) -> str:
        return f"v{self.version}"


class PrivacyDraft(TenantModel):
    """The text that is being written: one for each organisation."""

    texts = models.JSONField(default=dict)
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization"], name="privacy_draft_unique")]

    def __str__(self) -> str:
        return "draft"
