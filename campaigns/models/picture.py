from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.tenancy import TenantModel

ENDINGS = ("jpg", "png", "gif")


class Picture(TenantModel):
    """A picture that letters of this organisation show. Its files stand in the storage `pictures`.

    `key` is its public address: 128 random bits, so that nobody finds it who was not given it. What stands
    there never changes; another picture gets another key.
    """

    key = models.CharField(max_length=32, unique=True)
    digest = models.BinaryField(max_length=32, help_text="SHA-256 of the uploaded file")
    name = models.CharField(max_length=200, help_text="of the uploaded file")
    alt_text = models.CharField(max_length=200, help_text="what it shows, for those who do not see it")
    width = models.PositiveIntegerField(help_text="in pixels, as uploaded and turned upright")
    height = models.PositiveIntegerField()
    widths = ArrayField(models.PositiveSmallIntegerField())
    plain = models.CharField(max_length=3, choices=[(each, each) for each in ENDINGS])
    size = models.PositiveIntegerField(help_text="of its files together, in bytes")
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "digest"], name="picture_digest_uniq"),
        ]
        indexes = [models.Index(fields=["organization", "-id"], name="picture_newest_idx")]

    def __str__(self) -> str:
        return self.name
