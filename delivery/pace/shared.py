"""The buckets in Redis: one script call for each take, on whichever node it happens."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha1
from typing import Any

import orjson
from redis.exceptions import NoScriptError

from delivery.pace.bucket import Ask, Grant
from delivery.pace.script import GIVE_BACK, LEARN, TAKE


class Script:
    """A Lua text called by its digest, and sent only to a Redis that does not know it yet."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.digest = sha1(text.encode(), usedforsecurity=False).hexdigest()

    def __call__(self, client: Any, keys: list[str], argument: bytes) -> Any:
        try:
            return client.evalsha(self.digest, len(keys), *keys, argument)
        except NoScriptError:
            return client.eval(self.text, len(keys), *keys, argument)


_TAKE, _LEARN, _GIVE_BACK = Script(TAKE), Script(LEARN), Script(GIVE_BACK)


@dataclass(frozen=True, slots=True)
class SharedBuckets:
    """The buckets of all organisations. Every method raises redis.RedisError when Redis does not answer.

    `at` (seconds) stands in for Redis' own clock, which all nodes share; for simulations.
    """

    client: Callable[[], Any]
    prefix: str = "bellhop:pace"

    def take(self, owner: int, ask: Ask, *, at: float | None = None) -> tuple[list[Grant], bool]:
        """The grants, and whether any provider's rate has been learned for this route."""
        answer = _TAKE(self.client(), self._keys(owner, ask.route, ask.today), _json(ask, at))
        return [_grant(line) for line in answer[1:]], int(answer[0]) > 0

    def learn(self, owner: int, route: str, observed: dict[str, float], *, at: float | None = None) -> None:
        """Providers pushed back; see `Buckets.learn`."""
        argument = orjson.dumps({"at": at, "route": route, "observed": observed})
        _LEARN(self.client(), self._keys(owner, route), argument)

    def give_back(self, owner: int, ask: Ask) -> None:
        """Granted letters that were not sent."""
        _GIVE_BACK(self.client(), self._keys(owner, ask.route, ask.today), _json(ask, None))

    def _keys(self, owner: int, route: str, today: str = "") -> list[str]:
        # The braces keep an organisation's keys on one node of a cluster.
        own = f"{self.prefix}:{{{owner}}}"
        return [f"{own}:levels", f"{own}:learned:{route}", f"{own}:days:{today}"]


def _json(ask: Ask, at: float | None) -> bytes:
    return orjson.dumps(
        {
            "at": at,
            "route": ask.route,
            "service": ask.service,
            "wants": [
                (want.provider, want.letters, [(each.name, each.rate, each.burst) for each in want.scopes])
                for want in ask.wants
            ],
            "shared": [(each.name, each.rate, each.burst) for each in ask.shared],
            "days": [(day.name, day.letters) for day in ask.days],
            "day_left": ask.day_left,
        }
    )


def _grant(line: bytes) -> Grant:
    count, wait, rate, scope = line.decode().split(" ", 3)
    return Grant(int(count), float(wait), float(rate), scope)
