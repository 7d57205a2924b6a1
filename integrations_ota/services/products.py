"""Room types and rate plans of a hotel, and what the channel calls them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from accounts.errors import InvalidInput
from accounts.models import Hotel, User
from accounts.services.audit import audit_record
from integrations_ota.adapters.offers import ListsRates
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.errors import CodeTaken
from integrations_ota.models import Connection, RatePlan, RoomType
from integrations_ota.services.channel import channel_open, conn_of
from integrations_ota.services.lease import lease_release, lease_take


def room_type_create(*, hotel: Hotel, code: str, name: str, actor: User | None, now: datetime) -> RoomType:
    """Add a room type. Raises CodeTaken."""
    try:
        with transaction.atomic():
            made = RoomType.objects.create(
                hotel=hotel, code=code.strip(), name=name.strip() or code.strip(), created_at=now
            )
            audit_record(actor=actor, action="room_type.created", target=made, now=now, code=made.code)
    except IntegrityError as error:
        raise CodeTaken(code) from error
    return made


def rate_plan_create(
    *, hotel: Hotel, code: str, name: str, currency: str, actor: User | None, now: datetime
) -> RatePlan:
    """Add a rate plan. Raises CodeTaken, InvalidInput."""
    currency = currency.strip().upper()
    if len(currency) != 3 or not currency.isascii() or not currency.isalpha():  # noqa: PLR2004 - ISO 4217
        said = {"currency": ["Enter a currency of three letters, as EUR."]}
        raise InvalidInput("The rate plan needs a currency.", fields=said)
    try:
        with transaction.atomic():
            made = RatePlan.objects.create(
                hotel=hotel,
                code=code.strip(),
                name=name.strip() or code.strip(),
                currency=currency,
                created_at=now,
            )
            audit_record(actor=actor, action="rate_plan.created", target=made, now=now, code=made.code)
    except IntegrityError as error:
        raise CodeTaken(code) from error
    return made


def remote_products_refresh(
    *, connection_id: int, now: datetime, adapter: OtaAdapter | None = None
) -> Connection:
    """Ask the channel for its rooms and rate plans and keep them. Raises ConnectionBusy, OtaError."""
    connection = lease_take(connection_id=connection_id, now=now)
    changes: dict[str, Any] = {}
    try:
        with channel_open(connection, adapter) as channel:
            # A channel that was asked a while ago names no rooms: the known ones hold then.
            rooms = dict(_rooms(channel, connection)) or connection.rooms
            changes = {"rooms": rooms, "rates": _rates(channel, connection)}
    finally:
        lease_release(connection=connection, **changes)
    return connection


def _rooms(adapter: OtaAdapter, connection: Connection) -> Mapping[str, str]:
    return adapter.room_names(conn_of(connection))


def _rates(adapter: OtaAdapter, connection: Connection) -> Sequence[dict[str, str]]:
    if not isinstance(adapter, ListsRates):
        return []
    return [asdict(rate) for rate in adapter.remote_rates(conn_of(connection))]
