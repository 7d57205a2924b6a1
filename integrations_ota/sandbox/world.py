"""The sandbox's own words for hotels, people, reservations and their revisions."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Final

ALPINEBITS: Final = "alpinebits"
CHANNEX: Final = "channex"
CHANNELS: Final = (ALPINEBITS, CHANNEX)
# Channels of one OTA: they deliver bookings that Channex delivers too (see direct.py).
BOOKING_COM: Final = "booking_com"
EXPEDIA: Final = "expedia"
EXPEDIA_LODGING: Final = "expedia_lodging"

NEW: Final = "new"
MODIFIED: Final = "modified"
CANCELLED: Final = "cancelled"
REQUESTED: Final = "requested"
RANK: Final = {REQUESTED: 0, NEW: 1, MODIFIED: 2, CANCELLED: 3}

TEST_CARD: Final = "4111111111111111"

UNKNOWN_ROOM: Final = "unknown_room"
NO_GUEST: Final = "no_guest"
CRLF_ADDRESS: Final = "crlf_address"
MALFORMED: Final = "malformed"
PRICE_MISMATCH: Final = "price_mismatch"
CARD: Final = "card"
CARD_IN_COMMENT: Final = "card_in_comment"


@dataclass(frozen=True, slots=True)
class Room:
    """A room type: the hotel's code, its name, its price for a night in minor units."""

    code: str
    name: str
    night_minor: int


@dataclass(frozen=True, slots=True)
class HotelSpec:
    """A hotel of the sandbox, known to both channels by its code."""

    code: str
    title: str
    rooms: tuple[Room, ...]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who travels. `newsletter` is their answer on a booking form."""

    first_name: str
    last_name: str
    email: str
    phone: str
    language: str
    country: str
    postal_code: str
    city: str
    gender: str
    birth_date: date | None
    newsletter: bool | None


@dataclass(frozen=True, slots=True)
class Revision:
    """One version of a reservation, as a channel would send it."""

    revision_id: str
    reservation_id: str
    hotel: HotelSpec
    channel: str
    source: str
    ota_code: str
    kind: str
    at: datetime
    arrival: date
    departure: date
    room: Room
    night_minor: int
    adults: int
    child_ages: tuple[int, ...]
    person: Person | None
    email: str
    comment: str
    flags: frozenset[str] = field(default_factory=frozenset)

    @property
    def nights(self) -> int:
        """Number of nights."""
        return (self.departure - self.arrival).days

    @property
    def total_minor(self) -> int:
        """Price of the stay in euro cents; a flagged revision's does not add up."""
        extra = 700 if PRICE_MISMATCH in self.flags else 0
        return self.nights * self.night_minor + extra

    @property
    def order(self) -> tuple[datetime, int]:
        """What makes a revision newer than another."""
        return self.at, RANK[self.kind]


@dataclass(frozen=True, slots=True)
class World:
    """All hotels, and for each (hotel code, channel) what is delivered, in order."""

    seed: int
    today: date
    hotels: tuple[HotelSpec, ...]
    deliveries: dict[tuple[str, str], list[Revision]]

    def hotel(self, code: str) -> HotelSpec | None:
        """Find a hotel by its code."""
        return next((h for h in self.hotels if h.code == code), None)


ROOMS: Final = (
    Room("EZ", "Einzelzimmer", 8900),
    Room("DZ-GART", "Doppelzimmer Garten", 13900),
    Room("DZ-BALK", "Doppelzimmer Balkon", 16400),
    Room("FAM", "Familienzimmer", 19800),
    Room("SUITE", "Suite", 28500),
)
TITLES: Final = {
    "MERAN": "Hotel Alpenblick Meran",
    "BREGENZ": "Seehof Bregenz",
    "KONSTANZ": "Haus am See Konstanz",
}
DEFAULT_HOTELS: Final = tuple(TITLES)


def hotel_spec(code: str) -> HotelSpec:
    """Describe a hotel; an unknown code gets a plain title."""
    return HotelSpec(code, TITLES.get(code, f"Hotel {code.title()}"), ROOMS)
