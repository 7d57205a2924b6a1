"""The language a guest chose for themselves."""

from datetime import datetime

from contacts.models import Guest
from contacts.types import Provenance


def guests_speak(*, address_hash: bytes, language: str, now: datetime) -> int:
    """Set the language of all guests of an inbox, in their own name; returns how many changed."""
    guests = list(
        Guest.objects.select_for_update(of=("self",))
        .filter(address_hash=address_hash)
        .exclude(language=language)
        .order_by("pk")
    )
    for guest in guests:
        guest.language, guest.updated_at = language, now
        guest.provenance["language"] = Provenance.GUEST.value
        guest.save(update_fields=["language", "provenance", "updated_at"])
    return len(guests)
