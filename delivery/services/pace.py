"""How many letters may go now: asked for before they are sent, told of afterwards."""

import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from math import inf
from typing import NamedTuple

from accounts.tenancy import current_organization_id
from delivery.pace.bucket import Ask, Want
from delivery.pace.learning import Meter
from delivery.services.buckets import board
from delivery.services.limits import RouteLimits, limits_for
from delivery.types import Stream

# So many meters are kept before all begin anew; each is one provider on one route.
_METERS = 10_000


@dataclass(frozen=True, slots=True)
class Allowance:
    """`count` letters may go now. `wait`: seconds until the next one may, 0 when all may go; `reason` says why.

    `rate` in letters per second is what the tightest limit allows in the long run, inf without one.
    """

    count: int
    wait: float
    rate: float
    reason: str = ""


class ProviderResult(NamedTuple):
    """Letters a provider took, and letters it answered with 421 or 4.7.x."""

    accepted: int
    pushed_back: int


@lru_cache(maxsize=2048)
def _free(count: int) -> Allowance:
    return Allowance(count, 0.0, inf)


def pace_take(
    *, route_key: str, stream: Stream, wanted: Mapping[str, int], now: datetime, from_domain: str = ""
) -> dict[str, Allowance]:
    """Take leave to send `wanted` letters (provider → number) by a route; what is not granted must wait.

    Limits of the organisation, the relay or its source address, the provider, what the provider taught
    us, and the warm-up of the relay and of `from_domain` (the From address's) all hold. They hold over all
    nodes, by one call to Redis; without any limit nothing is asked. While Redis is away each process keeps
    to its share (BELLHOP_SENDERS). Service letters never wait for marketing ones. Tell of letters that
    were granted and not sent by `pace_return`.
    """
    owner = current_organization_id() or 0
    limits = limits_for(route_key=route_key, from_domain=from_domain, today=_today(now))
    limited = limits.shared or limits.days or not limits.providers.keys().isdisjoint(wanted)
    if not limited and not board.may_have_learned(owner, route_key):
        return {provider: _free(letters) for provider, letters in wanted.items()}
    grants = board.take(owner, _ask(route_key, stream, wanted, now, limits))
    return {
        provider: Allowance(grant.count, grant.wait, grant.rate, limits.reason(grant.scope))
        for provider, grant in zip(wanted, grants, strict=True)
    }


def pace_return(
    *, route_key: str, stream: Stream, unused: Mapping[str, int], now: datetime, from_domain: str = ""
) -> None:
    """Give back what `pace_take` granted and nobody sent: the relay was down, the mailing was paused."""
    limits = limits_for(route_key=route_key, from_domain=from_domain, today=_today(now))
    if limits.shared or limits.days or limits.providers:
        board.give_back(current_organization_id() or 0, _ask(route_key, stream, unused, now, limits))


def _ask(
    route_key: str, stream: Stream, wanted: Mapping[str, int], now: datetime, limits: RouteLimits
) -> Ask:
    return Ask(
        route=route_key,
        service=stream == Stream.SERVICE,
        wants=tuple(
            Want(provider, letters, (limits.providers[provider],) if provider in limits.providers else ())
            for provider, letters in wanted.items()
        ),
        shared=limits.shared,
        days=limits.days,
        today=_today(now).isoformat(),
        day_left=_seconds_left(now),
    )


def _today(now: datetime) -> date:
    return now.astimezone(UTC).date()


def _seconds_left(now: datetime) -> float:
    at = now.astimezone(UTC)
    tomorrow = (at + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    return (tomorrow - at).total_seconds()


_meters: dict[tuple[int, str, str], Meter] = {}


def pace_learn(*, route_key: str, stream: Stream, results: Mapping[str, ProviderResult]) -> None:  # noqa: ARG001 - one IP, one reputation: both streams learn together
    """Tell what each provider answered. A push-back halves its rate on this route; time brings it up again.

    Costs one call to Redis when somebody pushed back, and none otherwise.
    """
    owner = current_organization_id() or 0
    now = time.monotonic()
    if len(_meters) > _METERS:
        _meters.clear()
    slowed: dict[str, float] = {}
    for provider, result in results.items():
        key = (owner, route_key, provider)
        meter = _meters.get(key)
        if meter is None:
            meter = _meters[key] = Meter(now)
        meter.add(result.accepted + result.pushed_back, now)
        if result.pushed_back > 0:
            slowed[provider] = meter.rate
    if slowed:
        board.learn(owner, route_key, slowed)
