from django.db import models

from accounts.tenancy import TenantModel
from campaigns.types import TemplateFormat

FORMATS = [(each.value, each.value) for each in TemplateFormat]


class Template(TenantModel):
    """A letter to start from. A campaign takes a copy, so that a later change alters nothing sent.

    `mjml` is what is compiled: MJML, or a whole HTML page where `format` says so. With blocks, `document` is
    the source, and `mjml` what it was written as in the brand of the first hotel.
    """

    name = models.CharField(max_length=200)
    subject = models.CharField(max_length=500, blank=True)
    preview_text = models.CharField(max_length=500, blank=True)
    format = models.CharField(
        max_length=8, choices=FORMATS, default=TemplateFormat.MJML.value, db_default=TemplateFormat.MJML.value
    )
    document = models.JSONField(null=True, blank=True, help_text="the letter's blocks, if it is made of them")
    mjml = models.TextField(help_text="the source: MJML or an HTML page")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "name"], name="template_name_uniq")]

    def __str__(self) -> str:
        return self.name
