"""Lists of guests: for the guests page and for the numbers on the home page."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from compliance.types import Purpose
from contacts.models import Guest, Stay
from contacts.selectors.audience import NOT_STAYING, stays_at
from contacts.selectors.permission import guests_permission
from contacts.types import EmailKind, GuestFilters

ORDER = ("last_name", "first_name", "id")


@dataclass(frozen=True, slots=True)
class GuestCounts:
    """Numbers of guests: all, those who may get marketing, and those behind an OTA alias only."""

    guests: int
    mailable: int
    alias: int


def guest_list(*, filters: GuestFilters, now: datetime) -> QuerySet[Guest]:
    """Return guests by name, with ``stay_count``, ``last_departure``, ``next_arrival``, ``permission_*``.

    Past and future are told apart by the UTC date of ``now``. The permission is that for
    marketing; ``filters.permission`` narrows to ``allowed`` or ``blocked``.
    """
    return with_stay_facts(guests_narrowed(filters=filters, now=now), today=now.date()).order_by(*ORDER)


def guests_narrowed(*, filters: GuestFilters, now: datetime) -> QuerySet[Guest]:
    """Return the guests of ``guest_list`` in no order, with ``permission_*`` alone."""
    return _narrowed(guests_permission(Guest.objects.all(), purpose=Purpose.MARKETING, now=now), filters)


def with_stay_facts(rows: QuerySet[Guest], *, today: date) -> QuerySet[Guest]:
    """Add ``stay_count``, ``last_departure`` and ``next_arrival`` to a queryset of guests."""
    stays = Stay.objects.filter(guest_id=OuterRef("pk")).exclude(status__in=NOT_STAYING).order_by()

    def fact(aggregate: Any, **when: Any) -> Subquery:
        return Subquery(stays.filter(**when).values("guest_id").annotate(fact=aggregate).values("fact"))

    annotated: Any = rows
    facts: QuerySet[Guest] = annotated.annotate(
        stay_count=Coalesce(fact(Count("pk")), 0),
        last_departure=fact(Max("departure"), departure__lte=today),
        next_arrival=fact(Min("arrival"), arrival__gte=today),
    )
    return facts


def guest_counts(*, now: datetime) -> GuestCounts:
    """Count the guests of the organisation. One query."""
    rows: Any = guests_permission(Guest.objects.order_by(), purpose=Purpose.MARKETING, now=now)
    counted = rows.aggregate(
        guests=Count("pk"),
        mailable=Count("pk", filter=Q(permission_reason="")),
        alias=Count("pk", filter=Q(email_kind=EmailKind.ALIAS.value)),
    )
    return GuestCounts(**counted)


def kind_counts() -> dict[str, int]:
    """Count the guests by what their address is, kinds without a guest included. One query."""
    rows = Guest.objects.order_by().values_list("email_kind").annotate(count=Count("pk"))
    return {kind.value: 0 for kind in EmailKind} | dict(rows)


def arrivals_count(*, start: date, days: int, hotel_id: int | None = None) -> int:
    """Count stays that arrive within ``days`` days from ``start``, that day included."""
    return _movements("arrival", start, days, hotel_id)


def departures_count(*, start: date, days: int, hotel_id: int | None = None) -> int:
    """Count stays that depart within ``days`` days from ``start``, that day included."""
    return _movements("departure", start, days, hotel_id)


def _movements(column: str, start: date, days: int, hotel_id: int | None) -> int:
    end = start + timedelta(days=days)
    stays = Stay.objects.exclude(status__in=NOT_STAYING)
    stays = stays.filter(**{f"{column}__gte": start, f"{column}__lt": end})
    return (stays.filter(hotel_id=hotel_id) if hotel_id else stays).count()


def _narrowed(annotated: QuerySet[Guest], filters: GuestFilters) -> QuerySet[Guest]:
    rows: Any = annotated
    for word in filters.search.replace("\0", "").split()[:5]:
        rows = rows.filter(
            Q(first_name__icontains=word) | Q(last_name__icontains=word) | Q(email__icontains=word)
        )
    if filters.hotel_id is not None:
        rows = rows.filter(Exists(stays_at([filters.hotel_id])))
    if filters.email_kind:
        rows = rows.filter(email_kind=filters.email_kind)
    if filters.permission == "allowed":
        rows = rows.filter(permission_reason="")
    if filters.permission == "blocked":
        rows = rows.exclude(permission_reason="")
    narrowed: QuerySet[Guest] = rows
    return narrowed
