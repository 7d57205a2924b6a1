"""A hotel's garden doubles and their best price, mapped to what the sandbox sells."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from integrations_ota.models import Connection, RatePlan, RoomType
from integrations_ota.services.calendar import calendar_set
from integrations_ota.services.mapping import mapping_set
from integrations_ota.services.products import remote_products_refresh
from integrations_ota.types import CalendarChange, RateLink, RoomLink
from tests.factories.integrations_ota import RatePlanFactory, RoomTypeFactory
from tests.integrations_ota.sandbox import Sandbox

DAY = date(2026, 7, 1)


@dataclass
class Garden:
    """The garden doubles at one connection."""

    connection: Connection
    room: RoomType
    plan: RatePlan
    room_code: str
    rate_code: str
    sandbox: Sandbox

    def set(self, now: datetime, *changes: CalendarChange) -> int:
        return calendar_set(hotel=self.connection.hotel, changes=changes, actor=None, now=now)

    def rooms(self, available: int, first: date = DAY, days: int = 1, **more: Any) -> CalendarChange:
        last = first + timedelta(days=days - 1)
        return CalendarChange(self.room.pk, first, last, available=available, **more)

    def rate(self, first: date = DAY, days: int = 1, **values: Any) -> CalendarChange:
        last = first + timedelta(days=days - 1)
        return CalendarChange(self.room.pk, first, last, rate_plan_id=self.plan.pk, **values)

    def kept(self) -> dict[str, Any]:
        """What the sandbox's channel keeps of this hotel."""
        channel, hotel = self.connection.channel, self.connection.remote_hotel_id
        return dict(self.sandbox.control(f"calendar?hotel={hotel}&channel={channel}"))

    def kept_rooms(self) -> dict[str, int]:
        return dict(self.kept()["rooms"].get(self.room_code, {}))

    def kept_rates(self) -> dict[str, Any]:
        return dict(self.kept()["rates"].get(self.rate_code, {}))


def garden_at_channex(connection: Connection, sandbox: Sandbox, now: datetime) -> Garden:
    fresh = remote_products_refresh(connection_id=connection.pk, now=now)
    room_code = next(code for code, name in fresh.rooms.items() if name == "Doppelzimmer Garten")
    rate_code = next(
        rate["code"]
        for rate in fresh.rates
        if rate["room_code"] == room_code and rate["name"].endswith("Bester Preis")
    )
    return garden(fresh, sandbox, now, room_code, rate_code)


def garden(connection: Connection, sandbox: Sandbox, now: datetime, room_code: str, rate_code: str) -> Garden:
    room = RoomTypeFactory(hotel=connection.hotel, code="DZG", name="Garden double")
    plan = RatePlanFactory(hotel=connection.hotel, code="BEST", name="Best price")
    mapping_set(
        connection=connection,
        rooms=[RoomLink(room.pk, room_code)],
        rates=[RateLink(room.pk, plan.pk, rate_code)],
        actor=None,
        now=now,
    )
    return Garden(connection, room, plan, room_code, rate_code, sandbox)
