"""What a hotel group writes about, so that people can leave one subject and keep the others."""

from django.db import models

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel


class Topic(TenantModel):
    """A subject of newsletters, of the group or (with `hotel`) of one hotel.

    `key` names it in suppressions, and never changes. `names` holds its name for guests by language,
    such as ``{"en": "Wellness", "de": "Wellness"}``. A retired topic is offered to nobody any more.
    """

    key = models.SlugField(max_length=40, db_index=False)
    names = models.JSONField(default=dict)
    hotel = TenantForeignKey(Hotel, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    retired = models.BooleanField(default=False)
    position = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="topic_key_unique"),
        ]

    def __str__(self) -> str:
        return self.key

    def name_in(self, language: str) -> str:
        """Return the name in a language, else in English, else in any."""
        names: dict[str, str] = self.names
        return names.get(language) or names.get("en") or next(iter(names.values()), self.key)
