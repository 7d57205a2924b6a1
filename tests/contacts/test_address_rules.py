"""A hotel group's own word on domains, over the list that comes with Bellhop."""

from typing import Any

import pytest

from accounts.models import AuditEvent, Organization
from accounts.tenancy import tenant_scope
from contacts.models import Guest
from contacts.services import address_rules
from contacts.services.signup_address import address_check
from tests.factories.contacts import AddressRuleFactory, GuestFactory

pytestmark = pytest.mark.django_db
RULES = "/api/v1/orgs/alpenblick/address-rules"


def kinds() -> dict[str, str]:
    return dict(Guest.objects.order_by("email").values_list("email", "email_kind"))


def test_a_rule_changes_what_is_on_file_and_goes_back_when_it_is_deleted(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        for email in ("anna@agency.example", "ben@at.agency.example", "cleo@other-agency.example"):
            GuestFactory(email=email)
    answer = client_of_a.post(
        RULES, {"domain": "@AGENCY.example", "kind": "agency_shared", "note": "books for all"}, format="json"
    )
    assert (answer.status_code, answer.json()["domain"], answer.json()["guests_changed"]) == (
        201,
        "agency.example",
        2,
    )
    with tenant_scope(group_a.pk):
        assert kinds() == {
            "anna@agency.example": "agency_shared",
            "ben@at.agency.example": "agency_shared",
            "cleo@other-agency.example": "real",
        }
    assert [rule["domain"] for rule in client_of_a.get(RULES).json()["results"]] == ["agency.example"]
    assert client_of_a.delete(f"{RULES}/{answer.json()['id']}").status_code == 204
    with tenant_scope(group_a.pk):
        assert set(kinds().values()) == {"real"}
        assert list(AuditEvent.objects.order_by("id").values_list("action", flat=True))[-2:] == [
            "address_rule.set",
            "address_rule.deleted",
        ]


def test_an_address_that_many_surnames_use_stays_an_agencys(client_of_a: Any, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        for surname in ("Gruber", "Rossi", "Dupont"):
            GuestFactory(email="desk@tours.example", email_kind="agency_shared", last_name=surname)
    client_of_a.post(RULES, {"domain": "tours.example", "kind": "real"}, format="json")
    with tenant_scope(group_a.pk):
        assert kinds() == {"desk@tours.example": "agency_shared"}


def test_a_rule_given_again_takes_the_place_of_the_first(client_of_a: Any, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        GuestFactory(email="anna@agency.example")
    for kind in ("alias", "agency_shared"):
        client_of_a.post(RULES, {"domain": "agency.example", "kind": kind}, format="json")
    assert [rule["kind"] for rule in client_of_a.get(RULES).json()["results"]] == ["agency_shared"]
    with tenant_scope(group_a.pk):
        assert kinds() == {"anna@agency.example": "agency_shared"}


def test_guests_are_classified_in_chunks_and_another_groups_are_left_alone(
    client_of_a: Any, group_a: Organization, group_b: Organization, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(address_rules, "CHUNK", 2)
    for group in (group_a, group_b):
        with tenant_scope(group.pk):
            for number in range(5):
                GuestFactory(email=f"guest{number}@agency.example")
    answer = client_of_a.post(RULES, {"domain": "agency.example", "kind": "alias"}, format="json")
    assert answer.json()["guests_changed"] == 5
    with tenant_scope(group_b.pk):
        assert set(kinds().values()) == {"real"}


@pytest.mark.parametrize("domain", ["", "agency", "a b.example", "x" * 250 + ".example", "😀.example.."])
def test_what_is_no_domain_is_refused_in_words(client_of_a: Any, domain: str) -> None:
    answer = client_of_a.post(RULES, {"domain": domain, "kind": "alias"}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["domain"]


def test_the_public_list_names_throwaway_addresses_and_the_groups_word_stands_above_it(
    client_of_a: Any, group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        for email in ("a@mailinator.com", "b@sub.yopmail.com", "c@example.com", "d@now.example"):
            GuestFactory(email=email)

    def throwaway() -> list[str]:
        rows = client_of_a.get("/api/v1/orgs/alpenblick/guests").json()["results"]
        assert {row["email_kind"] for row in rows} == {"real"}
        return sorted(row["email"] for row in rows if row["is_disposable"])

    assert throwaway() == ["a@mailinator.com", "b@sub.yopmail.com"]
    answer = client_of_a.post(
        RULES, {"domain": "now.example", "kind": "real", "disposable": True}, format="json"
    )
    assert (answer.status_code, answer.json()["disposable"]) == (201, True)
    client_of_a.post(RULES, {"domain": "yopmail.com", "kind": "real"}, format="json")
    assert throwaway() == ["a@mailinator.com", "d@now.example"]
    client_of_a.delete(f"{RULES}/{answer.json()['id']}")
    assert throwaway() == ["a@mailinator.com"]


def test_a_form_asks_by_the_same_lists(in_a: Organization) -> None:
    assert address_check("ada@now.example") == ("ada@now.example", "")
    assert address_check("ada@mailinator.com") == ("", "disposable")
    AddressRuleFactory(domain="now.example", kind="real", disposable=True)
    AddressRuleFactory(domain="mailinator.com", kind="real")
    assert address_check("ada@now.example") == ("", "disposable")
    assert address_check("ada@mailinator.com") == ("ada@mailinator.com", "")


def test_another_groups_word_does_not_count_here(group_a: Organization, group_b: Organization) -> None:
    with tenant_scope(group_b.pk):
        AddressRuleFactory(domain="now.example", kind="real", disposable=True)
    with tenant_scope(group_a.pk):
        assert address_check("ada@now.example") == ("ada@now.example", "")
