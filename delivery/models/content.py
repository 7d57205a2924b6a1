from django.db import models

from accounts.tenancy import TenantModel


class Content(TenantModel):
    """A letter compiled once. Never changed: a changed letter is new content.

    `compiled` is what senders read (delivery.content.compiled); `html` and `text` show it with
    its merge tags; `links[n]` is where click number n leads.
    """

    subject = models.CharField(max_length=500)
    preview_text = models.CharField(max_length=500, blank=True)
    html = models.TextField()
    text = models.TextField()
    compiled = models.JSONField()
    links = models.JSONField(default=list)
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "sha256"], name="content_sha256_uniq"),
        ]

    def __str__(self) -> str:
        return self.subject
