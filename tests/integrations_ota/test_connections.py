"""Connections: made, checked, asked to synchronise, found when due."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from accounts.errors import InvalidInput
from accounts.models import AuditEvent, Hotel
from integrations_ota.errors import ConnectionExists
from integrations_ota.models import Connection
from integrations_ota.selectors.connections import connections_due, receipts_due
from integrations_ota.services.channel import conn_of
from integrations_ota.services.connections import (
    connection_check,
    connection_create,
    connection_sync_request,
)
from integrations_ota.types import ConnectionStatus
from tests.factories.integrations_ota import AcknowledgementFactory, ConnectionFactory
from tests.integrations_ota.sandbox import Sandbox

FACTS: dict[str, Any] = {
    "channel": "alpinebits",
    "name": "",
    "base_url": "https://portal.example/alpinebits",
    "remote_hotel_id": "123",
    "credentials": {"username": "seehof", "password": "lake-view"},
    "actor": None,
}


def test_a_new_connection_is_due_at_once_and_its_credentials_are_sealed(
    in_a: Any, hotel_a: Hotel, now: datetime
) -> None:
    made = connection_create(hotel=hotel_a, now=now, **FACTS)
    assert (made.name, made.status) == ("AlpineBits, Seehof Bregenz", "active")
    assert list(connections_due(now=now)) == [made.pk]
    assert "lake-view" not in made.credentials
    assert conn_of(made).credentials == FACTS["credentials"]
    assert AuditEvent.objects.get().action == "connection.created"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"channel": "fax"}, "channel"),
        ({"base_url": "http://portal.example/"}, "base_url"),
        ({"base_url": "https://user:pass@portal.example/"}, "base_url"),
        ({"base_url": "file:///etc/passwd"}, "base_url"),
        ({"remote_hotel_id": " "}, "remote_hotel_id"),
        ({"credentials": {"username": "seehof"}}, "credentials"),
    ],
)
def test_what_is_missing_is_said_at_its_field(
    change: dict[str, Any], field: str, in_a: Any, hotel_a: Hotel, now: datetime
) -> None:
    with pytest.raises(InvalidInput) as caught:
        connection_create(hotel=hotel_a, now=now, **(FACTS | change))
    assert list(caught.value.fields) == [field]


def test_the_same_hotel_is_not_connected_twice(in_a: Any, hotel_a: Hotel, now: datetime) -> None:
    connection_create(hotel=hotel_a, now=now, **FACTS)
    with pytest.raises(ConnectionExists):
        connection_create(hotel=hotel_a, now=now, **FACTS)


def test_a_check_that_succeeds_revives_a_disabled_connection(alpinebits: Connection, now: datetime) -> None:
    alpinebits.status = ConnectionStatus.DISABLED.value
    alpinebits.last_error = "refused"
    alpinebits.save()
    checked = connection_check(connection_id=alpinebits.pk, now=now)
    checked.refresh_from_db()
    assert (checked.status, checked.last_error, checked.lease_until) == ("active", "", None)


def test_a_check_that_fails_says_why(alpinebits: Connection, sandbox: Sandbox, now: datetime) -> None:
    sandbox.fail("auth_401")
    checked = connection_check(connection_id=alpinebits.pk, now=now)
    assert checked.last_error.startswith("The channel refused the log-in of this connection.")


def test_private_addresses_are_refused_unless_they_are_allowed(
    alpinebits: Connection, settings: Any, now: datetime
) -> None:
    settings.OTA_ALLOW_PRIVATE_URLS = False
    checked = connection_check(connection_id=alpinebits.pk, now=now)
    assert checked.last_error == "The channel's address must begin with https://."


def test_only_active_free_connections_are_due(in_a: Any, now: datetime) -> None:
    due = ConnectionFactory()
    ConnectionFactory(next_pull_at=now + timedelta(seconds=1))
    ConnectionFactory(status="paused")
    ConnectionFactory(status="disabled")
    ConnectionFactory(lease_until=now + timedelta(seconds=1))
    assert list(connections_due(now=now)) == [due.pk]


def test_a_request_to_synchronise_makes_it_due(in_a: Any, now: datetime) -> None:
    later = ConnectionFactory(next_pull_at=now + timedelta(minutes=9), status="disabled")
    connection_sync_request(connection=later, actor=None, now=now)
    assert list(connections_due(now=now)) == [later.pk]


def test_receipts_wait_for_their_time(in_a: Any, now: datetime) -> None:
    AcknowledgementFactory(next_attempt_at=now + timedelta(minutes=1))
    AcknowledgementFactory(acked_at=now)
    owed = AcknowledgementFactory()
    assert list(receipts_due(now=now)) == [owed.connection_id]
