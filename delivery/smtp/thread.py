"""The event loop of a connection pool in a thread of its own, beside the worker that talks to the database."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from threading import Event, Thread
from types import TracebackType
from typing import Self

import uvloop
from typing_extensions import override

from delivery.smtp.dispatch import Feed
from delivery.smtp.errors import RelayUnavailable
from delivery.smtp.pool import ConnectionPool
from delivery.smtp.relay import RelayAddress


class SenderThread(Thread):
    """Runs a pool from entry to exit of a `with` block; `on_end` is called when it ends, for whatever reason."""

    def __init__(self, relay: RelayAddress, feed: Feed, *, size: int, on_end: Callable[[], None]) -> None:
        super().__init__(name=f"smtp {relay.where}", daemon=True)
        self._relay, self._feed, self._size, self._on_end = relay, feed, size, on_end
        self._loop: asyncio.AbstractEventLoop | None = None
        self._pool: ConnectionPool | None = None
        self._ready = Event()
        self._error: BaseException | None = None

    @property
    def failure(self) -> RelayUnavailable | None:
        """Why the relay cannot be used any more. Raises what broke the thread, if something did."""
        if self._error is not None:
            raise self._error
        return self._pool.failure if self._pool is not None else None

    def wake(self) -> None:
        """The feed has letters."""
        self._call(lambda pool: pool.wake())

    @override
    def run(self) -> None:
        try:
            with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
                runner.run(self._main())
        except BaseException as error:  # noqa: BLE001 - it is raised again in the worker's own thread
            self._error = error
        finally:
            self._ready.set()
            self._on_end()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._pool = ConnectionPool(self._relay, self._feed, size=self._size)
        self._ready.set()
        await self._pool.run()

    def _call(self, act: Callable[[ConnectionPool], None]) -> None:
        loop, pool = self._loop, self._pool
        if loop is not None and pool is not None:
            # A loop that has ended needs no waking.
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(act, pool)

    def __enter__(self) -> Self:
        self.start()
        self._ready.wait()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._call(lambda pool: pool.stop())
        self.join()
