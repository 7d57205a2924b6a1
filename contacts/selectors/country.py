"""The country that an address's mail is read in, as far as it is known."""

from collections import defaultdict
from collections.abc import Collection

from contacts.models import Guest


def address_countries(address_hashes: Collection[bytes]) -> dict[bytes, str]:
    """Return the one country of the guests behind each address, in one query.

    An address whose guests have no country, or differ in it, is left out.
    """
    found: dict[bytes, set[str]] = defaultdict(set)
    rows = Guest.objects.filter(address_hash__in=list(address_hashes)).values_list("address_hash", "country")
    for key, country in rows:
        found[bytes(key or b"")].add(country)
    return {key: next(iter(seen)) for key, seen in found.items() if len(seen) == 1 and "" not in seen}
