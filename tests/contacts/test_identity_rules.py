"""The rules by which two reservations are one guest, each by its name."""

from datetime import date
from typing import Any

import pytest

from accounts.models import Hotel
from contacts.models import Guest, MergeSuggestion, Stay
from contacts.services.stay import StayOutcome, stay_record
from tests.factories.accounts import NOW
from tests.factories.contacts import AddressRuleFactory, GuestFactory, booking, booking_guest

pytestmark = pytest.mark.usefixtures("in_a")


def arrive(hotel: Hotel, code: str, **guest: Any) -> StayOutcome:
    return stay_record(
        hotel=hotel, booking=booking(reservation_code=code, guest=booking_guest(**guest)), now=NOW
    )


def suggestions() -> list[str]:
    return sorted(MergeSuggestion.objects.values_list("reason", flat=True))


def test_same_real_address_and_surname_is_one_guest(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", email="Moser@Example.com")
    arrive(hotel_a, "R2", email="moser@example.com", last_name="MOSER")
    assert (Guest.objects.count(), Stay.objects.filter(guest=Guest.objects.get()).count()) == (1, 2)


def test_same_address_with_another_surname_is_another_guest_and_a_suggestion(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", email="family@example.com", last_name="Moser")
    arrive(hotel_a, "R2", email="family@example.com", last_name="Huber")
    assert (Guest.objects.count(), suggestions()) == (2, ["same_address"])


def test_a_third_surname_shows_an_agency_for_all_its_guests(hotel_a: Hotel) -> None:
    for code, name in [("R1", "Moser"), ("R2", "Huber"), ("R3", "Rossi")]:
        outcome = arrive(hotel_a, code, email="desk@example.com", last_name=name)
    assert outcome.issues == ["shared_address"]
    assert set(Guest.objects.values_list("email_kind", flat=True)) == {"agency_shared"}


def test_guests_of_an_agency_are_never_merged(hotel_a: Hotel) -> None:
    for code, name in [("R1", "Moser"), ("R2", "Huber"), ("R3", "Rossi"), ("R4", "Rossi")]:
        arrive(hotel_a, code, email="desk@example.com", last_name=name)
    assert list(Guest.objects.values_list("email_kind", flat=True)) == ["agency_shared"] * 4


@pytest.mark.parametrize("email", ["x@guest.booking.com", "info@example.com", "ctriphotelreshk@trip.com", ""])
def test_alias_role_shared_and_missing_addresses_join_nobody(hotel_a: Hotel, email: str) -> None:
    arrive(hotel_a, "R1", email=email)
    arrive(hotel_a, "R2", email=email)
    assert (Guest.objects.count(), suggestions()) == (2, [])


def test_same_phone_and_surname_is_only_a_suggestion(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", email="one@example.com", phone="+43 664 1234567")
    arrive(hotel_a, "R2", email="two@example.com", phone="0664 1234567")
    assert (Guest.objects.count(), suggestions()) == (2, ["same_phone"])


def test_same_name_and_birth_date_is_only_a_suggestion(hotel_a: Hotel) -> None:
    born = date(1980, 2, 29)
    arrive(hotel_a, "R1", email="one@example.com", birth_date=born)
    arrive(hotel_a, "R2", email="two@example.com", birth_date=born)
    assert (Guest.objects.count(), suggestions()) == (2, ["same_birth_date"])


def test_gmail_dots_and_tags_are_not_folded(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", email="ada.moser@example.com")
    arrive(hotel_a, "R2", email="adamoser@example.com")
    arrive(hotel_a, "R3", email="ada.moser+spa@example.com")
    assert Guest.objects.count() == 3


def test_a_captured_real_address_is_not_overwritten_by_an_ota(hotel_a: Hotel) -> None:
    guest = arrive(hotel_a, "R1", email="x@guest.booking.com").guest
    assert guest is not None
    known = GuestFactory.build(email="captured@example.com")
    Guest.objects.filter(pk=guest.pk).update(
        email=known.email, email_kind="real", address_hash=b"1" * 32, provenance={"email": "guest"}
    )
    for email in ("x@guest.booking.com", "other@example.com", "info@example.com", "broken@@"):
        arrive(hotel_a, "R1", email=email)
    guest.refresh_from_db()
    assert (guest.email, guest.email_kind) == ("captured@example.com", "real")


def test_a_reservation_with_a_captured_address_lacks_none(hotel_a: Hotel) -> None:
    guest = arrive(hotel_a, "R1", email="x@guest.booking.com").guest
    assert guest is not None
    Guest.objects.filter(pk=guest.pk).update(email="a@example.com", email_kind="real", address_hash=b"1" * 32)
    assert arrive(hotel_a, "R1", email="x@guest.booking.com").issues == []


def test_an_alias_gives_way_to_a_real_address(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", email="x@guest.booking.com")
    arrive(hotel_a, "R1", email="ada@example.com")
    guest = Guest.objects.get()
    assert (guest.email, guest.email_kind, guest.provenance["email"]) == ("ada@example.com", "real", "ota")


def test_a_change_to_another_surname_is_another_guest(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", email="x@guest.booking.com", last_name="Moser")
    arrive(hotel_a, "R1", email="x@guest.booking.com", last_name="Huber")
    stay = Stay.objects.select_related("guest").get()
    assert (Guest.objects.count(), stay.guest and stay.guest.last_name) == (2, "Huber")


def test_a_surname_set_by_staff_is_not_undone_by_the_ota(hotel_a: Hotel) -> None:
    guest = arrive(hotel_a, "R1", last_name="Moser").guest
    assert guest is not None
    Guest.objects.filter(pk=guest.pk).update(last_name="Huber", provenance={"last_name": "staff"})
    arrive(hotel_a, "R1", last_name="Moser", phone="+436641234567")
    kept = Guest.objects.get()
    assert (kept.last_name, kept.phone) == ("Huber", "+436641234567")


def test_an_empty_field_clears_nothing(hotel_a: Hotel) -> None:
    arrive(hotel_a, "R1", phone="+436641234567")
    arrive(hotel_a, "R1", phone="")
    assert Guest.objects.get().phone == "+436641234567"


def test_an_organisations_own_alias_domain_counts(hotel_a: Hotel) -> None:
    AddressRuleFactory(domain="relay.example")
    assert arrive(hotel_a, "R1", email="x@relay.example").issues == ["alias_only"]
