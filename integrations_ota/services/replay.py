"""Stored messages read again by today's parser: what would come out otherwise. Nothing is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from integrations_ota.adapters.errors import Malformed, OtaError
from integrations_ota.adapters.port import OtaAdapter, ParsedReservation, RawOtaMessage
from integrations_ota.models import Connection, RawMessage, Reservation
from integrations_ota.selectors.products import mapped_rooms
from integrations_ota.services import bookings as rules
from integrations_ota.services.channel import channel_open
from integrations_ota.services.store import DOCUMENT
from integrations_ota.types import MessageState

_CHUNK: Final = 500


@dataclass(frozen=True, slots=True)
class Difference:
    """One message that today's parser reads otherwise. `fields`: name to (stored, now)."""

    connection: int
    message: str
    reservation: str
    what: str
    fields: dict[str, tuple[Any, Any]]


@dataclass(slots=True)
class Replay:
    """A replay's counts; `differences` has to be walked through before they are right."""

    read: int = 0
    erased: int = 0

    def differences(self, connection: Connection) -> Iterator[Difference]:
        """Yield what differs, in the order the messages came. Messages without a body are counted only."""
        rooms = {**connection.rooms, **mapped_rooms(connection=connection)}
        rows = RawMessage.objects.filter(connection=connection).exclude(state=MessageState.NEW.value)
        last = 0
        with channel_open(connection) as adapter:
            while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:_CHUNK]):
                last = chunk[-1].pk
                for raw in chunk:
                    if not raw.body:
                        self.erased += 1
                        continue
                    self.read += 1
                    found = _difference(connection, adapter, raw, rooms)
                    if found is not None:
                        yield found


def _difference(
    connection: Connection, adapter: OtaAdapter, raw: RawMessage, rooms: dict[str, str]
) -> Difference | None:
    try:
        parsed = _parse(adapter, raw)
    except OtaError as error:
        if raw.state == MessageState.QUARANTINED:
            return None
        return Difference(connection.pk, raw.message_key, "", f"cannot be read now: {error.message}", {})
    if raw.state == MessageState.QUARANTINED:
        name = "" if parsed is None else parsed.reservation_id
        return Difference(connection.pk, raw.message_key, name, "was set aside and can be read now", {})
    return None if parsed is None else _compared(connection, raw, parsed, rooms)


def _parse(adapter: OtaAdapter, raw: RawMessage) -> ParsedReservation | None:
    """Parse a message; a whole document that was set aside gives None once it can be cut. Raises OtaError."""
    if raw.stream == DOCUMENT:
        adapter.split(raw.body.encode())
        return None
    if not raw.ack_token:
        raise Malformed(raw.error)
    return adapter.parse(RawOtaMessage(raw.message_key, raw.stream, raw.body, raw.sha256, raw.ack_token))


def _compared(
    connection: Connection, raw: RawMessage, parsed: ParsedReservation, rooms: dict[str, str]
) -> Difference | None:
    known = Reservation.objects.filter(
        connection=connection, ota_reservation_id=parsed.reservation_id
    ).first()
    if known is None:
        return Difference(connection.pk, raw.message_key, parsed.reservation_id, "has no reservation", {})
    if parsed.version.key != known.current_version:
        return None
    now = {**rules.details_of(parsed, rooms), "status": parsed.status.value}
    stored = {**known.details, "status": known.status}
    fields = {name: (stored.get(name), now[name]) for name in now if stored.get(name) != now[name]}
    if not fields:
        return None
    return Difference(connection.pk, raw.message_key, parsed.reservation_id, "reads otherwise", fields)
