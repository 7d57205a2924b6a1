"""Where the buckets are: in Redis for all nodes together, in this process while Redis is away."""

import logging
import time
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any

from django.conf import settings
from django_redis import get_redis_connection
from redis.exceptions import RedisError

from delivery.pace.bucket import Ask, Buckets, Day, Grant, Scope, Want
from delivery.pace.shared import SharedBuckets

logger = logging.getLogger(__name__)

# How long one process goes without asking whether another one learned something.
LOOK_SECONDS = 5.0
# How long Redis is left alone once it did not answer; also the longest wait that is promised meanwhile.
AWAY_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class _Look:
    at: float
    learned: bool


def _connection() -> Any:
    return get_redis_connection("default")


class Board:
    """One process's way to the buckets. No method raises: pace must never be the reason that nothing leaves."""

    def __init__(self) -> None:
        self._shared = SharedBuckets(_connection)
        self._local: dict[int, Buckets] = {}
        self._looks: dict[tuple[int, str], _Look] = {}
        self._away_until = 0.0
        self._lock = Lock()

    def may_have_learned(self, owner: int, route: str) -> bool:
        """Whether a provider's learned rate may hold on this route; free of charge."""
        now = time.monotonic()
        if now < self._away_until:
            return any(learned == route for learned, _ in self._of(owner).learned)
        look = self._looks.get((owner, route))
        return look is None or look.learned or now - look.at > LOOK_SECONDS

    def take(self, owner: int, ask: Ask) -> list[Grant]:
        """What the limits allow now, shared with all nodes, or carefully on our own."""
        if self._there():
            try:
                grants, learned = self._shared.take(owner, ask)
            except (RedisError, OSError, ValueError) as error:
                self._lost(error)
            else:
                self._looks[owner, ask.route] = _Look(time.monotonic(), learned)
                return grants
        with self._lock:
            return self._of(owner).take(_careful(ask), time.monotonic())

    def learn(self, owner: int, route: str, observed: dict[str, float]) -> None:
        """Providers pushed back. This process remembers it too, for when Redis is away."""
        with self._lock:
            self._of(owner).learn(route, observed, time.monotonic())
        if self._there():
            try:
                self._shared.learn(owner, route, observed)
            except (RedisError, OSError, ValueError) as error:
                self._lost(error)
        self._looks[owner, route] = _Look(time.monotonic(), learned=True)

    def give_back(self, owner: int, ask: Ask) -> None:
        """Granted letters that were not sent."""
        if self._there():
            try:
                self._shared.give_back(owner, ask)
            except (RedisError, OSError, ValueError) as error:
                self._lost(error)
            else:
                return
        with self._lock:
            self._of(owner).give_back(_careful(ask))

    def _of(self, owner: int) -> Buckets:
        return self._local.setdefault(owner, Buckets())

    def _there(self) -> bool:
        return time.monotonic() >= self._away_until

    def _lost(self, error: Exception) -> None:
        self._away_until = time.monotonic() + AWAY_SECONDS
        logger.warning("Redis does not answer; each process keeps to its share of the limits: %s", error)


def _careful(ask: Ask) -> Ask:
    """One process's share of every limit: the others are there, but nobody can ask them."""
    senders = max(1, settings.BELLHOP_SENDERS)

    def share(scopes: tuple[Scope, ...]) -> tuple[Scope, ...]:
        return tuple(
            replace(scope, rate=scope.rate / senders, burst=max(1.0, scope.burst / senders))
            for scope in scopes
        )

    return replace(
        ask,
        shared=share(ask.shared),
        wants=tuple(Want(want.provider, want.letters, share(want.scopes)) for want in ask.wants),
        days=tuple(Day(day.name, day.letters // senders) for day in ask.days),
        day_left=min(ask.day_left, AWAY_SECONDS),
    )


board = Board()
