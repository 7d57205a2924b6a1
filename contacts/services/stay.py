"""Reservations become stays and guests."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from accounts.models import Hotel
from compliance.services.consent import consents_record
from contacts.models import Guest, Stay
from contacts.services.guest_pool import guests_lock
from contacts.services.stay_batch import Applied, StayBatch
from contacts.services.stay_consent import consent_entries
from contacts.types import Booking, EmailKind, StayIssue


@dataclass(frozen=True, slots=True)
class StayOutcome:
    """What became of a booking. ``superseded``: a newer version was there, nothing changed.

    ``issues`` are StayIssue codes for the front desk.
    """

    stay: Stay
    guest: Guest | None
    created: bool
    superseded: bool
    issues: list[str] = field(default_factory=list)


def stay_record(*, hotel: Hotel, booking: Booking, now: datetime) -> StayOutcome:
    """Store one reservation as stay and guest, in one transaction or the caller's.

    Idempotent: the same version again changes nothing; an older one is reported as superseded.
    Records consent or its withdrawal where the channel says so explicitly. Raises
    InvalidBooking.
    """
    return stays_record(hotel=hotel, bookings=[booking], now=now)[0]


@transaction.atomic
def stays_record(*, hotel: Hotel, bookings: Sequence[Booking], now: datetime) -> list[StayOutcome]:
    """Store a page of reservations in about ten queries, all or none; see ``stay_record``.

    They are applied in the given order, so a page may hold several versions of one. Raises
    InvalidBooking for the first that contradicts itself; the caller may then go one by one.
    """
    guests_lock()
    batch = StayBatch(hotel=hotel, bookings=bookings, now=now)
    applied = [batch.apply(booking) for booking in bookings]
    batch.flush()
    consents_record(entries=consent_entries(hotel=hotel, applied=applied, now=now), now=now)
    return [_outcome(one) for one in applied]


def _outcome(applied: Applied) -> StayOutcome:
    return StayOutcome(
        stay=applied.stay,
        guest=applied.guest,
        created=applied.created,
        superseded=applied.superseded,
        issues=[issue.value for issue in _issues(applied)],
    )


def _issues(applied: Applied) -> list[StayIssue]:
    if applied.superseded:
        return []
    found = []
    if applied.guest is None:
        found.append(StayIssue.NO_GUEST)
    elif applied.guest.email_kind == EmailKind.AGENCY_SHARED:
        found.append(StayIssue.SHARED_ADDRESS)
    if applied.person is not None:
        kind = applied.person.address.kind
        reachable = applied.guest is not None and applied.guest.email_kind == EmailKind.REAL
        if kind is EmailKind.ALIAS and not reachable:
            found.append(StayIssue.ALIAS_ONLY)
        if kind is EmailKind.INVALID:
            found.append(StayIssue.INVALID_ADDRESS)
    if applied.reinstated:
        found.append(StayIssue.REINSTATED)
    return found
