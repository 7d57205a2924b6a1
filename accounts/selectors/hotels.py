from accounts.models import Hotel


def hotel_list() -> list[Hotel]:
    return list(Hotel.objects.order_by("name"))
