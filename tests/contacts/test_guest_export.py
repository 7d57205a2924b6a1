"""Guests as CSV, at the door."""

from typing import Any

import pytest

from accounts.models import AuditEvent, Organization
from accounts.tenancy import tenant_scope
from contacts.services import guest_export
from tests.conftest import client_of
from tests.factories.contacts import GuestFactory

EXPORT = "/api/v1/orgs/alpenblick/guests/export"


def addresses(answer: Any) -> list[str]:
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    return [line.split(",")[1] for line in lines[1:]]


@pytest.fixture
def guests(group_a: Organization, group_b: Organization) -> list[str]:
    emails = [f"guest{number}@a.example.com" for number in range(5)]
    with tenant_scope(group_a.pk):
        for number, email in enumerate(emails):
            GuestFactory(email=email, last_name="Moser" if number == 3 else "Fuchs")
    with tenant_scope(group_b.pk):
        GuestFactory.create_batch(5)
    return emails


@pytest.mark.parametrize("page", [1, 2, 5, 100])
def test_all_guests_of_the_group_leave_once_and_nobody_elses(
    client_of_a: Any, guests: list[str], page: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(guest_export, "PAGE", page)
    assert addresses(client_of_a.post(EXPORT)) == guests


def test_an_export_is_narrowed_as_the_list_is(client_of_a: Any, guests: list[str]) -> None:
    assert addresses(client_of_a.post(f"{EXPORT}?search=moser")) == [guests[3]]
    assert addresses(client_of_a.post(f"{EXPORT}?email_kind=alias")) == []
    assert client_of_a.post(f"{EXPORT}?permission=perhaps").status_code == 400


def test_an_export_is_in_the_audit_log_without_what_was_searched_for(
    client_of_a: Any, guests: list[str], group_a: Organization, owner_a: Any
) -> None:
    client_of_a.post(f"{EXPORT}?search={guests[0]}")
    with tenant_scope(group_a.pk):
        entry = AuditEvent.objects.get(action="contacts.exported")
    assert (entry.actor, entry.detail) == (owner_a, {"narrowed_by": ["search"]})


def test_only_owners_and_managers_export(
    client_of_analyst: Any, client_of_b: Any, guests: list[str], marketer_a: Any
) -> None:
    answers = [
        client.post(EXPORT).status_code for client in (client_of_analyst, client_of(marketer_a), client_of_b)
    ]
    assert answers == [403, 403, 404]
