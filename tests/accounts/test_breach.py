"""GDPR 33, 34: who read or exported what, from the audit log in one command."""

import json
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEvent, Organization, User
from accounts.services.audit import audit_read
from accounts.tenancy import tenant_scope
from contacts.models import Guest
from tests.factories.contacts import GuestFactory

GUESTS = "/api/v1/orgs/alpenblick/guests"


@pytest.fixture
def guests(group_a: Organization) -> list[Guest]:
    with tenant_scope(group_a.pk):
        return [GuestFactory(), GuestFactory()]


def asked(*arguments: str, org: str = "alpenblick", since: str = "2020-01-01") -> list[dict[str, Any]]:
    out = StringIO()
    call_command("breach_query", "--org", org, "--since", since, *arguments, stdout=out, stderr=StringIO())
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_each_look_at_a_guest_and_each_export_is_told_with_who_and_when(
    client_of_a: Any, owner_a: User, guests: list[Guest]
) -> None:
    client_of_a.get(f"{GUESTS}/{guests[0].pk}")
    b"".join(client_of_a.post(f"{GUESTS}/export"))
    said = [(line["who"], line["did"], line["what"]) for line in asked()]
    assert said[0] == (owner_a.email, "guest.viewed", f"contacts.Guest {guests[0].pk}")
    assert [did for _who, did, _what in said] == ["guest.viewed", "contacts.exported"]


def test_of_one_guest_their_own_looks_and_all_exports_are_told(client_of_a: Any, guests: list[Guest]) -> None:
    for guest in guests:
        client_of_a.get(f"{GUESTS}/{guest.pk}")
    b"".join(client_of_a.post(f"{GUESTS}/export"))
    said = [(line["did"], line["what"]) for line in asked("--guest", str(guests[1].pk))]
    assert [did for did, _what in said] == ["guest.viewed", "contacts.exported"]
    assert said[0][1] == f"contacts.Guest {guests[1].pk}"


def test_looking_again_within_ten_minutes_is_one_look(in_a: Organization, owner_a: User, now: Any) -> None:
    guest = GuestFactory()
    for minutes in (0, 9, 11):
        at = now + timedelta(minutes=minutes)
        audit_read(actor=owner_a, action="guest.viewed", target=guest, now=at)
    assert AuditEvent.objects.filter(action="guest.viewed").count() == 2


def test_only_the_time_that_was_asked_for_and_the_own_group(
    client_of_a: Any, guests: list[Guest], group_b: Organization
) -> None:
    client_of_a.get(f"{GUESTS}/{guests[0].pk}")
    tomorrow = f"{timezone.now() + timedelta(days=1):%Y-%m-%d}"
    assert asked(since=tomorrow) == []
    assert asked("--until", "2021-01-01T12:00") == []
    assert asked(org="costa-verde") == []


@pytest.mark.parametrize("since", ["yesterday", "2026-13-01", ""])
def test_what_is_no_time_is_refused(guests: list[Guest], since: str) -> None:
    with pytest.raises(CommandError, match="is no day or time"):
        asked(since=since)
