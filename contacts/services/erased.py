"""Reservations of people who were erased: kept as figures, without the person."""

from collections.abc import Mapping, Sequence

from compliance.selectors.erasures import erasures_newest
from contacts.models import Stay
from contacts.services.person import Person
from contacts.types import Booking


def bookings_of_erased(
    *, bookings: Sequence[Booking], persons: Mapping[int, Person], stays: Mapping[tuple[str, str], Stay]
) -> set[int]:
    """Return the ids of those booking objects whose person must not come back by them.

    Either the reservation's guest was erased, or its address was, and it was booked before that. A reservation
    booked later is a new one: the person came again, and is a guest again, whom no marketing mail reaches.
    """
    keys = {person.address_hash for person in persons.values() if person.address_hash is not None}
    newest = erasures_newest(address_hashes=keys)
    erased = set[int]()
    for booking in bookings:
        stay = stays.get((booking.source_channel, booking.reservation_code))
        person = persons.get(id(booking))
        at = newest.get(person.address_hash) if person is not None and person.address_hash else None
        early = at is not None and (booking.booked_at is None or booking.booked_at <= at)
        if early or (stay is not None and stay.erased_at is not None):
            erased.add(id(booking))
    return erased
