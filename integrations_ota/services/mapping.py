"""Which of a hotel's products is which at a channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction

from accounts.errors import InvalidInput
from accounts.models import User
from accounts.services.audit import audit_record
from integrations_ota.models import (
    ChangedDay,
    ChannelIssue,
    Connection,
    RateMapping,
    RatePlan,
    RoomMapping,
    RoomType,
)
from integrations_ota.services.changed import calendar_resend
from integrations_ota.types import IssueKind, RateLink, RoomLink


@transaction.atomic
def mapping_set(
    *,
    connection: Connection,
    rooms: Sequence[RoomLink],
    rates: Sequence[RateLink],
    actor: User | None,
    now: datetime,
) -> None:
    """Replace the whole mapping of a connection; the channel is told everything anew.

    What is left out is mapped no more. Raises InvalidInput, which names each line at fault.
    """
    links = _Links(connection)
    fields = dict([*links.bad_rooms(rooms), *links.bad_rates(rooms, rates)])
    if fields:
        raise InvalidInput("The mapping was not changed; the lines named below do not fit.", fields=fields)
    RoomMapping.objects.filter(connection=connection).delete()
    RateMapping.objects.filter(connection=connection).delete()
    RoomMapping.objects.bulk_create(
        RoomMapping(connection=connection, room_type_id=link.room_type_id, remote_code=link.remote_code)
        for link in rooms
    )
    RateMapping.objects.bulk_create(
        RateMapping(
            connection=connection,
            room_type_id=link.room_type_id,
            rate_plan_id=link.rate_plan_id,
            remote_code=link.remote_code,
        )
        for link in rates
    )
    ChangedDay.objects.filter(connection=connection).delete()
    _issues_close(connection, {link.remote_code for link in rooms}, now)
    calendar_resend(connection=connection, now=now)
    audit_record(
        actor=actor, action="mapping.set", target=connection, now=now, rooms=len(rooms), rates=len(rates)
    )


def _issues_close(connection: Connection, codes: Iterable[str], now: datetime) -> None:
    """Close the issues of rooms that are mapped now; their detail ends with the code."""
    for code in codes:
        ChannelIssue.objects.filter(
            connection=connection,
            kind=IssueKind.UNMAPPED_ROOM.value,
            resolved_at=None,
            detail__contains=f"room {code} is not",
        ).update(resolved_at=now)


class _Links:
    """Checks a mapping against what the hotel has and what the channel lists."""

    def __init__(self, connection: Connection) -> None:
        hotel = connection.hotel_id
        self._rooms = set(RoomType.objects.filter(hotel=hotel).values_list("pk", flat=True))
        self._plans = dict(RatePlan.objects.filter(hotel=hotel).values_list("pk", "currency"))
        self._remote_rooms: Mapping[str, str] = connection.rooms
        self._remote_rates = {(rate["room_code"], rate["code"]): rate for rate in connection.rates}

    def bad_rooms(self, rooms: Sequence[RoomLink]) -> Iterable[tuple[str, list[str]]]:
        """Yield what is wrong with each line of the rooms."""
        codes = [link.remote_code for link in rooms]
        locals_ = [link.room_type_id for link in rooms]
        for number, link in enumerate(rooms):
            said = []
            if link.room_type_id not in self._rooms:
                said.append("This hotel has no such room type.")
            if not link.remote_code or (self._remote_rooms and link.remote_code not in self._remote_rooms):
                said.append("The channel lists no such room. Read its rooms again if it is new.")
            if codes.count(link.remote_code) > 1 or locals_.count(link.room_type_id) > 1:
                said.append("A room can be mapped only once.")
            if said:
                yield f"rooms[{number}]", said

    def bad_rates(
        self, rooms: Sequence[RoomLink], rates: Sequence[RateLink]
    ) -> Iterable[tuple[str, list[str]]]:
        """Yield what is wrong with each line of the rates."""
        codes = {link.room_type_id: link.remote_code for link in rooms}
        keys = [(link.room_type_id, link.rate_plan_id) for link in rates]
        targets = [(link.room_type_id, link.remote_code) for link in rates]
        for number, link in enumerate(rates):
            said = list(self._bad_rate(link, codes.get(link.room_type_id, "")))
            doubled = keys.count((link.room_type_id, link.rate_plan_id)) > 1
            if doubled or targets.count((link.room_type_id, link.remote_code)) > 1:
                said.append("A rate plan can be mapped only once for a room.")
            if said:
                yield f"rates[{number}]", said

    def _bad_rate(self, link: RateLink, room_code: str) -> Iterable[str]:
        if link.rate_plan_id not in self._plans:
            yield "This hotel has no such rate plan."
            return
        if not room_code:
            yield "Map its room type first."
            return
        if not link.remote_code:
            yield "Enter the rate plan's code at the channel."
        if not self._remote_rates:
            return
        remote = self._remote_rates.get((room_code, link.remote_code)) or self._remote_rates.get(
            ("", link.remote_code)
        )
        if remote is None:
            yield "The channel lists no such rate plan for this room. Read its rates again if it is new."
        elif remote["currency"] not in {"", self._plans[link.rate_plan_id]}:
            yield f"The channel's rate plan is in {remote['currency']}; prices are never converted."
