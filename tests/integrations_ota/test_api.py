"""The API of connections."""

from datetime import datetime
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from integrations_ota.api import views
from integrations_ota.models import Connection
from tests.factories.integrations_ota import ChannelIssueFactory, ConnectionFactory, ReservationFactory

URL = "/api/v1/orgs/alpenblick/connections"


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Workers that were asked to pull; the broker is not part of these tests."""
    found: list[int] = []
    monkeypatch.setattr(views, "wake_worker", lambda **kwargs: found.append(kwargs["connection_id"]))
    return found


@pytest.fixture
def connection(in_a: Any, hotel_a: Hotel) -> Connection:
    return ConnectionFactory(hotel=hotel_a, name="Seehof at AlpineBits")


def test_the_list_shows_state_and_numbers(client_of_a: Any, connection: Connection) -> None:
    ReservationFactory(connection=connection)
    ChannelIssueFactory(connection=connection)
    body = client_of_a.get(URL).json()
    assert (body["total"], body["next"]) == (1, None)
    assert body["results"] == [
        {
            "id": connection.pk,
            "name": "Seehof at AlpineBits",
            "channel": "alpinebits",
            "channel_name": "AlpineBits",
            "certified": False,
            "base_url": "http://127.0.0.1:9/alpinebits",
            "remote_hotel_id": "MERAN",
            "hotel": {"id": connection.hotel_id, "name": "Seehof Bregenz"},
            "status": "active",
            "last_pull_at": None,
            "last_success_at": None,
            "last_error": "",
            "reservations": 1,
            "stays": 0,
            "open_issues": 1,
            "pending_acknowledgements": 0,
        }
    ]


def test_a_connection_is_made_and_pulled_at_once(
    client_of_a: Any, in_a: Any, hotel_a: Hotel, woken: list[int]
) -> None:
    body = {
        "hotel_id": hotel_a.pk,
        "channel": "channex",
        "base_url": "https://app.channex.io/api/v1",
        "remote_hotel_id": "p-1",
        "credentials": {"api_key": "secret"},
    }
    answer = client_of_a.post(URL, body, format="json")
    assert answer.status_code == 201
    assert "secret" not in answer.content.decode()
    assert woken == [answer.json()["id"]]


def test_a_bad_address_is_said_at_its_field(client_of_a: Any, in_a: Any, hotel_a: Hotel) -> None:
    body = {
        "hotel_id": hotel_a.pk,
        "channel": "channex",
        "base_url": "ftp://x",
        "remote_hotel_id": "p-1",
        "credentials": {"api_key": "secret"},
    }
    answer = client_of_a.post(URL, body, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["base_url"])


def test_a_sync_is_accepted_and_wakes_a_worker(
    client_of_a: Any, connection: Connection, woken: list[int]
) -> None:
    assert client_of_a.post(f"{URL}/{connection.pk}/sync").status_code == 202
    assert woken == [connection.pk]


def test_a_check_writes_its_result(client_of_a: Any, connection: Connection) -> None:
    answer = client_of_a.post(f"{URL}/{connection.pk}/check")
    assert answer.status_code == 200
    assert answer.json()["last_error"] == "The channel's address must begin with https://."


def test_issues_say_what_they_mean(client_of_a: Any, connection: Connection) -> None:
    issue = ChannelIssueFactory(connection=connection, kind="no_guest", subject="R9")
    row = client_of_a.get(f"{URL}/{connection.pk}/issues").json()["results"][0]
    assert (row["id"], row["kind"], row["detail"]) == (issue.pk, "no_guest", "Reservation R9")
    assert row["text"].startswith("A reservation came without a guest.")


def test_an_analyst_may_look_and_not_touch(client_of_analyst: Any, connection: Connection) -> None:
    assert client_of_analyst.get(f"{URL}/{connection.pk}").status_code == 200
    assert client_of_analyst.post(f"{URL}/{connection.pk}/sync").status_code == 403


@pytest.mark.parametrize("path", ["", "/sync", "/check", "/issues"])
def test_another_groups_connection_does_not_exist(
    path: str, client_of_a: Any, group_b: Organization, hotel_b: Hotel
) -> None:
    with tenant_scope(group_b.pk):
        foreign = ConnectionFactory(hotel=hotel_b)
    method = client_of_a.get if path in {"", "/issues"} else client_of_a.post
    assert method(f"{URL}/{foreign.pk}{path}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_with_one_and_three(
    count: int, client_of_a: Any, in_a: Any, now: datetime, django_assert_max_num_queries: Any
) -> None:
    ConnectionFactory.create_batch(count)
    with django_assert_max_num_queries(8):
        assert len(client_of_a.get(URL).json()["results"]) == count
