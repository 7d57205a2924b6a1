"""How many guests who came without an address of their own can be written to now, and how they were won."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce, TruncMonth

from contacts.models import PreCheckIn, Stay
from contacts.selectors.audience import NOT_STAYING
from contacts.types import EmailKind, Provenance


@dataclass(frozen=True, slots=True)
class DirectRate:
    """Guests of stays that came with no mailable address, of one channel and month of arrival, or of all.

    `stays` came so; `guests` are who they belong to, a stay without a named guest being one. `with_address` have
    a real address now, whoever gave it; `confirmed` confirmed one themselves; `by_pre_check_in` did so on the
    page of a stay. Each is among those before it. `month` is its first day; "" and None in the total.
    """

    channel: str
    month: date | None
    stays: int
    guests: int
    with_address: int
    confirmed: int
    by_pre_check_in: int

    @property
    def rate(self) -> float | None:
        """The part of the guests that is direct now; None without guests."""
        return round(self.confirmed / self.guests, 4) if self.guests else None


def direct_rates(*, start: date, end: date, hotel_id: int | None = None) -> list[DirectRate]:
    """By channel and month of arrival from `start` to `end`, both days included. One query.

    Cancelled stays and no-shows do not count. A guest who came twice in a month counts once.
    """
    grouped = _stays(start, end, hotel_id).annotate(month=TruncMonth("arrival")).order_by()
    rows = grouped.values("source_channel", "month").annotate(**_counts()).order_by("month", "source_channel")
    return [DirectRate(channel=row.pop("source_channel"), **row) for row in rows]


def direct_total(*, start: date, end: date, hotel_id: int | None = None) -> DirectRate:
    """All channels and months together; a guest of two channels counts once. One query."""
    return DirectRate(channel="", month=None, **_stays(start, end, hotel_id).aggregate(**_counts()))


def _stays(start: date, end: date, hotel_id: int | None) -> Any:
    won = PreCheckIn.objects.filter(stay__guest_id=OuterRef("guest_id"), state=PreCheckIn.CONFIRMED)
    stays: QuerySet[Stay] = Stay.objects.filter(arrival__gte=start, arrival__lte=end)
    stays = stays.exclude(status__in=NOT_STAYING).exclude(email_kind=EmailKind.REAL.value)
    if hotel_id is not None:
        stays = stays.filter(hotel_id=hotel_id)
    annotated: Any = stays.order_by()
    # Ids of stays are turned negative, so that none is taken for a guest's.
    return annotated.annotate(who=Coalesce(F("guest_id"), -F("pk")), won=Exists(won))


def _counts() -> dict[str, Count]:
    real = Q(guest__email_kind=EmailKind.REAL.value)
    confirmed = real & Q(guest__provenance__email=Provenance.GUEST.value)
    return {
        "stays": Count("pk"),
        "guests": Count("who", distinct=True),
        "with_address": Count("who", distinct=True, filter=real),
        "confirmed": Count("who", distinct=True, filter=confirmed),
        "by_pre_check_in": Count("who", distinct=True, filter=confirmed & Q(won=True)),
    }
