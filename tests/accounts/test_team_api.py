"""The team and the audit log, at the door that the dashboard uses."""

import csv
import io
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from accounts.models import AuditEvent, Membership, Organization, User
from accounts.services.audit import audit_record
from accounts.tenancy import tenant_scope
from accounts.types import Role
from tests.conftest import client_of
from tests.factories.accounts import MembershipFactory, UserFactory

URL = "/api/v1/orgs/alpenblick/members"
AUDIT = "/api/v1/orgs/alpenblick/audit"
PASSWORD = "a-quiet-lobby-2026"


@pytest.fixture
def mate(group_a: Organization) -> Membership:
    return MembershipFactory(organization=group_a, role=Role.MARKETER)


def invite(client: Any, email: str = "new@seehof.example", role: str = "marketer") -> Any:
    return client.post(URL, {"email": email, "name": "Nora", "role": role}, format="json")


def test_an_invited_person_chooses_a_password_by_the_link_and_gets_in(client_of_a: Any, visitor: Any) -> None:
    made = invite(client_of_a)
    assert (made.status_code, made.json()["member"]["has_password"]) == (201, False)
    key = parse_qs(urlsplit(made.json()["link"]).query)["key"][0]
    reset = visitor.post(
        "/_allauth/browser/v1/auth/password/reset",
        {"key": key, "password": PASSWORD},
        content_type="application/json",
    )
    assert reset.status_code == 401  # set; the answer of allauth to one who is not logged in yet
    login = visitor.post(
        "/_allauth/browser/v1/auth/login",
        {"email": "new@seehof.example", "password": PASSWORD},
        content_type="application/json",
    )
    assert login.status_code == 200
    me = visitor.get("/api/v1/me").json()
    assert [(row["slug"], row["role"]) for row in me["organizations"]] == [("alpenblick", "marketer")]


def test_the_link_is_of_no_use_once_the_password_is_chosen(client_of_a: Any) -> None:
    made = invite(client_of_a).json()
    user = User.objects.get(email="new@seehof.example")
    user.set_password(PASSWORD)
    user.save()
    again = client_of_a.post(f"{URL}/{made['member']['id']}/link")
    assert (again.status_code, again.json()["link"]) == (200, "")


def test_no_link_is_made_for_someone_who_works_for_another_group(
    client_of_a: Any, group_b: Organization
) -> None:
    other = UserFactory(email="shared@both.example")
    other.set_unusable_password()
    other.save()
    MembershipFactory(organization=group_b, user=other)
    assert invite(client_of_a, "Shared@both.example").json()["link"] == ""


def test_a_member_is_not_invited_twice(client_of_a: Any, mate: Membership) -> None:
    answer = invite(client_of_a, mate.user.email.upper())
    assert (answer.status_code, answer.json()["code"]) == (409, "already_member")


def test_a_role_is_changed_and_noted(client_of_a: Any, mate: Membership, in_a: Any) -> None:
    answer = client_of_a.patch(f"{URL}/{mate.pk}", {"role": "manager"}, format="json")
    assert (answer.status_code, answer.json()["role"]) == (200, "manager")
    noted = AuditEvent.objects.get(action="member.role_changed")
    assert noted.detail == {"email": mate.user.email, "was": "marketer", "role": "manager"}


def test_who_is_taken_out_is_refused_at_once(client_of_a: Any, mate: Membership, visitor: Any) -> None:
    visitor.force_login(mate.user)
    assert visitor.get("/api/v1/orgs/alpenblick/home").status_code == 200
    assert client_of_a.delete(f"{URL}/{mate.pk}").status_code == 204
    assert visitor.get("/api/v1/orgs/alpenblick/home").status_code == 404


@pytest.mark.parametrize("method", ["patch", "delete"])
def test_the_last_owner_stays(method: str, client_of_a: Any, owner_a: User, mate: Membership) -> None:
    mine = Membership.objects.get(user=owner_a)
    answer = getattr(client_of_a, method)(f"{URL}/{mine.pk}", {"role": "analyst"}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "last_owner")
    assert Membership.objects.get(pk=mine.pk).role == "owner"


def test_with_a_second_owner_the_first_may_leave(client_of_a: Any, owner_a: User, mate: Membership) -> None:
    client_of_a.patch(f"{URL}/{mate.pk}", {"role": "owner"}, format="json")
    assert client_of_a.delete(f"{URL}/{Membership.objects.get(user=owner_a).pk}").status_code == 204


def test_only_an_owner_changes_the_team(mate: Membership, group_a: Organization) -> None:
    manager = MembershipFactory(organization=group_a, role=Role.MANAGER)
    client = client_of(manager.user)
    assert client.get(URL).status_code == 200
    assert invite(client).status_code == 403
    assert client.patch(f"{URL}/{manager.pk}", {"role": "owner"}, format="json").status_code == 403
    assert client_of(mate.user).get(URL).status_code == 403


@pytest.mark.parametrize(("method", "path"), [("patch", ""), ("delete", ""), ("post", "/link")])
def test_a_member_of_another_group_is_not_found(
    method: str, path: str, client_of_a: Any, owner_b: User
) -> None:
    theirs = Membership.objects.get(user=owner_b)
    answer = getattr(client_of_a, method)(f"{URL}/{theirs.pk}{path}", {"role": "analyst"}, format="json")
    assert answer.status_code == 404
    assert Membership.objects.get(pk=theirs.pk).role == "owner"


@pytest.mark.parametrize("count", [1, 3])
def test_the_team_costs_the_same_with_one_and_three(
    count: int, client_of_a: Any, group_a: Organization, django_assert_max_num_queries: Any
) -> None:
    MembershipFactory.create_batch(count, organization=group_a)
    with django_assert_max_num_queries(8):
        assert client_of_a.get(URL).json()["total"] == count + 1


def test_the_audit_log_is_narrowed_and_shows_this_group_alone(
    client_of_a: Any, owner_a: User, group_a: Organization, group_b: Organization, now: datetime
) -> None:
    for group, actor in ((group_a, owner_a), (group_a, None), (group_b, None)):
        with tenant_scope(group.pk):
            audit_record(actor=actor, action="hotel.created", target=group, now=now, name=group.name)
    rows = client_of_a.get(AUDIT, {"action": "hotel."}).json()["results"]
    assert [row["who"] for row in rows] == ["system", owner_a.email]
    assert {row["detail"]["name"] for row in rows} == {group_a.name}
    mine = client_of_a.get(AUDIT, {"actor": owner_a.email[:4], "action": "hotel."}).json()["results"]
    assert [row["who"] for row in mine] == [owner_a.email]
    assert client_of_a.get(AUDIT, {"until": "2001-01-01T00:00:00Z"}).json()["results"] == []


def test_the_audit_log_is_a_file_without_formulas_and_its_taking_is_noted(
    client_of_a: Any, owner_a: User, group_a: Organization, now: datetime
) -> None:
    with tenant_scope(group_a.pk):
        audit_record(actor=owner_a, action="=cmd", target=group_a, now=now)
    answer = client_of_a.post(f"{AUDIT}/export")
    lines = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert "'=cmd" in [line["what"] for line in lines]
    assert lines[-1]["what"] == "audit.exported"


def test_an_analyst_does_not_see_the_log(client_of_analyst: Any) -> None:
    assert client_of_analyst.get(AUDIT).status_code == 403
    assert client_of_analyst.post(f"{AUDIT}/export").status_code == 403
