"""Does a connection really work: each of its capabilities tried, in the order of a working day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import partial
from typing import Final

from django.utils import timezone

from accounts.errors import DomainError
from integrations_ota.adapters.ari import DateRange, ReadBack
from integrations_ota.adapters.errors import OtaError
from integrations_ota.adapters.offers import Offer, PullsRates, offers
from integrations_ota.adapters.port import OtaAdapter
from integrations_ota.models import Connection, RateDay, RateMapping, Reservation, RoomDay, RoomMapping
from integrations_ota.selectors.calendar import DayKey, hotel_today
from integrations_ota.services.changed import days_mark
from integrations_ota.services.channel import channel_open, conn_of
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.push import connection_push
from integrations_ota.services.stress import connection_stress, patiently

HOOK_AGE: Final = timedelta(days=7)
_REFUSALS: Final = range(400, 500)
_WELCOMES: Final = range(200, 300)


class Capability(StrEnum):
    """What is tried."""

    CREDENTIALS = "credentials"
    RATES = "rate synchronisation"
    RESERVATIONS = "reservation retrieval"
    AVAILABILITY = "availability update"
    WEBHOOK = "webhook"
    STRESS = "stress"


class Verdict(StrEnum):
    """`NOT_OFFERED` is no failure: the channel has no such thing."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_OFFERED = "not offered"


@dataclass(frozen=True, slots=True)
class Check:
    """What one try showed. `detail` is a sentence with figures."""

    connection: str
    channel: str
    capability: Capability
    verdict: Verdict
    detail: str


@dataclass(frozen=True, slots=True)
class Rung:
    """How we answered the channel: a call with a wrong secret, then a right one (HTTP status, 0 = none came)."""

    forged: int
    proved: int


Ring = Callable[[Connection], Rung]


class Validation:
    """Tries one connection. `ring` makes the channel call us, where that can be asked of it."""

    def __init__(self, connection: Connection, *, ring: Ring | None = None) -> None:
        self._connection = connection
        self._ring = ring

    def run(self, *, stress: bool = False) -> Iterator[Check]:
        """Yield one check for each capability; a fault is a failed check, never an exception."""
        tries = {
            Capability.CREDENTIALS: self._credentials,
            Capability.RATES: self._rates,
            Capability.RESERVATIONS: self._reservations,
            Capability.AVAILABILITY: self._availability,
            Capability.WEBHOOK: self._webhook,
        }
        if stress:
            tries[Capability.STRESS] = self._stress
        for capability, attempt in tries.items():
            try:
                with channel_open(self._connection) as adapter:
                    verdict, detail = patiently(partial(attempt, adapter))
            except (OtaError, DomainError) as error:
                verdict, detail = Verdict.FAILED, error.message
            self._connection.refresh_from_db()
            yield Check(self._connection.name, self._connection.channel, capability, verdict, detail)

    def _credentials(self, adapter: OtaAdapter) -> tuple[Verdict, str]:
        report = adapter.check_connection(conn_of(self._connection))
        return Verdict.PASSED, f"{report.hotel_name or 'the channel'} answers, {report.protocol_version}"

    def _rates(self, adapter: OtaAdapter) -> tuple[Verdict, str]:
        if Offer.PUSH_RATES not in offers(adapter):
            return Verdict.NOT_OFFERED, "takes no prices"
        mapped = set(
            RateMapping.objects.filter(connection=self._connection).values_list(
                "room_type_id", "rate_plan_id"
            )
        )
        days = RateDay.objects.filter(
            room_type__hotel=self._connection.hotel_id, day__gte=self._today(), price_minor__isnull=False
        )
        for row in days.order_by("day"):
            if (row.room_type_id, row.rate_plan_id) in mapped:
                return self._sent(adapter, DayKey(row.room_type_id, row.rate_plan_id, row.day))
        return Verdict.FAILED, "no mapped rate plan has a price in the calendar"

    def _availability(self, adapter: OtaAdapter) -> tuple[Verdict, str]:
        if Offer.PUSH_AVAILABILITY not in offers(adapter):
            return Verdict.NOT_OFFERED, "takes no availability"
        mapped = RoomMapping.objects.filter(connection=self._connection).values("room_type_id")
        row = RoomDay.objects.filter(room_type__in=mapped, day__gte=self._today()).order_by("day").first()
        if row is None:
            return Verdict.FAILED, "no mapped room type has rooms in the calendar"
        return self._sent(adapter, DayKey(row.room_type_id, None, row.day))

    def _sent(self, adapter: OtaAdapter, key: DayKey) -> tuple[Verdict, str]:
        """Send one day as the calendar has it, and read it back where that can be."""
        now = timezone.now()
        days_mark(keys=[key], now=now, connection=self._connection)
        done = connection_push(connection_id=self._connection.pk, now=now)
        if done.error or done.rejected or not done.accepted:
            return Verdict.FAILED, done.error or f"{done.rejected} days refused, {done.accepted} taken"
        if not isinstance(adapter, PullsRates):
            return Verdict.PASSED, f"{key.day} sent and confirmed; the channel cannot be read back"
        found = adapter.pull_rates(conn_of(self._connection), DateRange(key.day, key.day))
        if not self._agrees(key, found):
            return Verdict.FAILED, f"{key.day} was confirmed, and the channel shows something else"
        return Verdict.PASSED, f"{key.day} sent, confirmed and read back"

    def _agrees(self, key: DayKey, found: ReadBack) -> bool:
        if key.rate_plan_id is None:
            code = RoomMapping.objects.get(
                connection=self._connection, room_type=key.room_type_id
            ).remote_code
            ours = RoomDay.objects.get(room_type=key.room_type_id, day=key.day).available
            return any(row.room_code == code and row.available == ours for row in found.availability)
        mapping = RateMapping.objects.get(
            connection=self._connection, room_type=key.room_type_id, rate_plan=key.rate_plan_id
        )
        price = RateDay.objects.get(
            room_type=key.room_type_id, rate_plan=key.rate_plan_id, day=key.day
        ).price_minor
        return any(row.rate_code == mapping.remote_code and row.price_minor == price for row in found.rates)

    def _reservations(self, adapter: OtaAdapter) -> tuple[Verdict, str]:
        done = connection_pull(connection_id=self._connection.pk, now=timezone.now(), adapter=adapter)
        count = Reservation.objects.filter(connection=self._connection).count()
        if done.error:
            return Verdict.FAILED, done.error
        return Verdict.PASSED, f"{done.new} new messages, {count} reservations known, all acknowledged"

    def _webhook(self, adapter: OtaAdapter) -> tuple[Verdict, str]:
        if Offer.WEBHOOKS not in offers(adapter):
            return Verdict.NOT_OFFERED, "never calls"
        if self._ring is not None:
            return self._rung(self._ring, adapter)
        at = self._connection.last_hook_at
        if at is None or at < timezone.now() - HOOK_AGE:
            return Verdict.FAILED, "no call came; open its address, and send a test event from the channel"
        return Verdict.PASSED, f"a proved call came at {at:%Y-%m-%d %H:%M} UTC"

    def _rung(self, ring: Ring, adapter: OtaAdapter) -> tuple[Verdict, str]:
        """Have the channel call twice: with a wrong secret, which must be refused, and with the right one."""
        since = timezone.now()
        rung = ring(self._connection)
        self._connection.refresh_from_db()
        at = self._connection.last_hook_at
        if rung.forged not in _REFUSALS:
            return Verdict.FAILED, f"a call with a wrong secret was answered with HTTP {rung.forged}"
        if rung.proved not in _WELCOMES or at is None or at < since:
            return Verdict.FAILED, f"the channel's call was answered with HTTP {rung.proved}"
        # What the call carried is applied, and what it hinted at is fetched.
        done = connection_pull(connection_id=self._connection.pk, now=timezone.now(), adapter=adapter)
        if done.error:
            return Verdict.FAILED, done.error
        count = Reservation.objects.filter(connection=self._connection).count()
        return (
            Verdict.PASSED,
            f"a forged call refused, a proved one taken at {at:%H:%M} UTC; {count} reservations",
        )

    def _stress(self, adapter: OtaAdapter) -> tuple[Verdict, str]:
        pushes = adapter.capabilities().push is not None
        report = connection_stress(connection=self._connection, pushes=pushes)
        if report.faults:
            return Verdict.FAILED, f"{'; '.join(report.faults[:3])}. {report}"
        return Verdict.PASSED, str(report)

    def _today(self) -> date:
        return hotel_today(hotel=self._connection.hotel, now=timezone.now())
