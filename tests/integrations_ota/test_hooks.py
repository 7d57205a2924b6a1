"""The door that channels call: proved or refused, and a hint to pull at once."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from celery import current_app
from django.test import Client
from kombu.exceptions import OperationalError

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from integrations_ota.models import Connection
from integrations_ota.public import hooks
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.sandbox import Sandbox

URL = "/api/v1/orgs/alpenblick/connections"
BODY = {"event": "booking_new", "property_id": "MERAN", "payload": {}}


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(hooks, "wake_worker", lambda **kwargs: found.append(kwargs["connection_id"]))
    return found


@pytest.fixture
def channel(in_a: Any, hotel_a: Hotel, now: datetime) -> Connection:
    return ConnectionFactory(
        hotel=hotel_a,
        channel="channex",
        plain_credentials={"api_key": "k"},
        next_pull_at=now + timedelta(days=3650),
    )


@pytest.fixture
def opened(client_of_a: Any, channel: Connection) -> dict[str, str]:
    answer = client_of_a.post(f"{URL}/{channel.pk}/hook", {}, format="json")
    assert answer.status_code == 201
    return dict(answer.json())


def call(visitor: Client, path: str, secret: str, body: Any = BODY) -> Any:
    sent = body if isinstance(body, bytes) else json.dumps(body)
    return visitor.post(path, sent, content_type="application/json", headers={"X-Bellhop-Secret": secret})


def test_a_proved_call_pulls_at_once(
    visitor: Client, channel: Connection, opened: dict[str, str], woken: list[int]
) -> None:
    answer = call(visitor, opened["path"], opened["secret"])
    assert (answer.status_code, answer.json()) == (200, {"ok": True})
    assert woken == [channel.pk]
    before = channel.next_pull_at
    channel.refresh_from_db()
    assert channel.last_hook_at == channel.next_pull_at < before


def test_a_call_without_the_secret_is_refused_and_changes_nothing(
    visitor: Client, channel: Connection, opened: dict[str, str], woken: list[int]
) -> None:
    assert [call(visitor, opened["path"], secret).status_code for secret in ("", "wrong")] == [401, 401]
    channel.refresh_from_db()
    assert (woken, channel.last_hook_at) == ([], None)


def test_a_forged_address_and_a_wrong_secret_get_the_same_answer(
    visitor: Client, opened: dict[str, str]
) -> None:
    forged = opened["path"][:-4] + ("AAAA" if not opened["path"].endswith("AAAA") else "BBBB")
    answers = [call(visitor, forged, opened["secret"]), call(visitor, opened["path"], "wrong")]
    assert [(a.status_code, a.json()["code"]) for a in answers] == [(401, "hook_refused")] * 2


def test_a_new_address_ends_the_old_one(
    visitor: Client, client_of_a: Any, channel: Connection, opened: dict[str, str]
) -> None:
    client_of_a.post(f"{URL}/{channel.pk}/hook", {}, format="json")
    assert call(visitor, opened["path"], opened["secret"]).status_code == 401


def test_a_closed_address_takes_no_calls(
    visitor: Client, client_of_a: Any, channel: Connection, opened: dict[str, str]
) -> None:
    assert client_of_a.delete(f"{URL}/{channel.pk}/hook").status_code == 204
    assert call(visitor, opened["path"], opened["secret"]).status_code == 401


def test_the_secret_is_stored_sealed(channel: Connection, opened: dict[str, str]) -> None:
    channel.refresh_from_db()
    assert opened["secret"] not in channel.credentials


def test_a_channel_that_never_calls_has_no_address(client_of_a: Any, in_a: Any, hotel_a: Hotel) -> None:
    silent = ConnectionFactory(hotel=hotel_a)
    answer = client_of_a.post(f"{URL}/{silent.pk}/hook", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "no_webhooks")


def test_a_paused_connection_is_not_pulled_by_a_call(
    visitor: Client, channel: Connection, opened: dict[str, str], woken: list[int]
) -> None:
    Connection.objects.filter(pk=channel.pk).update(status="paused")
    assert (call(visitor, opened["path"], opened["secret"]).status_code, woken) == (200, [])


def test_without_a_broker_the_call_is_taken_all_the_same(
    visitor: Client, opened: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_: Any, **__: Any) -> None:
        raise OperationalError

    monkeypatch.undo()
    monkeypatch.setattr(current_app, "send_task", away)
    assert call(visitor, opened["path"], opened["secret"]).status_code == 200


@pytest.mark.parametrize("path", ["/hook", "/push", "/state", "/mapping", "/products"])
def test_another_groups_connection_does_not_exist(
    path: str, client_of_a: Any, group_b: Organization, hotel_b: Hotel
) -> None:
    with tenant_scope(group_b.pk):
        foreign = ConnectionFactory(hotel=hotel_b)
    method = client_of_a.get if path in {"/state", "/mapping"} else client_of_a.post
    assert method(f"{URL}/{foreign.pk}{path}").status_code == 404


def test_f90_a_call_that_names_another_hotel_or_bears_anothers_secret_is_refused(
    visitor: Client, client_of_a: Any, client_of_b: Any, hotel_a: Hotel, hotel_b: Hotel
) -> None:
    ours, theirs = (hook_of(client_of_a, hotel_a), hook_of(client_of_b, hotel_b))
    assert call(visitor, ours["path"], ours["secret"]).status_code == 200
    assert call(visitor, ours["path"], theirs["secret"]).status_code == 401
    assert call(visitor, theirs["path"], ours["secret"]).status_code == 401
    stranger = {**BODY, "property_id": "BREGENZ"}
    assert call(visitor, ours["path"], ours["secret"], stranger).status_code == 401


def hook_of(client: Any, hotel: Hotel) -> dict[str, str]:
    with tenant_scope(hotel.organization_id):
        made = ConnectionFactory(hotel=hotel, channel="channex", plain_credentials={"api_key": "k"})
    path = f"/api/v1/orgs/{hotel.organization.slug}/connections/{made.pk}/hook"
    return dict(client.post(path, {}, format="json").json())


def test_the_sandbox_rings_at_a_live_door(
    live_server: Any, sandbox: Sandbox, opened: dict[str, str], channel: Connection
) -> None:
    asked = {"channel": "channex", "hotel": "MERAN", "url": live_server.url + opened["path"]}
    assert sandbox.control("ring", asked | {"secret": opened["secret"]}) == {
        "status": 200,
        "body": '{"ok":true}',
    }
    assert sandbox.control("ring", asked | {"secret": "wrong"})["status"] == 401
