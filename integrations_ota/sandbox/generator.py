"""Makes a world of reservations from a seed: the same seed and day give the same world."""

from __future__ import annotations

import random
import zlib
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from integrations_ota.sandbox import flaws
from integrations_ota.sandbox.names import LOCALES
from integrations_ota.sandbox.people import People, mailbox_part
from integrations_ota.sandbox.world import (
    ALPINEBITS,
    CANCELLED,
    CHANNEX,
    DEFAULT_HOTELS,
    MODIFIED,
    NEW,
    REQUESTED,
    HotelSpec,
    Person,
    Revision,
    World,
    hotel_spec,
)

DEFAULT_RESERVATIONS: Final = 2000
_DIRECT_SHARE: Final = 0.52
_REQUEST_SHARE: Final = 0.02
_FUTURE_SHARE: Final = 0.12
_RETURNING: Final = 0.42
_PAST_DAYS: Final = 720
_FUTURE_DAYS: Final = 75
_OTAS: Final = ("booking.com", "expedia", "airbnb", "booking engine")
_OTA_WEIGHTS: Final = (62, 18, 9, 11)
_PREFIXES: Final = {"booking.com": "BDC", "expedia": "EXP", "airbnb": "ABB", "booking engine": "OSA"}


class _Generator:
    def __init__(self, *, seed: int, today: date, hotels: tuple[HotelSpec, ...]) -> None:
        self.rng = random.Random(seed)  # noqa: S311 - a seeded world, no secret
        self.today = today
        self.hotels = hotels
        self.people = People(self.rng, today)
        self.regulars: list[Person] = []

    def reservation(self, number: int) -> list[Revision]:
        """Draw one reservation and its later versions, oldest first."""
        channel = ALPINEBITS if self.rng.random() < _DIRECT_SHARE else CHANNEX
        return self.history(number, self.rng.choice(self.hotels), channel)

    def history(self, number: int, hotel: HotelSpec, channel: str) -> list[Revision]:
        """Draw one reservation of a hotel by a channel."""
        first = self._first(number, hotel, channel)
        return [first, *self._later(first)]

    def request(self, number: int) -> Revision:
        """Draw an enquiry: dates are a wish, nothing is booked."""
        revision = self._first(number, self.rng.choice(self.hotels), ALPINEBITS)
        return replace(revision, kind=REQUESTED)

    def _first(self, number: int, hotel: HotelSpec, channel: str) -> Revision:
        rng = self.rng
        arrival, departure = self._dates(number)
        room = rng.choices(hotel.rooms, (15, 30, 28, 19, 8))[0]
        source = ALPINEBITS if channel == ALPINEBITS else rng.choices(_OTAS, _OTA_WEIGHTS)[0]
        person = self._person(source)
        ota_code = f"{rng.randrange(10**9, 10**10)}"
        return Revision(
            revision_id=self._hex(),
            reservation_id=self._hex(),
            hotel=hotel,
            channel=channel,
            source=source,
            ota_code=ota_code if channel == ALPINEBITS else f"{_PREFIXES[source]}-{ota_code}",
            kind=NEW,
            at=self._booked_at(arrival),
            arrival=arrival,
            departure=departure,
            room=room,
            night_minor=room.night_minor + rng.randrange(-15, 40) * 100,
            adults=1 if room.code == "EZ" else 2,
            child_ages=tuple(rng.randint(1, 14) for _ in range(rng.randint(1, 3)))
            if room.code == "FAM"
            else (),
            person=person,
            email=self._email(source, person, ota_code),
            comment=self._comment(person),
        )

    def _hex(self) -> str:
        return f"{self.rng.getrandbits(64):016x}"

    def _dates(self, number: int) -> tuple[date, date]:
        """Spread stays over two years; about one in eight lies ahead, the first ones soon."""
        rng = self.rng
        ahead = number < 60 or rng.random() < _FUTURE_SHARE  # noqa: PLR2004
        offset = rng.randint(1, 30 if number < 60 else _FUTURE_DAYS) if ahead else -rng.randint(1, _PAST_DAYS)  # noqa: PLR2004
        arrival = self.today + timedelta(days=offset)
        return arrival, arrival + timedelta(
            days=rng.choices((1, 2, 3, 4, 5, 7, 10, 14), (10, 20, 20, 15, 10, 15, 6, 4))[0]
        )

    def _booked_at(self, arrival: date) -> datetime:
        lead = self.rng.randint(3, 150)
        day = min(arrival - timedelta(days=lead), self.today - timedelta(days=4))
        return datetime.combine(day, time(tzinfo=UTC)) + timedelta(seconds=self.rng.randrange(86_400))

    def _person(self, source: str) -> Person:
        """Regulars book directly, so returning guests come by those channels only."""
        rng = self.rng
        if source in {ALPINEBITS, "booking engine"} and self.regulars and rng.random() < _RETURNING:
            return rng.choice(self.regulars)
        person = self.people.stranger()
        if source in {ALPINEBITS, "booking engine"}:
            self.regulars.append(person)
        return person

    def _email(self, source: str, person: Person, ota_code: str) -> str:
        if source == "booking.com":
            initial = mailbox_part(person.first_name)[0]
            return f"{initial}{ota_code}.{self.rng.getrandbits(24):06x}@guest.booking.com"
        if source == "expedia":
            return f"{self.rng.getrandbits(40):010x}@m.expediapartnercentral.com"
        return "" if source == "airbnb" else person.email

    def _comment(self, person: Person) -> str:
        if self.rng.random() > 0.25:  # noqa: PLR2004
            return ""
        return next(x.comment for x in LOCALES if x.language == person.language)

    def _later(self, first: Revision) -> list[Revision]:
        """Draw modifications and a cancellation, each a while after the one before."""
        rng = self.rng
        revisions = [first]
        if rng.random() < 0.14:  # noqa: PLR2004
            revisions.append(self._modified(first))
        if rng.random() < 0.13:  # noqa: PLR2004
            revisions.append(replace(revisions[-1], kind=CANCELLED))
        return [self._after(first, r, i) for i, r in enumerate(revisions[1:], start=1)]

    def _modified(self, first: Revision) -> Revision:
        shift = timedelta(days=self.rng.choice((0, 1, 2)))
        longer = timedelta(days=self.rng.choice((0, 1, 2)))
        changed = replace(
            first,
            kind=MODIFIED,
            arrival=first.arrival + shift,
            departure=first.departure + shift + longer,
        )
        return (
            changed
            if changed.arrival != first.arrival or longer
            else replace(changed, adults=first.adults + 1)
        )

    def _after(self, first: Revision, revision: Revision, index: int) -> Revision:
        hours = 30 * index + self.rng.randrange(20)
        return replace(revision, revision_id=self._hex(), at=first.at + timedelta(hours=hours))


def generate(
    *,
    seed: int,
    today: date,
    reservations: int = DEFAULT_RESERVATIONS,
    hotel_codes: tuple[str, ...] = DEFAULT_HOTELS,
) -> World:
    """Make a world: `reservations` bookings, some enquiries, and the flaws of real life."""
    hotels = tuple(hotel_spec(code) for code in hotel_codes)
    generator = _Generator(seed=seed, today=today, hotels=hotels)
    histories = [generator.reservation(number) for number in range(reservations)]
    histories += [[generator.request(n)] for n in range(round(reservations * _REQUEST_SHARE))]
    flaws.share_addresses(histories, generator.people, generator.rng)
    flaws.add_cards(histories, generator.rng)
    flaws.add_oddities(histories)
    deliveries = flaws.deliver(histories, generator.rng)
    deliveries = {
        (hotel.code, channel): deliveries.get((hotel.code, channel), [])
        for hotel in hotels
        for channel in (ALPINEBITS, CHANNEX)
    }
    return World(seed, today, hotels, deliveries)


def generate_queue(
    *, seed: int, today: date, hotel: HotelSpec, channel: str, reservations: int
) -> list[Revision]:
    """Make what one channel delivers to one hotel, in order: a world of its own, apart from the others."""
    generator = _Generator(
        seed=zlib.crc32(f"{seed} {channel} {hotel.code}".encode()), today=today, hotels=(hotel,)
    )
    histories = [generator.history(number, hotel, channel) for number in range(reservations)]
    flaws.add_cards(histories, generator.rng)
    plain = next((h[0] for h in histories if len(h) == 1 and not h[0].flags), None)
    if plain is not None:
        histories.append([flaws.broken(plain)])
    return flaws.deliver(histories, generator.rng)[(hotel.code, channel)]
