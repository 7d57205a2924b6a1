"""What guests bought, and of whom, as a ground for mail: the projection and the truth agree."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from compliance.scopes import MailScope
from compliance.types import Purpose
from contacts.models import Guest, GuestFacts, GuestSale
from contacts.selectors.permission import guest_permission, guests_permission
from contacts.services.facts import facts_refresh
from contacts.types import BookingStatus
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.compliance import ConsentStatusFactory
from tests.factories.contacts import GuestFactory, StayFactory

MARKETING = Purpose.MARKETING


@pytest.fixture(autouse=True)
def inside(in_a: Organization) -> None:
    pass


def asked(guest: Guest, hotel: Hotel | None = None) -> str:
    """The answer for one guest, proven to be the same for an audience: the reason, or the basis."""
    facts_refresh(now=NOW)
    scope = MailScope(hotel_id=hotel.pk if hotel else None)
    one = guest_permission(guest=guest, purpose=MARKETING, now=NOW, scope=scope)
    row: Any = guests_permission(
        Guest.objects.filter(pk=guest.pk), purpose=MARKETING, now=NOW, scope=scope
    ).get()
    many = (
        row.permission_reason,
        row.permission_basis,
        row.permission_evidence,
        row.permission_evidence_id,
        row.permission_expires_at,
    )
    assert many == (one.reason, one.basis, one.evidence, one.evidence_id, one.expires_at)
    return one.reason or one.basis


def test_a_stay_at_whose_booking_the_guest_could_object_allows_similar_offers() -> None:
    stay = StayFactory(objection_offered=True)
    assert asked(stay.guest, stay.hotel) == "soft_opt_in"
    assert asked(stay.guest) == "soft_opt_in"
    assert GuestFacts.objects.get(pk=stay.guest_id).basis == "soft_opt_in"


def test_the_offer_to_object_is_never_assumed() -> None:
    stay = StayFactory()
    assert asked(stay.guest, stay.hotel) == "objection_not_offered"


@pytest.mark.parametrize("status", [BookingStatus.CANCELLED, BookingStatus.NO_SHOW])
def test_a_stay_that_was_not_sold_is_no_ground(status: BookingStatus) -> None:
    stay = StayFactory(objection_offered=True, status=status.value)
    assert asked(stay.guest, stay.hotel) == "no_consent"


def test_a_sister_hotel_of_another_company_may_not_use_the_sale() -> None:
    sister, own = HotelFactory(legal_entity="Seehof GmbH"), HotelFactory(legal_entity="Berghof GmbH")
    stay = StayFactory(hotel=own, objection_offered=True)
    third = HotelFactory(legal_entity="Berghof GmbH")
    assert [asked(stay.guest, hotel) for hotel in (sister, own, third)] == [
        "sister_entity", "soft_opt_in", "soft_opt_in",
    ]  # fmt: skip


def test_each_company_counts_its_own_newest_sale() -> None:
    one, two = HotelFactory(legal_entity="One"), HotelFactory(legal_entity="Two")
    guest = GuestFactory(country="CA")
    old = NOW.date() - timedelta(days=900)
    StayFactory(guest=guest, hotel=one, arrival=old, departure=old)
    StayFactory(guest=guest, hotel=two)
    assert [asked(guest, hotel) for hotel in (one, two)] == ["sale_too_old", "implied_stay"]


def test_the_projection_follows_the_stays_the_hotels_and_time() -> None:
    stay = StayFactory(objection_offered=True)
    assert asked(stay.guest) == "soft_opt_in"
    stay.objection_offered = False
    stay.save()
    assert asked(stay.guest) == "objection_not_offered"
    stay.objection_offered = True
    stay.save()
    assert asked(stay.guest) == "soft_opt_in"
    later = NOW + timedelta(days=4 * 365)
    facts_refresh(now=later)
    assert GuestFacts.objects.get(pk=stay.guest_id).reason == "sale_too_old"
    Hotel.objects.update(legal_entity="New GmbH")
    assert asked(stay.guest) == "soft_opt_in"
    assert GuestSale.objects.get().entity == "New GmbH"
    stay.guest.delete()
    facts_refresh(now=NOW)
    assert list(GuestSale.objects.all()) == []


def test_a_hotels_country_decides_for_guests_of_unknown_country() -> None:
    guest = GuestFactory(country="")
    ConsentStatusFactory(address_hash=guest.address_hash, confirmed=False)
    hotel = HotelFactory(country="AT")
    assert asked(guest) == "consent"
    hotel.country = "DE"
    hotel.save()
    assert asked(guest) == "not_confirmed"
    assert GuestFacts.objects.get(pk=guest.pk).reason == "not_confirmed"


def test_the_guests_page_shows_basis_evidence_and_expiry(client_of_a: Any) -> None:
    stay = StayFactory(objection_offered=True, reservation_code="R-77")
    page = client_of_a.get(f"/api/v1/orgs/alpenblick/guests/{stay.guest_id}").json()
    (marketing,) = [one for one in page["permissions"] if one["purpose"] == "marketing"]
    evidence = {name: marketing["evidence"][name] for name in ("reservation_code", "objection_offered")}
    assert (marketing["basis"], evidence, marketing["expires_at"]) == (
        "soft_opt_in", {"reservation_code": "R-77", "objection_offered": True}, "2029-06-06T00:00:00Z",
    )  # fmt: skip
