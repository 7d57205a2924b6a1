"""A guest's data changed by staff, and whose word stands afterwards."""

from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from contacts.models import CustomField, Guest
from contacts.services.stay import stay_record
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, StayFactory, booking, booking_guest

pytestmark = pytest.mark.django_db
GUESTS = "/api/v1/orgs/alpenblick/guests"


@pytest.fixture
def ada(group_a: Organization, hotel_a: Hotel) -> Guest:
    with tenant_scope(group_a.pk):
        guest = GuestFactory(
            first_name="Ada", last_name="Moser", email="", email_kind="none",
            provenance={"first_name": "guest", "last_name": "ota"},
        )  # fmt: skip
        StayFactory(guest=guest, hotel=hotel_a, reservation_code="R1", channel_email="", version_key="|1")
    return guest


def patch(client: Any, guest: Guest, **facts: Any) -> Any:
    seen = client.get(f"{GUESTS}/{guest.pk}").json()["updated_at"]
    return client.patch(f"{GUESTS}/{guest.pk}", {"updated_at": seen, **facts}, format="json")


def test_staff_change_and_clear_fields_and_the_page_says_who_said_what(client_of_a: Any, ada: Guest) -> None:
    answer = patch(
        client_of_a, ada, last_name="Moser-Huber", email="Ada@Example.com", country="", tags=["vip", "vip", " "],
        birth_date="1980-02-29",
    )  # fmt: skip
    assert answer.status_code == 200
    page = answer.json()
    assert (page["last_name"], page["email"], page["email_kind"], page["country"]) == (
        "Moser-Huber", "ada@example.com", "real", ""
    )  # fmt: skip
    assert (page["tags"], page["birth_date"]) == (["vip"], "1980-02-29")
    assert page["provenance"]["last_name"] == "staff"
    told = client_of_a.get(f"{GUESTS}/{ada.pk}/timeline").json()["results"]
    assert (told[0]["kind"], told[0]["title"]) == (
        "edit", "Changed by staff: birth date, country, email, last name, tags"
    )  # fmt: skip


def test_an_ota_never_overwrites_an_address_that_was_captured(
    client_of_a: Any, ada: Guest, group_a: Organization, hotel_a: Hotel
) -> None:
    assert patch(client_of_a, ada, email="ada@example.com").status_code == 200
    with tenant_scope(group_a.pk):
        for email in ("abc123@guest.booking.com", "other@example.com"):
            given = booking(guest=booking_guest(email=email))
            stay_record(hotel=hotel_a, booking=given, now=NOW)
        ada.refresh_from_db()
    assert (ada.email, ada.email_kind, ada.provenance["email"]) == ("ada@example.com", "real", "staff")


def test_the_guests_own_word_is_left_alone_unless_they_asked(client_of_a: Any, ada: Guest) -> None:
    refused = patch(client_of_a, ada, first_name="Adele")
    assert (refused.status_code, list(refused.json()["fields"])) == (400, ["first_name"])
    answer = patch(client_of_a, ada, first_name="Adele", for_guest=True)
    assert (answer.status_code, answer.json()["first_name"]) == (200, "Adele")
    assert answer.json()["provenance"]["first_name"] == "guest"


def test_a_change_over_somebody_elses_is_refused(client_of_a: Any, ada: Guest) -> None:
    seen = client_of_a.get(f"{GUESTS}/{ada.pk}").json()["updated_at"]
    assert patch(client_of_a, ada, last_name="Huber").status_code == 200
    late = client_of_a.patch(f"{GUESTS}/{ada.pk}", {"updated_at": seen, "last_name": "Gruber"}, format="json")
    assert (late.status_code, late.json()["code"]) == (409, "guest_changed")
    assert client_of_a.get(f"{GUESTS}/{ada.pk}").json()["last_name"] == "Huber"


def test_own_fields_are_kept_in_their_type(client_of_a: Any, ada: Guest, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        CustomField.objects.create(key="dogs", label="Dogs", type="number", created_at=NOW)
    assert patch(client_of_a, ada, custom={"dogs": "2"}).json()["custom"] == {"dogs": 2}
    wrong = patch(client_of_a, ada, custom={"dogs": "two"})
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["custom.dogs"])
    assert patch(client_of_a, ada, custom={"dogs": ""}).json()["custom"] == {}


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"email": "abc@guest.booking.com"}, "email"),
        ({"email": "no address"}, "email"),
        ({"country": "1x"}, "country"),
        ({"language": "1x"}, "language"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field(
    client_of_a: Any, ada: Guest, facts: dict[str, str], field: str
) -> None:
    answer = patch(client_of_a, ada, **facts)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, [field])


def test_the_same_address_with_another_name_is_suggested_to_be_one(
    client_of_a: Any, ada: Guest, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        other = GuestFactory(last_name="Rossi", email="family@example.com")
    page = patch(client_of_a, ada, email="family@example.com").json()
    assert [(row["guest"]["id"], row["other"]["id"], row["reason"]) for row in page["suggestions"]] == [
        (ada.pk, other.pk, "same_address")
    ]
