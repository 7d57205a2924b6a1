from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.errors import InvalidInput, NotFound
from accounts.models import Hotel, User
from accounts.services.audit import audit_record
from campaigns.blocks.colour import is_colour
from campaigns.models import BrandKit
from campaigns.selectors.brand import FIELDS, brand_of

COLOURS = ("primary", "ground", "paper", "ink")


def hotel_get(hotel_id: int) -> Hotel:
    """Raises NotFound, also for a hotel of somebody else."""
    hotel = Hotel.objects.filter(pk=hotel_id).first()
    if hotel is None:
        raise NotFound("There is no such hotel.")
    return hotel


@transaction.atomic
def brand_kit_save(*, hotel_id: int, facts: dict[str, Any], actor: User | None, now: datetime) -> BrandKit:
    """Change how a hotel's letters look from now on. Letters already drafted keep their look.

    Raises InvalidInput for what is no colour, NotFound.
    """
    hotel = hotel_get(hotel_id)
    wrong = {
        name: ["Write a colour as #1f5f4a."] for name in COLOURS if not is_colour(facts.get(name, "#000"))
    }
    if wrong:
        raise InvalidInput("This is not a colour.", fields=wrong)
    kit = BrandKit.objects.select_for_update().filter(hotel=hotel).first()
    if kit is None:
        before = brand_of(hotel)
        kit = BrandKit(hotel=hotel, **{name: getattr(before, name) for name in FIELDS})
    for name in FIELDS:
        if name in facts:
            setattr(kit, name, facts[name])
    kit.updated_at = now
    kit.save()
    audit_record(
        actor=actor, action="brand.changed", target=kit, now=now, hotel=hotel.name, fields=sorted(facts)
    )
    return kit
