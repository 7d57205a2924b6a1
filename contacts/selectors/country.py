"""The country that an address's mail is read in, as far as it is known."""

from contacts.models import Guest


def address_country(address_hash: bytes) -> str:
    """Return the one country of the guests behind an address; "" when unknown, or when they differ."""
    found = set(Guest.objects.filter(address_hash=address_hash).values_list("country", flat=True).distinct())
    return found.pop() if len(found) == 1 else ""
