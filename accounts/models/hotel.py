from django.contrib.postgres.fields import ArrayField
from django.db import models

from accounts.tenancy import TenantModel


class Hotel(TenantModel):
    """One house of a group, with what each of its mails must carry: a sender and a postal address."""

    name = models.CharField(max_length=200)
    slug = models.SlugField(max_length=60)
    legal_entity = models.CharField(
        max_length=200, blank=True, default="", db_default="",
        help_text="the company that sells the stays; empty: the organisation's own",
    )  # fmt: skip
    time_zone = models.CharField(
        max_length=60, default="UTC", help_text="IANA name, for stay dates and send times"
    )
    street = models.CharField(max_length=200)
    postal_code = models.CharField(max_length=20)
    city = models.CharField(max_length=100)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2")
    languages = ArrayField(models.CharField(max_length=8), default=list)
    currency = models.CharField(max_length=3, help_text="ISO 4217")
    website = models.URLField(blank=True)
    phone = models.CharField(max_length=40, blank=True)
    from_name = models.CharField(max_length=100)
    from_email = models.EmailField(max_length=254)
    brand_color = models.CharField(max_length=7, default="#1F5F4A")

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "slug"], name="hotel_slug_uniq")]

    def __str__(self) -> str:
        return self.name

    @property
    def postal_address(self) -> str:
        return f"{self.name}, {self.street}, {self.postal_code} {self.city}, {self.country}"
