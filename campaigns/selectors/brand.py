from accounts.models import Hotel
from campaigns.blocks.brand import Brand
from campaigns.blocks.colour import is_colour
from campaigns.models import BrandKit

FIELDS = (
    "logo_url", "logo_width", "primary", "ground", "paper", "ink", "heading_font", "body_font", "footer_text",
)  # fmt: skip


def brand_of(hotel: Hotel | None) -> Brand:
    """A hotel's brand: its kit, else its own colour and the house's quiet form."""
    if hotel is None:
        return Brand()
    kit = BrandKit.objects.filter(hotel=hotel).first()
    if kit is None:
        colour = hotel.brand_color if is_colour(hotel.brand_color) else Brand.primary
        return Brand(primary=colour, website=hotel.website)
    return Brand(**{name: getattr(kit, name) for name in FIELDS}, website=hotel.website)


def first_hotel() -> Hotel | None:
    """The hotel in whose brand a template is shown that belongs to none."""
    return Hotel.objects.order_by("id").first()
