"""What adapters remember, in Redis: one memory for all workers, sealed since it holds tokens."""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any, Final

from django.core.cache import cache
from redis.exceptions import RedisError

from accounts.secrets import seal, unseal
from integrations_ota.adapters.memory import LOCAL

logger = logging.getLogger(__name__)

_PREFIX: Final = "ota:"
_LONGEST_HOLD: Final = 60


class SharedMemory:
    """An adapter's memory that all workers share; this process's own while Redis does not answer."""

    def get(self, key: str) -> str | None:
        """Return what was put, None once it expired."""
        sealed = cache.get(_PREFIX + key)
        if not isinstance(sealed, str):
            return LOCAL.get(key)
        try:
            return unseal(sealed)
        except ValueError:
            return None

    def put(self, key: str, value: str, seconds: float) -> None:
        """Keep a text for some time."""
        cache.set(_PREFIX + key, seal(value), timeout=math.ceil(seconds))
        LOCAL.put(key, value, seconds)

    def forget(self, key: str) -> None:
        """Drop a text."""
        cache.delete(_PREFIX + key)
        LOCAL.forget(key)

    def count(self, key: str, seconds: float) -> int:
        """Count one more event in a window that begins with the first."""
        own = LOCAL.count(key, seconds)
        cache.add(_PREFIX + key, 0, timeout=math.ceil(seconds))
        try:
            return int(cache.incr(_PREFIX + key) or own)
        except (ValueError, RedisError):
            return own

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Let only one worker at a time in; without Redis, one thread of this process."""
        with LOCAL.held(key):
            lock = self._lock(key)
            try:
                yield
            finally:
                if lock is not None:
                    # A lock that ran out in the meantime is somebody else's by now.
                    with suppress(RedisError):
                        lock.release()

    @staticmethod
    def _lock(key: str) -> Any:
        shared: Any = cache
        try:
            lock: Any = shared.lock(
                f"{_PREFIX}{key}:held", timeout=_LONGEST_HOLD, blocking_timeout=_LONGEST_HOLD
            )
            return lock if lock.acquire() else None
        except (RedisError, OSError) as error:
            logger.warning("Redis does not answer; this worker exchanges tokens for itself: %s", error)
            return None
