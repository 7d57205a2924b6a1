"""Whom an audience speaks of."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from contacts.models import Guest, Stay
from contacts.types import BookingStatus

NOT_STAYING = (BookingStatus.CANCELLED.value, BookingStatus.NO_SHOW.value)


def guests_for_audience(
    *, hotel_ids: Sequence[int] = (), countries: Sequence[str] = (), languages: Sequence[str] = ()
) -> QuerySet[Guest]:
    """Return the guests an audience speaks of, allowed or not; each empty list means all.

    With ``hotel_ids``: who stayed, or has booked, at one of the hotels. The rows have
    ``address_hash`` and ``email_kind``, as ``permission_annotate`` needs.
    """
    rows = Guest.objects.order_by()
    if hotel_ids:
        rows = rows.filter(Exists(stays_at(hotel_ids)))
    if countries:
        rows = rows.filter(country__in=[country.upper() for country in countries])
    if languages:
        spoken = Q(language__in=languages)
        for language in languages:
            spoken |= Q(language__startswith=f"{language}-")
        rows = rows.filter(spoken)
    return rows


def stays_at(hotel_ids: Sequence[int]) -> QuerySet[Stay]:
    """Return the stays of an outer guest at the hotels, for use in ``Exists``."""
    return Stay.objects.filter(guest_id=OuterRef("pk"), hotel_id__in=hotel_ids).exclude(
        status__in=NOT_STAYING
    )
