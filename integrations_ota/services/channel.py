"""Opens an adapter for a stored connection."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from django.conf import settings

from accounts.secrets import seal, unseal
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import Conn, OtaAdapter
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.models import Connection
from integrations_ota.services.memory import SharedMemory


def private_addresses_allowed() -> bool:
    """Say whether connections may lead to http and private addresses: for the local sandbox."""
    return bool(getattr(settings, "OTA_ALLOW_PRIVATE_URLS", False))


def credentials_seal(credentials: Mapping[str, str]) -> str:
    """Encrypt credentials for the database."""
    return seal(json.dumps(dict(credentials), sort_keys=True))


def conn_of(connection: Connection, now: datetime | None = None) -> Conn:
    """Return where, when and as whom to call."""
    return Conn(
        base_url=connection.base_url,
        remote_hotel_id=connection.remote_hotel_id,
        credentials=json.loads(unseal(connection.credentials)),
        time_zone=connection.hotel.time_zone,
        now=now,
    )


@contextmanager
def channel_open(connection: Connection, adapter: OtaAdapter | None = None) -> Iterator[OtaAdapter]:
    """Yield the given adapter, or one of the connection's channel with an HTTP client of its own."""
    if adapter is not None:
        yield adapter
        return
    with HttpClient(allow_private=private_addresses_allowed()) as http:
        yield adapter_for(connection.channel, http, SharedMemory())
