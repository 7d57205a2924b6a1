"""A hotel on trial: connected to every channel of a sandbox, so that each of them is tried."""

from __future__ import annotations

import json
import urllib.request
from datetime import datetime
from typing import Any, Final
from urllib.error import URLError

from accounts.models import Hotel, Organization
from accounts.services.organizations import hotel_create
from accounts.tenancy import tenant_scope
from integrations_ota.errors import ChannelUnreachable
from integrations_ota.models import Connection
from integrations_ota.services.channel import credentials_seal
from integrations_ota.services.connections import connection_create

SLUG: Final = "channel-trial"
_FEED: Final = "feed_url"
_PATIENCE: Final = 30


def sandbox_connect(*, sandbox: str, organization: Organization, now: datetime) -> list[Connection]:
    """Connect one hotel of its own to every channel of the sandbox that none is connected to; safe to repeat.

    Raises ChannelUnreachable.
    """
    entries = _offered(sandbox.rstrip("/"))
    with tenant_scope(organization.pk):
        hotel = _hotel(now)
        return [_connected(hotel, entry, now) for entry in entries if not _taken(hotel, entry)]


def _offered(sandbox: str) -> list[dict[str, Any]]:
    """Return what the sandbox's first hotel can be connected to."""
    try:
        with urllib.request.urlopen(f"{sandbox}/_control/connections", timeout=_PATIENCE) as answer:  # noqa: S310 - given by the operator
            entries = json.load(answer)["connections"]
    except (URLError, ValueError) as error:
        raise ChannelUnreachable(f"No sandbox answers at {sandbox}: {error}.") from error
    return [entry for entry in entries if entry["hotel"] == entries[0]["hotel"]]


def _taken(hotel: Hotel, entry: dict[str, Any]) -> bool:
    """Say whether another hotel empties this queue already: two would take each other's reservations."""
    others = Connection.objects.exclude(hotel=hotel).filter(channel=entry["channel"])
    return others.filter(base_url=entry["base_url"], remote_hotel_id=entry["remote_hotel_id"]).exists()


def _hotel(now: datetime) -> Hotel:
    return Hotel.objects.filter(slug=SLUG).first() or hotel_create(
        actor=None,
        now=now,
        name="Channel trial",
        slug=SLUG,
        time_zone="Europe/Rome",
        street="Via Prova 1",
        postal_code="39012",
        city="Meran",
        country="IT",
        languages=["en"],
        currency="EUR",
        from_email="trial@sandbox.example",
        from_name="Channel trial",
        website="https://sandbox.example",
    )


def _connected(hotel: Hotel, entry: dict[str, Any], now: datetime) -> Connection:
    channel, code = entry["channel"], entry["remote_hotel_id"]
    known = Connection.objects.filter(hotel=hotel, channel=channel, remote_hotel_id=code).first()
    if known is None:
        credentials = dict(entry["credentials"])
        address = credentials.pop(_FEED, entry["base_url"])
        name = f"Trial · {channel}" + (f" · {code}" if _FEED in entry["credentials"] else "")
        return connection_create(
            hotel=hotel, channel=channel, name=name, base_url=address, remote_hotel_id=code,
            credentials=credentials, actor=None, now=now,
        )  # fmt: skip
    # The sandbox of an earlier run was on another port, and began its queues anew.
    known.base_url, known.cursor, known.lease_until = entry["base_url"], {}, None
    known.credentials = credentials_seal(entry["credentials"])
    known.save(update_fields=["base_url", "cursor", "lease_until", "credentials"])
    return known
