"""What a channel's explicit newsletter flag says to the consent ledger."""

from collections.abc import Iterable
from datetime import datetime

from accounts.models import Hotel
from compliance.types import Basis, ConsentEntry, Purpose
from contacts.services.stay_batch import Applied
from contacts.types import EmailKind


def consent_entries(*, hotel: Hotel, applied: Iterable[Applied], now: datetime) -> list[ConsentEntry]:
    """Return the statements of those bookings that carry one.

    A 'no' counts for any address. A 'yes' counts only for the guest's own: nobody agrees for
    an alias or for a mailbox that many share. A superseded version says nothing any more.
    """
    return [
        _entry(hotel, one, now)
        for one in applied
        if not one.superseded and one.booking.newsletter is not None and _speaks_for(one)
    ]


def _speaks_for(one: Applied) -> bool:
    if one.person is None or one.person.address_hash is None:
        return False
    if one.booking.newsletter is False:
        return True
    return (
        one.guest is not None
        and one.guest.email_kind == EmailKind.REAL
        and one.guest.email == one.person.address.email
    )


def _entry(hotel: Hotel, one: Applied, now: datetime) -> ConsentEntry:
    booking = one.booking
    granted = booking.newsletter is True
    return ConsentEntry(
        purpose=Purpose.MARKETING,
        granted=granted,
        basis=Basis.CONSENT,
        source=booking.source_channel[:64],
        occurred_at=booking.modified_at or booking.booked_at or now,
        address_hash=one.person.address_hash if one.person else None,
        evidence={
            "signal": f"newsletter:{'yes' if granted else 'no'}",
            "channel": booking.source_channel,
            "hotel": hotel.name,
            "reservation_code": booking.reservation_code,
            "message_sha256": booking.evidence_sha256,
        },
    )
