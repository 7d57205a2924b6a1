"""Who was erased, by hash."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import Max

from compliance.models import Erasure


def erasures_newest(*, address_hashes: Collection[bytes]) -> dict[bytes, datetime]:
    """Return when each of these addresses was last erased, those that were. One query, none without addresses."""
    if not address_hashes:
        return {}
    rows = Erasure.objects.filter(address_hash__in=address_hashes).values_list("address_hash").order_by()
    return {bytes(key): at for key, at in rows.annotate(Max("at")) if key is not None}
