"""What comes into the room and what it answers: plain values, no database."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class EmailKind(StrEnum):
    """What an address is good for. Only ``REAL`` may ever get marketing."""

    REAL = "real"
    ALIAS = "alias"
    AGENCY_SHARED = "agency_shared"
    ROLE = "role"
    INVALID = "invalid"
    NONE = "none"


class BookingStatus(StrEnum):
    """Where a stay stands, as the channel says."""

    BOOKED = "booked"
    CANCELLED = "cancelled"
    NO_SHOW = "no_show"
    IN_HOUSE = "in_house"
    CHECKED_OUT = "checked_out"


class Provenance(StrEnum):
    """Who a guest's field came from, weakest first. A weaker source never overwrites."""

    OTA = "ota"
    PMS = "pms"
    IMPORT = "import"
    STAFF = "staff"
    GUEST = "guest"


class StayIssue(StrEnum):
    """What a reservation lacked, for the front desk to mend."""

    NO_GUEST = "no_guest"
    ALIAS_ONLY = "alias_only"
    INVALID_ADDRESS = "invalid_address"
    SHARED_ADDRESS = "shared_address"
    REINSTATED = "reinstated"


class BookingGuest(NamedTuple):
    """The person of a reservation, as the channel gave them; every text may be ``""``."""

    first_name: str
    last_name: str
    email: str
    phone: str
    language: str
    country: str
    birth_date: date | None


@dataclass(frozen=True, slots=True)
class Booking:
    """One reservation in the state the channel reports now.

    ``arrival`` and ``departure`` are hotel-local days; ``booked_at`` and ``modified_at`` aware
    UTC. ``total_minor`` is in minor units of ``currency`` (ISO 4217). ``newsletter`` is the
    channel's explicit marketing flag, None where it has none. ``evidence_sha256`` names the raw
    message, in hex. ``objection_offered``: the channel's booking form offers guests to object to
    mail about similar offers.
    """

    source_channel: str
    reservation_code: str
    status: BookingStatus
    arrival: date
    departure: date
    booked_at: datetime | None
    modified_at: datetime | None
    room_name: str
    rate_plan: str
    adults: int
    children: int
    total_minor: int | None
    currency: str
    guest: BookingGuest | None
    newsletter: bool | None
    evidence_sha256: str
    objection_offered: bool = False


@dataclass(frozen=True, slots=True)
class ImportCounts:
    """The rows of a file: ``imported + updated + duplicate + rejected == total``.

    ``suppressed`` and ``consented`` count among the first three.
    """

    total: int = 0
    imported: int = 0
    updated: int = 0
    duplicate: int = 0
    rejected: int = 0
    suppressed: int = 0
    consented: int = 0


@dataclass(frozen=True, slots=True)
class GuestFilters:
    """What a list of guests is narrowed to; empty values do not narrow."""

    search: str = ""
    hotel_id: int | None = None
    email_kind: str = ""
    permission: str = ""
    countries: Sequence[str] = ()
    languages: Sequence[str] = ()
