"""Some connections to one relay, opened as there is work for them, run by one event loop."""

import asyncio
import ssl
from contextlib import suppress
from itertools import count

from delivery.smtp.connection import SmtpConnection
from delivery.smtp.dispatch import Feed
from delivery.smtp.errors import RelayUnavailable
from delivery.smtp.relay import RelayAddress

TICK = 0.5
# A relay that drops every connection is a relay that is not there.
MOST_EMPTY_CONNECTIONS = 3
GOODBYE = 2.0


class ConnectionPool:
    """Up to `size` connections that send what `feed` gives.

    `failure` says why the relay could not be used any more; the letters that were not tried are
    with the feed again.
    """

    def __init__(
        self, relay: RelayAddress, feed: Feed, *, size: int = 4, tls: ssl.SSLContext | None = None
    ) -> None:
        self.relay = relay
        self.feed = feed
        self.size = size
        self.failure: RelayUnavailable | None = None
        self._tls = tls
        self._connections: set[SmtpConnection] = set()
        self._opening: set[asyncio.Task[None]] = set()
        self._changed = asyncio.Event()
        self._stopping = False
        self._empty = 0

    async def run(self) -> None:
        """Send until `stop` is called and nothing is on its way, or the relay is lost."""
        self.wake()
        while not (self.failure or self._stopping) or not self._resting():
            with suppress(TimeoutError):
                async with asyncio.timeout(TICK):
                    await self._changed.wait()
            self._changed.clear()
            now = asyncio.get_running_loop().time()
            for connection in list(self._connections):
                connection.overdue(now)
            self.wake()
        await self._close()

    def wake(self) -> None:
        """Letters are there: give them to idle connections, and open further ones."""
        if self.failure or self._stopping:
            return
        for connection in list(self._connections):
            connection.pump()
        if not self._opening and len(self._connections) < self.size and self._wanted():
            task = asyncio.get_running_loop().create_task(self._open())
            self._opening.add(task)
            task.add_done_callback(self._opened)

    def stop(self) -> None:
        """Take no more letters; end once those on their way are settled."""
        self._stopping = True
        self._changed.set()

    def _wanted(self) -> bool:
        """Whether a further connection would have something to send."""
        if (dispatch := self.feed.take()) is None:
            return False
        self.feed.give_back(dispatch)
        return True

    async def _open(self) -> None:
        connection = SmtpConnection(self.relay, self.feed, tls=self._context, on_lost=self._lost)
        try:
            await connection.open()
        except RelayUnavailable as error:
            if self._connections:
                # The relay takes no further connection, but serves those it has.
                self.size = len(self._connections)
            else:
                self.failure = error
            return
        self._connections.add(connection)
        connection.pump()

    def _opened(self, task: asyncio.Task[None]) -> None:
        self._opening.discard(task)
        self._changed.set()
        if not task.cancelled() and (error := task.exception()) is not None:
            raise error

    def _lost(self, connection: SmtpConnection) -> None:
        self._changed.set()
        if connection not in self._connections:
            return
        self._connections.discard(connection)
        self._empty = 0 if connection.sent else self._empty + 1
        if self._empty >= MOST_EMPTY_CONNECTIONS:
            self.failure = RelayUnavailable(
                f"The mail server {self.relay.where} closes each connection before it takes a letter."
            )

    def _resting(self) -> bool:
        return not self._opening and all(connection.is_idle for connection in self._connections)

    async def _close(self) -> None:
        for connection in list(self._connections):
            connection.close()
        for _ in count():
            if not self._connections or _ >= GOODBYE / 0.01:
                break
            await asyncio.sleep(0.01)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls
