"""Connections: made, checked, asked to synchronise."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from accounts.errors import InvalidInput
from accounts.models import Hotel, User
from accounts.services.audit import audit_record
from integrations_ota.adapters.errors import OtaError
from integrations_ota.adapters.port import ConnectionReport, OtaAdapter
from integrations_ota.adapters.registry import CHANNELS
from integrations_ota.errors import ConnectionExists
from integrations_ota.models import Connection
from integrations_ota.services.channel import (
    channel_open,
    conn_of,
    credentials_seal,
    private_addresses_allowed,
)
from integrations_ota.services.lease import lease_release, lease_take
from integrations_ota.types import ConnectionStatus

logger = logging.getLogger(__name__)


def connection_create(
    *,
    hotel: Hotel,
    channel: str,
    name: str,
    base_url: str,
    remote_hotel_id: str,
    credentials: Mapping[str, str],
    actor: User | None,
    now: datetime,
) -> Connection:
    """Connect a hotel to a channel; it is pulled at once. Raises InvalidInput, ConnectionExists."""
    fields = connection_complaints(channel, base_url, remote_hotel_id, credentials)
    if fields:
        raise InvalidInput("The connection cannot be made yet; the fields say what to change.", fields=fields)
    base_url, credentials = address_split(channel, base_url.strip(), credentials)
    try:
        with transaction.atomic():
            connection = Connection.objects.create(
                hotel=hotel,
                channel=channel,
                name=name.strip() or f"{CHANNELS[channel].name}, {hotel.name}",
                base_url=base_url,
                remote_hotel_id=remote_hotel_id.strip(),
                credentials=credentials_seal(credentials),
                created_at=now,
                next_pull_at=now,
            )
            audit_record(
                actor=actor, action="connection.created", target=connection, now=now, channel=channel
            )
    except IntegrityError as error:
        raise ConnectionExists from error
    return connection


def connection_complaints(
    channel: str, base_url: str, remote_hotel_id: str, credentials: Mapping[str, str]
) -> dict[str, list[str]]:
    """Return what is wrong with a connection's facts, by field."""
    if channel not in CHANNELS:
        return {"channel": [f"Choose one of {', '.join(CHANNELS)}."]}
    fields: dict[str, list[str]] = {}
    address = urlsplit(base_url.strip())
    schemes = {"https", "http"} if private_addresses_allowed() else {"https"}
    if address.scheme not in schemes or not address.hostname or "@" in address.netloc:
        fields["base_url"] = ["Enter the channel's address, beginning with https://."]
    if not remote_hotel_id.strip():
        fields["remote_hotel_id"] = ["Enter the hotel's number at the channel."]
    missing = [name for name in CHANNELS[channel].credentials if not credentials.get(name)]
    if missing:
        fields["credentials"] = [f"Enter {' and '.join(n.replace('_', ' ') for n in missing)}."]
    return fields


def address_split(
    channel: str, base_url: str, credentials: Mapping[str, str]
) -> tuple[str, Mapping[str, str]]:
    """Move an address that is itself a key to the credentials; its origin stays."""
    if not CHANNELS[channel].secret_address:
        return base_url, credentials
    parts = urlsplit(base_url)
    return f"{parts.scheme}://{parts.netloc}", {**credentials, "feed_url": base_url}


def connection_check(*, connection_id: int, now: datetime, adapter: OtaAdapter | None = None) -> Connection:
    """Probe a connection without fetching anything; the result is written to it.

    A success makes a disabled connection active again. Raises ConnectionBusy, NotFound.
    """
    return connection_probe(connection_id=connection_id, now=now, adapter=adapter)[0]


def connection_probe(
    *, connection_id: int, now: datetime, adapter: OtaAdapter | None = None
) -> tuple[Connection, ConnectionReport | None]:
    """Check a connection, and return what the channel said of each capability; None = it did not answer."""
    connection = lease_take(connection_id=connection_id, now=now)
    changes: dict[str, Any] = {}
    report = None
    try:
        with channel_open(connection, adapter) as channel:
            report = channel.check_connection(conn_of(connection, now))
        changes = {"last_error": "", "consecutive_failures": 0}
        if connection.status == ConnectionStatus.DISABLED:
            changes["status"] = ConnectionStatus.ACTIVE.value
    except OtaError as error:
        logger.warning("check of connection %s failed: %s %s", connection.pk, error.code, error.detail)
        changes = {"last_error": error.message[:500]}
    finally:
        lease_release(connection=connection, **changes)
    return connection, report


@transaction.atomic
def connection_sync_request(*, connection: Connection, actor: User | None, now: datetime) -> Connection:
    """Make a connection due now; the next worker pulls it. Revives a disabled one for this try."""
    connection.next_pull_at = now
    if connection.status == ConnectionStatus.DISABLED:
        connection.status = ConnectionStatus.ACTIVE.value
    connection.save(update_fields=["next_pull_at", "status"])
    audit_record(actor=actor, action="connection.sync_requested", target=connection, now=now)
    return connection


@transaction.atomic
def connection_delete(*, connection: Connection, actor: User | None, now: datetime) -> None:
    """Take a connection away with its credentials, messages and mapping; the stays remain with the hotel."""
    audit_record(
        actor=actor,
        action="connection.deleted",
        target=connection,
        now=now,
        channel=connection.channel,
        name=connection.name,
    )
    connection.delete()
