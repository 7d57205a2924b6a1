from django.db import models

from accounts.models import Hotel
from accounts.tenancy import TenantForeignKey, TenantModel
from campaigns.blocks.brand import FONTS, Brand

FONT_CHOICES = [(name, name) for name in FONTS]


class BrandKit(TenantModel):
    """How one hotel looks in its letters. Colours are written #rrggbb."""

    hotel = TenantForeignKey(Hotel, on_delete=models.CASCADE, related_name="+")
    logo_url = models.URLField(max_length=500, blank=True)
    logo_width = models.PositiveSmallIntegerField(default=160, help_text="in pixels")
    primary = models.CharField(max_length=7)
    ground = models.CharField(max_length=7, default=Brand.ground)
    paper = models.CharField(max_length=7, default=Brand.paper)
    ink = models.CharField(max_length=7, default=Brand.ink)
    heading_font = models.CharField(max_length=12, choices=FONT_CHOICES, default=Brand.heading_font)
    body_font = models.CharField(max_length=12, choices=FONT_CHOICES, default=Brand.body_font)
    footer_text = models.CharField(max_length=500, blank=True)
    updated_at = models.DateTimeField()

    class Meta(TenantModel.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "hotel"], name="brand_hotel_uniq")]

    def __str__(self) -> str:
        return f"Brand of {self.hotel_id}"
