"""One letter handed over and waited for, where there is no ledger: test mails and checks."""

import asyncio
import ssl
from collections import deque
from types import TracebackType
from typing import Self

from delivery.content.message import OutgoingEmail
from delivery.smtp.connection import SmtpConnection
from delivery.smtp.dispatch import Dispatch, Result
from delivery.smtp.relay import RelayAddress, Security, SendResult
from delivery.smtp.wire import wire_bytes

__all__ = ["RelayAddress", "Security", "SendResult", "SmtpTransport", "wire_bytes"]


class _OneLetter:
    """A feed of single letters, each waited for."""

    def __init__(self) -> None:
        self.waiting: deque[Dispatch] = deque()
        self.results: list[Result] = []
        self.done = asyncio.Event()

    def take(self) -> Dispatch | None:
        return self.waiting.popleft() if self.waiting else None

    def give_back(self, dispatch: Dispatch) -> None:
        self.waiting.append(dispatch)
        self.done.set()

    def started(self, dispatch: Dispatch) -> None:
        """Nobody keeps account here."""

    def settled(self, dispatch: Dispatch, result: Result) -> None:  # noqa: ARG002 - Feed's signature
        self.results.append(result)
        self.done.set()


class SmtpTransport:
    """One SMTP connection, kept for as many letters as the server likes. Not for two threads."""

    def __init__(self, relay: RelayAddress, *, tls: ssl.SSLContext | None = None) -> None:
        self.relay = relay
        self._tls = tls
        self._runner = asyncio.Runner()
        self._feed: _OneLetter | None = None
        self._connection: SmtpConnection | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, email: OutgoingEmail) -> SendResult:
        """Hand a letter over. Raises SendFailed, RelayUnavailable, OutcomeUnknown."""
        result = self._runner.run(self._send(Dispatch.of(None, email)))
        if isinstance(result, SendResult):
            return result
        raise result

    def close(self) -> None:
        """Say goodbye; a server that is gone already is no error."""
        self._runner.run(self._close())
        self._runner.close()

    async def _send(self, dispatch: Dispatch) -> Result:
        feed = self._feed = self._feed or _OneLetter()
        feed.waiting.append(dispatch)
        feed.results.clear()
        while not feed.results:
            feed.done.clear()
            if self._connection is None or not self._connection.is_open:
                self._connection = SmtpConnection(
                    self.relay, feed, tls=self._context, on_lost=lambda _: feed.done.set()
                )
                await self._connection.open()
            self._connection.pump()
            await self._waited(self._connection, feed)
        return feed.results.pop()

    async def _waited(self, connection: SmtpConnection, feed: _OneLetter) -> None:
        while not feed.done.is_set():
            try:
                async with asyncio.timeout(0.2):
                    await feed.done.wait()
            except TimeoutError:
                connection.overdue(asyncio.get_running_loop().time())

    async def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            await asyncio.sleep(0)

    def _context(self) -> ssl.SSLContext:
        if self._tls is None:
            self._tls = ssl.create_default_context()
        return self._tls
