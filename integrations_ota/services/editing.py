"""A connection changed by the hotel: its name, its address, its credentials, whether it is polled."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlsplit

from django.db import IntegrityError, transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.secrets import unseal
from accounts.services.audit import audit_record
from integrations_ota.errors import ConnectionExists
from integrations_ota.models import Connection
from integrations_ota.services.channel import credentials_seal
from integrations_ota.services.connections import address_split, connection_complaints
from integrations_ota.types import ConnectionStatus


@transaction.atomic
def connection_update(
    *,
    connection: Connection,
    actor: User | None,
    now: datetime,
    name: str | None = None,
    base_url: str | None = None,
    remote_hotel_id: str | None = None,
    credentials: Mapping[str, str] | None = None,
    paused: bool | None = None,
) -> Connection:
    """Change what is given; a credential that is left out or empty stays as it is stored.

    Not where the address leads to another host: credentials never go to a place they were not entered for.
    A changed connection is due at once, and a disabled one is tried again. The audit log names the
    fields, never their values. Raises InvalidInput, ConnectionExists.
    """
    given = {key: value for key, value in (credentials or {}).items() if value}
    address = _address(connection, base_url)
    stored = _stored(connection, address)
    remote = connection.remote_hotel_id if remote_hotel_id is None else remote_hotel_id
    fields = connection_complaints(connection.channel, address, remote, {**stored, **given})
    if fields:
        raise InvalidInput("The connection was not changed; the fields say what to mend.", fields=fields)
    secrets: Mapping[str, str] = {**stored, **given}
    if address != connection.base_url:
        address, secrets = address_split(connection.channel, address, secrets)
    wanted = {"name": name, "base_url": base_url, "remote_hotel_id": remote_hotel_id}
    changed = _changed(connection, wanted) + [f"credentials.{key}" for key in given]
    if paused is not None:
        changed.append("paused" if paused else "resumed")
    connection.name = (name or "").strip() or connection.name
    connection.base_url = address
    connection.remote_hotel_id = remote.strip()
    connection.credentials = credentials_seal(secrets)
    if paused is not None or connection.status == ConnectionStatus.DISABLED:
        connection.status = (ConnectionStatus.PAUSED if paused else ConnectionStatus.ACTIVE).value
    connection.next_pull_at = now
    connection.next_push_at = None
    columns = ["name", "base_url", "remote_hotel_id", "credentials", "status", "next_pull_at", "next_push_at"]
    try:
        with transaction.atomic():
            connection.save(update_fields=columns)
    except IntegrityError as error:
        raise ConnectionExists from error
    audit_record(actor=actor, action="connection.changed", target=connection, now=now, fields=sorted(changed))
    return connection


def _address(connection: Connection, base_url: str | None) -> str:
    """Return the new address, or the stored one where none is given; a secret one is never shown, so never sent back."""
    same = base_url is None or base_url.strip() in {"", connection.base_url}
    return connection.base_url if same else str(base_url).strip()


def _stored(connection: Connection, address: str) -> dict[str, str]:
    """Return the credentials that hold for an address: those on file, if its host is the one they are for."""
    if urlsplit(address)[:2] != urlsplit(connection.base_url)[:2]:
        return {}
    known: dict[str, str] = json.loads(unseal(connection.credentials))
    return known


def _changed(connection: Connection, wanted: Mapping[str, str | None]) -> list[str]:
    return [name for name, value in wanted.items() if value and value.strip() != getattr(connection, name)]
