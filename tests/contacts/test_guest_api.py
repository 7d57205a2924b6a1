from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.services.suppression import suppression_add
from compliance.types import SuppressionReason
from contacts.services.stay import stay_record
from tests.factories.accounts import NOW
from tests.factories.contacts import GuestFactory, StayFactory, booking

GUESTS = "/api/v1/orgs/alpenblick/guests"


@pytest.fixture
def guests(group_a: Organization) -> list[int]:
    with tenant_scope(group_a.pk):
        return [GuestFactory(last_name=f"Guest{number}").pk for number in range(3)]


def test_a_row_has_all_that_the_list_shows(client_of_a: Any, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory(first_name="Ada", last_name="Moser", email="ada@example.com")
    assert client_of_a.get(GUESTS).json() == {
        "results": [
            {
                "id": guest.pk,
                "first_name": "Ada",
                "last_name": "Moser",
                "email": "ada@example.com",
                "email_kind": "real",
                "is_disposable": False,
                "country": "AT",
                "language": "de",
                "stays": 0,
                "last_departure": None,
                "next_arrival": None,
                "permission": {
                    "allowed": False,
                    "reason": "no_consent",
                    "text": "The guest has not agreed to receive offers, or there is no evidence of it.",
                },
            }
        ],
        "next": None,
        "previous": None,
        "total": 1,
    }


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_whatever_its_rows(
    client_of_a: Any, group_a: Organization, count: int, django_assert_num_queries: Any
) -> None:
    with tenant_scope(group_a.pk):
        for guest in GuestFactory.create_batch(count):
            StayFactory(guest=guest)
    client_of_a.get(GUESTS)
    with django_assert_num_queries(7):
        assert len(client_of_a.get(GUESTS).json()["results"]) == count


def walk(client: Any, url: str, direction: str, cursor: str | None) -> tuple[list[str], str | None]:
    page = client.get(url, {"limit": 2, **({"cursor": cursor} if cursor else {})}).json()
    return [row["first_name"] for row in page["results"]], page[direction]


def test_pages_walk_forth_and_back_over_guests_with_the_same_name(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        for name in "abcde":
            GuestFactory(first_name=name, last_name="")
    first, cursor = walk(client_of_a, GUESTS, "next", None)
    second, cursor = walk(client_of_a, GUESTS, "next", cursor)
    third, end = walk(client_of_a, GUESTS, "next", cursor)
    assert (first, second, third, end) == (["a", "b"], ["c", "d"], ["e"], None)
    _, back = walk(client_of_a, GUESTS, "previous", cursor)
    before, back = walk(client_of_a, GUESTS, "previous", back)
    start, none = walk(client_of_a, GUESTS, "previous", back)
    assert (before, start, none) == (["c", "d"], ["a", "b"], None)


@pytest.mark.parametrize("cursor", ["x", "W10", "WzFd", "WyJhIiwxLDIsM10", "bnVsbA"])
def test_a_broken_cursor_is_an_answer_not_a_crash(client_of_a: Any, cursor: str) -> None:
    assert client_of_a.get(GUESTS, {"cursor": cursor}).status_code == 404


@pytest.mark.parametrize("query", [{"email_kind": "odd"}, {"permission": "maybe"}, {"hotel": "x"}])
def test_an_unknown_filter_is_refused_at_its_field(client_of_a: Any, query: dict[str, str]) -> None:
    answer = client_of_a.get(GUESTS, query)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, list(query))


def test_an_empty_filter_narrows_nothing(client_of_a: Any, guests: list[int]) -> None:
    query = {"search": "", "hotel": "", "email_kind": "", "permission": ""}
    assert client_of_a.get(GUESTS, query).json()["total"] == len(guests)


def test_a_guests_page_tells_the_whole_story(client_of_a: Any, hotel_a: Any, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        outcome = stay_record(hotel=hotel_a, booking=booking(newsletter=True), now=NOW)
        assert outcome.guest is not None
        suppression_add(
            address_hash=bytes(outcome.guest.address_hash or b""),
            reason=SuppressionReason.UNSUBSCRIBED,
            now=NOW + timedelta(days=1),
        )
    page = client_of_a.get(f"{GUESTS}/{outcome.guest.pk}").json()
    assert [(one["purpose"], one["allowed"], one["basis"], one["reason"]) for one in page["permissions"]] == [
        ("marketing", False, "", "suppressed_unsubscribed"),
        ("newsletter", False, "", "suppressed_unsubscribed"),
        ("stay_service", True, "contract", ""),
        ("open_tracking", False, "", "no_consent"),
        ("profiling", True, "legitimate_interest", ""),
    ]
    assert page["permissions"][0]["evidence"]["signal"] == "newsletter:yes"
    told = client_of_a.get(f"{GUESTS}/{outcome.guest.pk}/timeline").json()["results"]
    assert [entry["kind"] for entry in told] == ["suppression", "created", "consent", "stay"]
    assert [(one["hotel"]["name"], one["nights"], one["total_minor"]) for one in page["stays_list"]] == [
        ("Seehof Bregenz", 3, 36000)
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_guests_page_costs_the_same_queries_whatever_the_stays(
    client_of_a: Any, group_a: Organization, count: int, django_assert_num_queries: Any
) -> None:
    with tenant_scope(group_a.pk):
        guest = GuestFactory()
        StayFactory.create_batch(count, guest=guest)
    client_of_a.get(f"{GUESTS}/{guest.pk}")
    with django_assert_num_queries(15):
        client_of_a.get(f"{GUESTS}/{guest.pk}")


def test_another_groups_guest_is_not_there(client_of_b: Any, guests: list[int]) -> None:
    assert client_of_b.get(f"/api/v1/orgs/costa-verde/guests/{guests[0]}").status_code == 404
    assert client_of_b.get(f"{GUESTS}/{guests[0]}").status_code == 404
    assert client_of_b.get("/api/v1/orgs/costa-verde/guests").json()["total"] == 0
