"""What adapters must remember from one call to the next: tokens, quotas, when something was done.

Values are texts and may be secrets. The pipeline hands in a memory that all workers share;
`LocalMemory` serves one process, for tests and commands without a database.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Protocol


class Memory(Protocol):
    """A small store of texts that expire. Times are in seconds."""

    def get(self, key: str) -> str | None:
        """Return what was put, None once it expired."""
        ...

    def put(self, key: str, value: str, seconds: float) -> None:
        """Keep a text for some time."""
        ...

    def forget(self, key: str) -> None:
        """Drop a text."""
        ...

    def count(self, key: str, seconds: float) -> int:
        """Count one more event, and return how many there were since the first of the window."""
        ...

    def held(self, key: str) -> AbstractContextManager[None]:
        """Let only one at a time in; the others wait."""
        ...


class LocalMemory:
    """A memory of this process, safe between threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._values: dict[str, tuple[float, str]] = {}
        self._locks: dict[str, threading.Lock] = {}

    def get(self, key: str) -> str | None:
        """Return what was put, None once it expired."""
        with self._guard:
            until, value = self._values.get(key, (0.0, ""))
        return value if until > self._clock() else None

    def put(self, key: str, value: str, seconds: float) -> None:
        """Keep a text for some time."""
        with self._guard:
            self._values[key] = (self._clock() + seconds, value)

    def forget(self, key: str) -> None:
        """Drop a text."""
        with self._guard:
            self._values.pop(key, None)

    def count(self, key: str, seconds: float) -> int:
        """Count one more event in a window that begins with the first."""
        now = self._clock()
        with self._guard:
            until, value = self._values.get(key, (0.0, ""))
            fresh = until <= now
            number = 1 if fresh else int(value) + 1
            self._values[key] = (now + seconds if fresh else until, str(number))
        return number

    @contextmanager
    def held(self, key: str) -> Iterator[None]:
        """Let only one thread at a time in."""
        with self._guard:
            lock = self._locks.setdefault(key, threading.Lock())
        with lock:
            yield

    def clear(self) -> None:
        """Forget everything."""
        with self._guard:
            self._values.clear()


LOCAL = LocalMemory()
