"""Guests who are still to come."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Q

from contacts.types import BookingStatus, EmailKind
from integrations_ota.models import Connection, Reservation


def alias_arrivals_count(*, connection: Connection, now: datetime) -> int:
    """Count coming stays whose guest has no address but the channel's alias."""
    today = now.astimezone(ZoneInfo(connection.hotel.time_zone)).date()
    own_address = Q(stay__guest__email_kind=EmailKind.REAL.value)
    coming = Reservation.objects.filter(
        connection=connection,
        stay__arrival__gte=today,
        stay__status=BookingStatus.BOOKED.value,
    )
    return coming.exclude(stay__channel_email="").exclude(own_address).count()
