from datetime import date, timedelta
from typing import Any

import factory

from accounts.tenancy import current_organization_id
from compliance.hashing import address_hash
from contacts.models import (
    AddressRule,
    CustomField,
    Guest,
    Import,
    ImportChange,
    ImportRejection,
    MergeSuggestion,
    Stay,
)
from contacts.types import Booking, BookingGuest, BookingStatus, EmailKind
from tests.factories.accounts import NOW, HotelFactory, TenantFactory


def hash_or_none(email: str) -> bytes | None:
    organization_id = current_organization_id()
    if not email or organization_id is None:
        return None
    return address_hash(organization_id=organization_id, address=email)


class GuestFactory(TenantFactory):
    class Meta:
        model = Guest

    first_name = "Ada"
    last_name = factory.Sequence(lambda n: f"Guest{n:04d}")
    email = factory.Sequence(lambda n: f"guest{n}@example.com")
    email_kind = EmailKind.REAL.value
    address_hash = factory.LazyAttribute(lambda guest: hash_or_none(guest.email))
    language = "de"
    country = "AT"
    created_at = NOW
    updated_at = NOW


class StayFactory(TenantFactory):
    class Meta:
        model = Stay

    hotel = factory.SubFactory(HotelFactory)
    guest = factory.SubFactory(GuestFactory)
    source_channel = "alpinebits"
    reservation_code = factory.Sequence(lambda n: f"R{n}")
    status = BookingStatus.BOOKED.value
    arrival = NOW.date() + timedelta(days=3)
    departure = NOW.date() + timedelta(days=5)
    adults = 2
    total_minor = 24000
    currency = "EUR"
    version_key = "|1"
    created_at = NOW
    updated_at = NOW


class MergeSuggestionFactory(TenantFactory):
    class Meta:
        model = MergeSuggestion

    guest = factory.SubFactory(GuestFactory)
    other = factory.SubFactory(GuestFactory)
    reason = "same_address"
    created_at = NOW


class AddressRuleFactory(TenantFactory):
    class Meta:
        model = AddressRule

    domain = "example.net"
    kind = EmailKind.ALIAS.value


class CustomFieldFactory(TenantFactory):
    class Meta:
        model = CustomField

    key = "points"
    label = "Points"
    type = "number"
    created_at = NOW


class ImportFactory(TenantFactory):
    class Meta:
        model = Import

    file_name = "guests.csv"
    sha256 = "0" * 64
    source = "mailchimp"
    basis = "consent"
    state = "done"
    created_at = NOW


class ImportChangeFactory(TenantFactory):
    class Meta:
        model = ImportChange

    batch = factory.SubFactory(ImportFactory)
    guest = factory.SubFactory(GuestFactory)
    before = factory.LazyFunction(dict)


class ImportRejectionFactory(TenantFactory):
    class Meta:
        model = ImportRejection

    batch = factory.SubFactory(ImportFactory)
    line = factory.Sequence(lambda n: n + 2)
    reason = "invalid_address"
    cells = factory.LazyFunction(lambda: ["nobody"])


def booking_guest(**changes: Any) -> BookingGuest:
    values: dict[str, Any] = {
        "first_name": "Ada",
        "last_name": "Moser",
        "email": "ada.moser@example.com",
        "phone": "",
        "language": "de",
        "country": "AT",
        "birth_date": None,
    }
    return BookingGuest(**(values | changes))


def booking(**changes: Any) -> Booking:
    values: dict[str, Any] = {
        "source_channel": "alpinebits",
        "reservation_code": "R1",
        "status": BookingStatus.BOOKED,
        "arrival": date(2026, 7, 1),
        "departure": date(2026, 7, 4),
        "booked_at": NOW - timedelta(days=2),
        "modified_at": NOW - timedelta(days=1),
        "room_name": "Double",
        "rate_plan": "BAR",
        "adults": 2,
        "children": 0,
        "total_minor": 36000,
        "currency": "EUR",
        "guest": booking_guest(),
        "newsletter": None,
        "evidence_sha256": "ab" * 32,
    }
    return Booking(**(values | changes))
