"""The limits that hold for one route and sender, as buckets, each with the sentence a waiting letter shows."""

import time
from dataclasses import dataclass, field
from datetime import date

from accounts.tenancy import current_organization_id
from delivery.pace.bucket import LEARNED, Day, Scope
from delivery.pace.warmup import letters_on
from delivery.selectors.pace import RelayLimits, SendingLimits, sending_limits_read

# A changed limit is noticed by every process within this time; the one that changed it, at once.
KEPT_SECONDS = 5.0
_HOUR = 3600.0
_BURSTS_PER_HOUR = 60


@dataclass(slots=True)
class RouteLimits:
    """Limits of a route and a sender's domain on one day. `reasons`: a bucket's name → its sentence."""

    shared: tuple[Scope, ...] = ()
    days: tuple[Day, ...] = ()
    providers: dict[str, Scope] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)

    def reason(self, scope: str) -> str:
        """Why letters wait for this bucket; empty for none."""
        if scope.startswith(LEARNED):
            provider = scope.rpartition(" ")[2]
            return f"{provider} asked us to send less, so its letters leave more slowly for a while."
        return self.reasons.get(scope, "")


_kept: dict[tuple[int | None, str, str, date], tuple[float, RouteLimits]] = {}


def limits_forget() -> None:
    """Read the limits anew at the next letter: they were changed."""
    _kept.clear()


def limits_for(*, route_key: str, from_domain: str, today: date) -> RouteLimits:
    """The limits as buckets, read from the database once in KEPT_SECONDS."""
    key = (current_organization_id(), route_key, from_domain, today)
    now = time.monotonic()
    found = _kept.get(key)
    if found is not None and found[0] > now:
        return found[1]
    limits = _build(sending_limits_read(), route_key, from_domain, today)
    for old in [name for name, (until, _) in _kept.items() if until <= now]:
        _kept.pop(old, None)
    _kept[key] = (now + KEPT_SECONDS, limits)
    return limits


def _build(found: SendingLimits, route_key: str, from_domain: str, today: date) -> RouteLimits:
    relay = next((each for pk, each in found.relays.items() if route_key == f"relay:{pk}"), None)
    limits = RouteLimits()
    _hourly(limits, "organization", found.letters_per_hour, "of this organisation")
    if relay is not None:
        _hourly(limits, relay.bucket, relay.letters_per_hour, f"of the relay {relay.name}")
        _relay_day(limits, relay, today)
    warm_up = found.warm_up_of(from_domain)
    if warm_up is not None:
        domain, (plan, started_on) = warm_up
        _daily(limits, f"domain {domain}", letters_on(plan, started_on, today), domain)
    for provider, letters in found.providers.items():
        if letters > 0:
            scope = _scope(f"provider {provider}", letters)
            limits.providers[provider] = scope
            limits.reasons[scope.name] = _sentence(letters, f"to {provider}")
    return limits


def _scope(name: str, letters: int) -> Scope:
    """An hour's letters spread over the hour, with a minute's worth at once."""
    return Scope(name, letters / _HOUR, max(1.0, letters / _BURSTS_PER_HOUR))


def _sentence(letters: int, whose: str) -> str:
    return f"The limit of {letters:,} letters an hour {whose} is reached; the rest follows as it allows."


def _hourly(limits: RouteLimits, name: str, letters: int, whose: str) -> None:
    if letters > 0:
        limits.shared += (_scope(name, letters),)
        limits.reasons[name] = _sentence(letters, whose)


def _relay_day(limits: RouteLimits, relay: RelayLimits, today: date) -> None:
    if relay.warm_up is not None:
        plan, started_on = relay.warm_up
        _daily(limits, relay.bucket, letters_on(plan, started_on, today), f"the relay {relay.name}")


def _daily(limits: RouteLimits, name: str, letters: int | None, whose: str) -> None:
    if letters is None:
        return
    day = Day(f"warm-up of {name}", letters)
    limits.days += (day,)
    limits.reasons[day.name] = (
        f"The warm-up plan of {whose} allows {letters:,} letters today; the rest waits until tomorrow."
    )
