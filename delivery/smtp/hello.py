"""A mail server greeted and left again, to learn whether letters could be handed to it."""

import asyncio
import ssl
from contextlib import suppress

from delivery.smtp.connection import SmtpConnection
from delivery.smtp.dispatch import Dispatch, Result
from delivery.smtp.relay import RelayAddress

GOODBYE = 2.0


class _NoLetters:
    """A feed for a connection that only says hello."""

    def take(self) -> Dispatch | None:
        return None

    def give_back(self, dispatch: Dispatch) -> None:
        """None was taken."""

    def started(self, dispatch: Dispatch) -> None:
        """None was taken."""

    def settled(self, dispatch: Dispatch, result: Result) -> None:
        """None was taken."""


def relay_hello(relay: RelayAddress) -> tuple[str, ...]:
    """Connect, greet, start TLS and log in as letters would, and say goodbye; returns what the server offers.

    Raises RelayUnavailable with a sentence that names the step that failed.
    """
    return asyncio.run(_hello(relay))


async def _hello(relay: RelayAddress) -> tuple[str, ...]:
    gone = asyncio.Event()
    connection = SmtpConnection(
        relay, _NoLetters(), tls=ssl.create_default_context, on_lost=lambda _: gone.set()
    )
    await connection.open()
    connection.close()
    with suppress(TimeoutError):
        await asyncio.wait_for(gone.wait(), GOODBYE)
    return tuple(sorted(connection.offered.names))
