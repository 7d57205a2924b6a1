"""What a person does with connections: chooses a channel, changes one, tries it, settles issues."""

import json
from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.models import AuditEvent, Hotel, Organization
from accounts.secrets import unseal
from accounts.tenancy import tenant_scope
from integrations_ota.adapters.registry import CHANNELS
from integrations_ota.api import views
from integrations_ota.models import ChangedDay, Connection, RawMessage, Reservation
from integrations_ota.selectors.calendar import DayKey
from integrations_ota.services.changed import days_mark
from integrations_ota.services.pull import connection_pull
from tests.factories.integrations_ota import (
    ChannelIssueFactory,
    ConnectionFactory,
    RawMessageFactory,
    RoomMappingFactory,
    RoomTypeFactory,
)

ORG = "/api/v1/orgs/alpenblick"
URL = f"{ORG}/connections"


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(views, "wake_worker", lambda **kwargs: found.append(kwargs["connection_id"]))
    return found


@pytest.fixture
def connection(in_a: Any, hotel_a: Hotel) -> Connection:
    return ConnectionFactory(hotel=hotel_a, name="Seehof at AlpineBits", base_url="https://ota.example/ab")


def secrets_of(connection: Connection) -> dict[str, str]:
    found: dict[str, str] = json.loads(unseal(Connection.objects.get(pk=connection.pk).credentials))
    return found


def test_each_channel_names_its_credentials_and_none_is_certified(client_of_a: Any) -> None:
    rows = client_of_a.get(f"{ORG}/channels").json()["channels"]
    assert [row["slug"] for row in rows] == list(CHANNELS)
    assert {row["slug"]: row["credentials"] for row in rows}["siteminder"] == [
        "username",
        "password",
        "requestor_id",
    ]
    assert {row["certified"] for row in rows} == {False}


def test_a_change_keeps_the_credentials_that_are_left_empty(
    client_of_a: Any, connection: Connection, woken: list[int]
) -> None:
    body = {"name": "Seehof", "credentials": {"username": "", "password": "new"}}
    answer = client_of_a.patch(f"{URL}/{connection.pk}", body, format="json")
    assert (answer.status_code, answer.json()["name"]) == (200, "Seehof")
    assert secrets_of(connection) == {"username": "hotel", "password": "new"}
    assert "new" not in answer.content.decode()
    assert woken == [connection.pk]
    noted = AuditEvent.objects.get(action="connection.changed")
    assert noted.detail == {"fields": ["credentials.password", "name"]}


@pytest.mark.parametrize(
    "address", ["https://thief.example/ab", "http://ota.example/ab", "https://ota.example:444/ab"]
)
def test_stored_credentials_never_go_to_another_host(
    client_of_a: Any, connection: Connection, address: str, settings: Any
) -> None:
    settings.OTA_ALLOW_PRIVATE_URLS = True
    answer = client_of_a.patch(f"{URL}/{connection.pk}", {"base_url": address}, format="json")
    assert answer.status_code == 400
    assert answer.json()["fields"] == {"credentials": ["Enter username and password."]}
    whole = {"base_url": address, "credentials": {"username": "a", "password": "b"}}
    assert client_of_a.patch(f"{URL}/{connection.pk}", whole, format="json").status_code == 200
    assert secrets_of(connection) == {"username": "a", "password": "b"}


def test_a_connection_is_paused_and_goes_on(client_of_a: Any, connection: Connection) -> None:
    states = [
        client_of_a.patch(f"{URL}/{connection.pk}", {"paused": paused}, format="json").json()["status"]
        for paused in (True, False)
    ]
    assert states == ["paused", "active"]


def test_a_bad_address_is_said_at_its_field_and_nothing_changes(
    client_of_a: Any, connection: Connection
) -> None:
    answer = client_of_a.patch(f"{URL}/{connection.pk}", {"base_url": "ftp://x"}, format="json")
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["base_url", "credentials"])
    assert Connection.objects.get().base_url == "https://ota.example/ab"


def test_a_secret_address_is_sealed_and_never_shown(client_of_a: Any, in_a: Any, hotel_a: Hotel) -> None:
    feed = ConnectionFactory(
        hotel=hotel_a,
        channel="ical",
        base_url="https://cal.example",
        plain_credentials={"feed_url": "https://cal.example/a.ics"},
    )
    body = {"base_url": "https://cal.example/b.ics?s=key"}
    answer = client_of_a.patch(f"{URL}/{feed.pk}", body, format="json")
    assert answer.json()["base_url"] == "https://cal.example"
    assert secrets_of(feed) == {"feed_url": "https://cal.example/b.ics?s=key"}
    client_of_a.patch(
        f"{URL}/{feed.pk}", {"base_url": "https://cal.example", "name": "Chalet"}, format="json"
    )
    assert secrets_of(feed) == {"feed_url": "https://cal.example/b.ics?s=key"}


def test_a_check_tells_each_capability_apart(client_of_a: Any, channex: Connection) -> None:
    body = client_of_a.post(f"{URL}/{channex.pk}/capabilities").json()
    assert (body["error"], bool(body["hotel_name"])) == ("", True)
    assert {row["answer"] for row in body["capabilities"]} <= {"ok", "unknown"}
    assert body["capabilities"]


def test_a_channel_that_does_not_answer_says_why(client_of_a: Any, in_a: Any, hotel_a: Hotel) -> None:
    made = ConnectionFactory(hotel=hotel_a)
    body = client_of_a.post(f"{URL}/{made.pk}/capabilities").json()
    assert body == {
        "error": "The channel's address must begin with https://.",
        "hotel_name": "",
        "protocol_version": "",
        "clock_skew_seconds": None,
        "capabilities": [],
    }


def test_an_issue_is_marked_solved(client_of_a: Any, connection: Connection) -> None:
    issue = ChannelIssueFactory(connection=connection, kind="price_mismatch")
    answer = client_of_a.post(f"{URL}/{connection.pk}/issues/{issue.pk}/resolve")
    assert answer.json()["resolved_at"] is not None
    assert client_of_a.get(f"{URL}/{connection.pk}").json()["open_issues"] == 0


def test_what_was_set_aside_is_read_again_and_recorded(
    client_of_a: Any, alpinebits: Connection, now: datetime
) -> None:
    connection_pull(connection_id=alpinebits.pk, now=now)
    raw = RawMessage.objects.filter(state="applied").order_by("pk").first()
    assert raw is not None
    Reservation.objects.filter(connection=alpinebits).delete()
    RawMessage.objects.filter(pk=raw.pk).update(state="quarantined", error="could not be read")
    issue = ChannelIssueFactory(
        connection=alpinebits, kind="malformed", subject=raw.message_key, raw_message=raw
    )
    row = client_of_a.get(f"{URL}/{alpinebits.pk}/issues").json()["results"][0]
    assert (row["id"], row["replayable"]) == (issue.pk, True)
    answer = client_of_a.post(f"{URL}/{alpinebits.pk}/issues/{issue.pk}/replay")
    assert (answer.status_code, answer.json()["replayable"]) == (200, False)
    assert answer.json()["resolved_at"] is not None
    assert Reservation.objects.filter(connection=alpinebits).count() == 1


def test_what_still_cannot_be_read_stays_set_aside(client_of_a: Any, connection: Connection) -> None:
    raw = RawMessageFactory(connection=connection, state="quarantined", body="<broken", error="not XML")
    issue = ChannelIssueFactory(
        connection=connection, kind="malformed", subject=raw.message_key, raw_message=raw
    )
    answer = client_of_a.post(f"{URL}/{connection.pk}/issues/{issue.pk}/replay")
    assert (answer.status_code, answer.json()["code"]) == (409, "still_unreadable")
    raw.refresh_from_db()
    issue.refresh_from_db()
    assert (raw.state, issue.resolved_at) == ("quarantined", None)


def test_an_issue_without_a_message_has_nothing_to_read(client_of_a: Any, connection: Connection) -> None:
    issue = ChannelIssueFactory(connection=connection)
    answer = client_of_a.post(f"{URL}/{connection.pk}/issues/{issue.pk}/replay")
    assert (answer.status_code, answer.json()["code"]) == (409, "nothing_to_read")


def test_days_are_listed_until_the_channel_took_them(
    client_of_a: Any, connection: Connection, hotel_a: Hotel, now: datetime
) -> None:
    room = RoomTypeFactory(hotel=hotel_a)
    RoomMappingFactory(connection=connection, room_type=room, remote_code="DZ")
    days_mark(keys=[DayKey(room.pk, None, now.date())], now=now, connection=connection)
    ChangedDay.objects.update(next_attempt_at=None, last_error="Room is closed at the channel.")
    range_ = {"first": now.date().isoformat(), "last": (now.date() + timedelta(days=13)).isoformat()}
    assert client_of_a.get(f"{URL}/{connection.pk}/changed-days", range_).json()["days"] == [
        {
            "room_type_id": room.pk,
            "rate_plan_id": None,
            "day": now.date().isoformat(),
            "refused": True,
            "error": "Room is closed at the channel.",
        }
    ]


def test_too_many_days_are_refused(client_of_a: Any, connection: Connection) -> None:
    range_ = {"first": "2026-01-01", "last": "2027-01-01"}
    answer = client_of_a.get(f"{URL}/{connection.pk}/changed-days", range_)
    assert (answer.status_code, list(answer.json()["fields"])) == (400, ["last"])


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("patch", ""),
        ("post", "/capabilities"),
        ("get", "/changed-days"),
        ("post", "/issues/{issue}/resolve"),
        ("post", "/issues/{issue}/replay"),
    ],
)
def test_another_groups_connection_cannot_be_touched(
    method: str, path: str, client_of_a: Any, group_b: Organization, hotel_b: Hotel
) -> None:
    with tenant_scope(group_b.pk):
        foreign = ConnectionFactory(hotel=hotel_b)
        issue = ChannelIssueFactory(connection=foreign)
    address = f"{URL}/{foreign.pk}{path.format(issue=issue.pk)}"
    assert getattr(client_of_a, method)(address, data={}, format="json").status_code == 404


def test_an_issue_of_another_connection_is_not_found_here(client_of_a: Any, connection: Connection) -> None:
    other = ChannelIssueFactory(connection=ConnectionFactory(hotel=connection.hotel, remote_hotel_id="X"))
    assert client_of_a.post(f"{URL}/{connection.pk}/issues/{other.pk}/resolve").status_code == 404


def test_an_analyst_may_look_and_not_touch(client_of_analyst: Any, connection: Connection) -> None:
    assert client_of_analyst.get(f"{ORG}/channels").status_code == 200
    body = {"paused": True}
    assert client_of_analyst.patch(f"{URL}/{connection.pk}", body, format="json").status_code == 403
