"""Log-in, roles, keys and errors, at the doors that people and programs use."""

from datetime import datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.test import Client
from rest_framework.test import APIClient

from accounts.models import ApiKey, AuditEvent, Hotel, Membership, Organization, User
from accounts.secrets import seal, unseal
from accounts.services.keys import key_create
from accounts.tenancy import tenant_scope
from accounts.tenancy.tasks import TenantTask
from accounts.types import Role

ME = "/api/v1/me"
LOGIN = "/_allauth/browser/v1/auth/login"
GUESTS = "/api/v1/orgs/alpenblick/guests"
PASSWORD = "front-desk-2026"


def log_in(client: Client, email: str, password: str = PASSWORD) -> Any:
    return client.post(LOGIN, {"email": email, "password": password}, content_type="application/json")


def with_key(secret: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def test_a_person_logs_in_by_email_and_sees_their_group(
    visitor: Client, owner_a: User, hotel_a: Hotel
) -> None:
    assert log_in(visitor, owner_a.email.upper()).status_code == 200
    me = visitor.get("/api/v1/me").json()
    group = me["organizations"][0]
    assert (me["email"], group["slug"], group["role"]) == (owner_a.email, "alpenblick", "owner")
    assert [hotel["name"] for hotel in group["hotels"]] == ["Seehof Bregenz"]


def test_a_person_chooses_the_dashboards_language(client_of_a: Any, client_of_b: Any) -> None:
    assert client_of_a.get(ME).json()["language"] == ""
    assert client_of_a.patch(ME, {"language": "de"}, format="json").json()["language"] == "de"
    assert [client.get(ME).json()["language"] for client in (client_of_a, client_of_b)] == ["de", ""]


def test_a_language_the_dashboard_does_not_speak_is_refused(client_of_a: Any) -> None:
    answer = client_of_a.patch(ME, {"language": "tlh"}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["language"])


def test_a_program_has_no_language(group_a: Organization, now: datetime) -> None:
    _, secret = key_create(organization=group_a, name="PMS", role=Role.OWNER, actor=None, now=now)
    assert with_key(secret).patch(ME, {"language": "de"}, format="json").status_code == 403


def test_log_in_needs_the_csrf_token(owner_a: User) -> None:
    assert log_in(Client(enforce_csrf_checks=True), owner_a.email).status_code == 403


def test_five_wrong_passwords_lock_that_person_and_nobody_else(owner_a: User, analyst_a: User) -> None:
    cache.clear()
    for _ in range(5):
        log_in(Client(), owner_a.email, "wrong-password")
    locked, other = log_in(Client(), owner_a.email), log_in(Client(), analyst_a.email)
    assert (locked.status_code, locked.json()["code"], other.status_code) == (429, "locked", 200)


def test_a_stranger_belongs_to_no_group(client_of_stranger: Any, group_a: Organization) -> None:
    assert client_of_stranger.get("/api/v1/me").json()["organizations"] == []
    assert client_of_stranger.get(GUESTS).json()["code"] == "not_found"


def test_an_error_has_one_shape_and_its_requests_number(
    client_of_analyst: Any, group_a: Organization
) -> None:
    answer = client_of_analyst.post("/api/v1/orgs/alpenblick/templates", {}, format="json")
    assert (answer.status_code, set(answer.json())) == (403, {"code", "message", "fields", "request_id"})
    assert answer.json()["request_id"] == answer.headers["X-Request-ID"]


def test_a_body_that_is_not_json_is_told_so(client_of_a: Any, group_a: Organization) -> None:
    address = "/api/v1/orgs/alpenblick/templates"
    assert (
        client_of_a.post(address, data="{", content_type="application/json").json()["code"] == "parse_error"
    )


def test_a_key_works_for_its_own_group_alone(
    group_a: Organization, group_b: Organization, now: datetime
) -> None:
    key, secret = key_create(organization=group_a, name="PMS", role=Role.ANALYST, actor=None, now=now)
    client = with_key(secret)
    assert client.get(GUESTS).status_code == 200
    assert client.get(f"/api/v1/orgs/{group_b.slug}/guests").status_code == 404
    assert secret.encode() not in bytes(key.digest)


@pytest.mark.parametrize("change", ["end", "expired", "nonsense"])
def test_a_wrong_or_expired_key_is_refused(group_a: Organization, now: datetime, change: str) -> None:
    key, secret = key_create(organization=group_a, name="PMS", role=Role.OWNER, actor=None, now=now)
    if change == "expired":
        ApiKey.objects.filter(pk=key.pk).update(expires_at=now - timedelta(days=1))
    presented = {"end": secret + "x", "expired": secret, "nonsense": "bh_"}[change]
    assert with_key(presented).get(GUESTS).status_code == 401


def test_strangers_are_slowed_after_a_hundred_requests_a_minute(
    group_a: Organization, monkeypatch: Any
) -> None:
    from accounts.api.throttling import PerIp

    cache.clear()
    monkeypatch.setattr(PerIp, "rate", "100/min", raising=False)
    statuses = [APIClient().get(GUESTS).status_code for _ in range(101)]
    assert (statuses[:100], statuses[100]) == ([401] * 100, 429)


def test_an_operator_enters_one_group_at_a_time_and_it_is_written_down(
    db: None, visitor: Client, hotel_a: Hotel, hotel_b: Hotel
) -> None:
    operator = User.objects.create_superuser("operator@bellhop.example", PASSWORD)
    visitor.force_login(operator)
    hotels, choice = "/admin/accounts/hotel/", "/admin/organization/"
    assert visitor.get(hotels).headers["Location"] == choice
    visitor.post(choice, {"organization": hotel_a.organization_id})
    page = visitor.get(hotels).content.decode()
    assert (hotel_a.name in page, hotel_b.name in page) == (True, False)
    with tenant_scope(hotel_a.organization_id):
        assert list(AuditEvent.objects.values_list("action", "actor_label")) == [
            ("operator.entered", operator.email)
        ]


def test_a_member_is_no_operator(visitor: Client, owner_a: User) -> None:
    visitor.force_login(owner_a)
    assert visitor.get("/admin/accounts/user/").status_code == 302


def test_a_task_for_a_group_must_name_it(db: None) -> None:
    class Careless(TenantTask):
        name = "careless"

        def run(self, **_: Any) -> None:
            raise AssertionError

    with pytest.raises(TypeError, match="organization_id"):
        Careless()()


def test_a_group_is_created_by_command_with_its_owner(stranger: User) -> None:
    out = StringIO()
    call_command("organization_create", name="Nord", slug="nord", owner=stranger.email, stdout=out)
    assert Membership.objects.get(user=stranger).role == Role.OWNER
    with pytest.raises(CommandError, match="taken"):
        call_command("organization_create", name="Nord", slug="nord", owner=stranger.email)
    with pytest.raises(CommandError, match="Nobody logs in"):
        call_command("organization_create", name="Nord", slug="nord-2", owner="nobody@example.com")


def test_a_sealed_secret_opens_with_an_older_key_too(settings: Any) -> None:
    from cryptography.fernet import Fernet

    old, new = (Fernet.generate_key().decode() for _ in range(2))
    settings.SECRET_BOX_KEYS = [old]
    sealed = seal("smtp password")
    settings.SECRET_BOX_KEYS = [new, old]
    assert (unseal(sealed), "smtp password" in sealed) == ("smtp password", False)
    settings.SECRET_BOX_KEYS = [new]
    with pytest.raises(ValueError, match="SECRET_BOX_KEYS"):
        unseal(sealed)
