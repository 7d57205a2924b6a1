from django.db import models

from accounts.tenancy import TenantModel


class Template(TenantModel):
    """A letter to start from. A campaign takes a copy, so that a later change alters nothing sent."""

    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=500, blank=True)
    preview_text = models.CharField(max_length=500, blank=True)
    mjml = models.TextField()
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="template_name_uniq")]

    def __str__(self) -> str:
        return self.name
