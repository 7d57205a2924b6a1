"""Arrivals that no mail reaches, and the link by which a guest mends that."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.errors import NotFound
from accounts.models import Hotel
from contacts.forms.tokens import stay_token_make
from contacts.models import PreCheckIn, Stay
from contacts.selectors.audience import NOT_STAYING
from contacts.types import EmailKind
from delivery.keys import token_key

# What the front desk reads: an address kind by the guest's side of it.
REASONS = {
    EmailKind.ALIAS.value: "Only an address that the booking site lent for this stay.",
    EmailKind.NONE.value: "No address came with the booking.",
    EmailKind.INVALID.value: "The address that came cannot be one.",
    EmailKind.ROLE.value: "Only the address of a desk, such as info@.",
    EmailKind.AGENCY_SHARED.value: "Only an address that an agency uses for many guests.",
}


def arrivals_unreachable(*, hotel: Hotel, day: date) -> QuerySet[Stay]:
    """Stays that arrive at a hotel on its local `day` and have no address to write to, by their guests' names.

    Cancelled stays and no-shows are left out. Each has its guest, its hotel, and `asked`: a code waits for its
    answer.
    """
    waiting = PreCheckIn.objects.filter(stay_id=OuterRef("pk"), state=PreCheckIn.PENDING)
    stays: Any = Stay.objects.filter(hotel=hotel, arrival=day).exclude(status__in=NOT_STAYING)
    lacking: QuerySet[Stay] = stays.filter(~_reached()).annotate(asked=Exists(waiting))
    return lacking.select_related("guest", "hotel").order_by("guest__last_name", "guest__first_name", "pk")


def stay_lacking(*, stay_id: int, now: datetime) -> Stay:
    """One stay whose guest can be asked for an address still. Raises NotFound."""
    stay = Stay.objects.select_related("guest", "hotel").filter(~_reached(), pk=stay_id).first()
    if stay is None or stay_ended(stay, now=now):
        raise NotFound(
            "There is no such stay, or its guest need not be asked: it is over, was cancelled, or a real "
            "address is on file."
        )
    return stay


def stay_of_link(*, stay_id: int) -> Stay | None:
    """The stay that a link names, with guest and hotel."""
    return Stay.objects.select_related("guest", "hotel").filter(pk=stay_id).first()


def check_in_state(stay: Stay | None, *, now: datetime) -> str:
    """What a stay's link opens: open, ended, have (a real address is on file), or forged."""
    if stay is None:
        return "forged"
    if stay_ended(stay, now=now):
        return "ended"
    reached = stay.guest is not None and stay.guest.email_kind == EmailKind.REAL
    return "have" if reached else "open"


def check_in_waits(*, stay_id: int, now: datetime) -> bool:
    """Whether a code of the stay can be entered still."""
    row = PreCheckIn.objects.filter(stay_id=stay_id, state=PreCheckIn.PENDING).first()
    return row is not None and not row.is_spent(now)


def lacking_reason(stay: Stay) -> str:
    """Why the guest of a stay cannot be written to: a contacts.types.EmailKind, never real."""
    return stay.guest.email_kind if stay.guest is not None else EmailKind.NONE.value


def stay_ended(stay: Stay, *, now: datetime) -> bool:
    """Whether a stay's link is no longer good: the day of departure is over at the hotel, or nobody comes."""
    return stay.status in NOT_STAYING or now >= link_expires(stay)


def link_expires(stay: Stay) -> datetime:
    """The end of the day of departure at the hotel; it moves with the stay."""
    end = stay.departure + timedelta(days=1)
    return datetime.combine(end, time.min, ZoneInfo(stay.hotel.time_zone))


def check_in_url(stay: Stay) -> str:
    """Where a stay's guest leaves an address."""
    token = stay_token_make(key=token_key(), organization_id=stay.organization_id, stay_id=stay.pk)
    return f"{settings.PUBLIC_URL}/p/{token}"


def hotel_today(hotel: Hotel, *, now: datetime) -> date:
    """The date at the hotel."""
    return now.astimezone(ZoneInfo(hotel.time_zone)).date()


def _reached() -> Q:
    # With no guest the comparison is NULL, which NOT would leave NULL.
    return Q(guest__isnull=False, guest__email_kind=EmailKind.REAL.value)
