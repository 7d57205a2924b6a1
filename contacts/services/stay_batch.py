"""A page of bookings applied in memory to the stays and guests on file, then written in bulk."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Hotel
from contacts.errors import InvalidBooking
from contacts.identity.names import surnames_compatible
from contacts.identity.precedence import may_write
from contacts.models import Guest, Stay
from contacts.services.erased import bookings_of_erased
from contacts.services.guest_pool import GuestPool
from contacts.services.person import Person, overrides_load, person_build, text_clean
from contacts.services.versions import version_is_older, version_key
from contacts.types import Booking, BookingStatus, EmailKind, Provenance

ALIAS_LIFE = timedelta(days=60)
CODE_LENGTH = 128
PEOPLE = range(1000)
_WRITTEN = [
    field.name
    for field in Stay._meta.local_concrete_fields
    if field.name not in {"id", "organization", "created_at"}
]
Key = tuple[str, str]


@dataclass(slots=True)
class Applied:
    """A booking with the stay and guest it led to."""

    booking: Booking
    stay: Stay
    guest: Guest | None
    person: Person | None
    created: bool = False
    superseded: bool = False
    reinstated: bool = False


class StayBatch:
    """Stays of one hotel within reach of a page of bookings."""

    def __init__(self, *, hotel: Hotel, bookings: Sequence[Booking], now: datetime) -> None:
        for booking in bookings:
            booking_check(booking)
        self._hotel = hotel
        self._now = now
        overrides = overrides_load()
        self._persons = {
            id(booking): person_build(
                booking.guest, source=Provenance.OTA, overrides=overrides, country=hotel.country
            )
            for booking in bookings
            if booking.guest is not None
        }
        self._stays = self._load(bookings)
        self._erased = bookings_of_erased(bookings=bookings, persons=self._persons, stays=self._stays)
        for erased in self._erased:
            self._persons.pop(erased, None)
        self._guests: dict[Key, Guest | None] = {}
        self._pool = GuestPool(
            list(self._persons.values()),
            now=now,
            guest_ids=[stay.guest_id for stay in self._stays.values() if stay.guest_id],
        )
        self._new: list[Stay] = []
        self._changed: dict[Key, Stay] = {}

    def apply(self, booking: Booking) -> Applied:
        """Bring stay and guest to this version, unless a newer one is held."""
        key = (booking.source_channel, booking.reservation_code)
        stay, version = self._stays.get(key), version_key(booking)
        if stay is not None and version_is_older(version, stay.version_key):
            return Applied(booking, stay, self._guest_of(key, stay), None, superseded=True)
        person = self._persons.get(id(booking))
        if person is not None and person.nameless:
            person = None
        held = self._guest_of(key, stay) if stay else None
        guest = held if person is None else self._resolve(held, person)
        applied = Applied(booking, stay or Stay(), guest, person, created=stay is None)
        applied.reinstated = _reinstated(stay, booking)
        self._write(key, applied, version, moved=guest is not held)
        return applied

    def flush(self) -> None:
        """Write guests, then the stays that point at them."""
        self._pool.flush()
        Stay.objects.bulk_create(self._new)
        Stay.objects.bulk_create(
            self._changed.values(),
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=_WRITTEN,
        )

    def _load(self, bookings: Sequence[Booking]) -> dict[Key, Stay]:
        rows = Stay.objects.select_for_update().filter(
            hotel_id=self._hotel.pk,
            source_channel__in={booking.source_channel for booking in bookings},
            reservation_code__in={booking.reservation_code for booking in bookings},
        )
        return {(stay.source_channel, stay.reservation_code): stay for stay in rows}

    def _guest_of(self, key: Key, stay: Stay) -> Guest | None:
        return self._guests.get(key) or self._pool.by_id(stay.guest_id)

    def _resolve(self, guest: Guest | None, person: Person) -> Guest:
        """Find who the person is: the stay's guest unless the name says otherwise."""
        if guest is not None and _other_person(guest, person):
            guest = None
        guest = guest or self._pool.find(person)
        if guest is None:
            return self._pool.add(person)
        self._pool.update(guest, person)
        return guest

    def _write(self, key: Key, applied: Applied, version: str, *, moved: bool) -> None:
        stay, before = applied.stay, _content(applied.stay)
        self._guests[key] = applied.guest
        _fill(stay, applied, self._hotel)
        stay.version_key = version
        if id(applied.booking) in self._erased:
            stay.erased_at = stay.erased_at or self._now
        if applied.created:
            stay.created_at = stay.updated_at = self._now
            self._new.append(stay)
            self._stays[key] = stay
        elif moved or _content(stay) != before:
            stay.updated_at = self._now
            if stay.pk is not None:
                self._changed[key] = stay
        stay.guest = applied.guest


def _reinstated(stay: Stay | None, booking: Booking) -> bool:
    return (
        stay is not None
        and stay.status == BookingStatus.CANCELLED
        and booking.status is not BookingStatus.CANCELLED
    )


def _other_person(guest: Guest, person: Person) -> bool:
    """Say whether a change of the reservation names somebody else.

    Not when the surname on file was set by staff or the guest: the channel repeats the old one.
    """
    return not surnames_compatible(guest.last_name, person.last_name) and may_write(
        name="last_name",
        current=guest.last_name,
        provenance=guest.provenance,
        source=person.source,
    )


def _content(stay: Stay) -> tuple[object, ...]:
    return tuple(getattr(stay, field.attname) for field in Stay._meta.local_concrete_fields)


def _fill(stay: Stay, applied: Applied, hotel: Hotel) -> None:
    booking = applied.booking
    stay.hotel_id = hotel.pk
    stay.source_channel = booking.source_channel
    stay.reservation_code = booking.reservation_code
    stay.status = booking.status.value
    stay.arrival = booking.arrival
    stay.departure = booking.departure
    stay.booked_at = booking.booked_at or stay.booked_at
    stay.room_name = text_clean(booking.room_name, 200)
    stay.rate_plan = text_clean(booking.rate_plan, 200)
    stay.adults = booking.adults
    stay.children = booking.children
    stay.total_minor = booking.total_minor
    stay.currency = booking.currency
    stay.objection_offered = booking.objection_offered
    if applied.person is not None and not stay.email_kind:
        stay.email_kind = _came_with(applied.person, applied.guest)
    if applied.person is not None and applied.person.address.kind is EmailKind.ALIAS:
        stay.channel_email = applied.person.address.email
    if stay.channel_email:
        stay.channel_email_valid_until = booking.departure + ALIAS_LIFE


def _came_with(person: Person, guest: Guest | None) -> str:
    """What the address of a reservation is good for; an agency's is known by the guests who share it."""
    if guest is not None and guest.email == person.address.email != "":
        return guest.email_kind
    return person.address.kind.value


def booking_check(booking: Booking) -> None:
    """Raise InvalidBooking where a booking contradicts itself or names no reservation."""
    for broken, message in (
        (
            not (booking.reservation_code.isprintable() and 0 < len(booking.reservation_code) <= CODE_LENGTH),
            "The reservation has no usable number, so it cannot be told from others.",
        ),
        (
            booking.departure < booking.arrival,
            "The reservation departs before it arrives.",
        ),
        (
            not re.fullmatch("[A-Z]{3}", booking.currency)
            and bool(booking.currency or booking.total_minor is not None),
            "The reservation has a price without a currency.",
        ),
        (
            booking.adults not in PEOPLE or booking.children not in PEOPLE,
            "The reservation has an impossible number of people.",
        ),
    ):
        if broken:
            raise InvalidBooking(
                f"{message} It was set aside; correct it in the channel.",
                reservation_code=booking.reservation_code,
            )
