"""The hotels in whose name a group writes."""

from accounts.models import Hotel


def hotels_by_id() -> dict[int, str]:
    """Return the names of the group's hotels, in their order."""
    return dict(Hotel.objects.order_by("name", "pk").values_list("pk", "name"))
