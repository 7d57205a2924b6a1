"""Returning mail by LMTP (RFC 2033), from the mail server beside us. Each recipient gets an answer of its own."""

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.lmtp import LMTP
from aiosmtpd.smtp import Envelope, Session
from django.db import connection
from django.utils import timezone

from delivery.services.inbound import KEPT_CAP, inbound_receive

logger = logging.getLogger(__name__)

SIZE_LIMIT = KEPT_CAP + 7 * 1024 * 1024
RECIPIENTS = 100
THREADS = 4
DRAIN_SECONDS = 30
_KEPT = "250 2.0.0 Kept"
_LATER = "451 4.3.0 Not stored now; please try again"
_TOO_LARGE = "552 "


class ReturnDoor(LMTP):
    # Reports hold lines of any length; the mail's size is what counts.
    line_length_limit = SIZE_LIMIT

    async def push(self, status: Any) -> None:
        if isinstance(status, str) and status.startswith(_TOO_LARGE) and self.envelope is not None:
            status = "\r\n".join([status] * max(1, len(self.envelope.rcpt_tos)))
        await super().push(status)


@dataclass
class Returns:
    """Takes each mail to the database in a thread of its own, so that one slow answer holds nobody up."""

    pool: ThreadPoolExecutor
    busy: set[asyncio.Future[str]] = field(default_factory=set)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: LMTP, _session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if len(envelope.rcpt_tos) >= RECIPIENTS:
            return "452 4.5.3 Too many recipients; send the rest in another mail"
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 OK"

    async def handle_DATA(self, _server: LMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        raw, sender = bytes(envelope.original_content or b""), envelope.mail_from or ""
        return "\r\n".join([await self.answer(raw, address, sender) for address in envelope.rcpt_tos])

    async def answer(self, raw: bytes, address: str, sender: str) -> str:
        stored = asyncio.get_running_loop().run_in_executor(self.pool, store, raw, address, sender)
        self.busy.add(stored)
        try:
            return await stored
        finally:
            self.busy.discard(stored)

    async def drain(self) -> None:
        """Let what is being stored end, and its answer leave."""
        if self.busy:
            await asyncio.wait(self.busy, timeout=DRAIN_SECONDS)
        await asyncio.sleep(0.1)


def store(raw: bytes, address: str, sender: str) -> str:
    """Store one mail for one recipient; the answer in SMTP's words."""
    try:
        inbound_receive(raw=raw, envelope_to=address, envelope_from=sender, now=timezone.now())
    except Exception:
        logger.exception("A returning mail was not stored")
        return _LATER
    else:
        return _KEPT
    finally:
        # A thread of this pool has no end at which it could close; with DATABASE_POOL_MAX this gives it back.
        connection.close()


async def serve(listen: str, *, stop: asyncio.Event, ready: Callable[[], None] = lambda: None) -> None:
    """Serve at `host:port` or `unix:/path` until `stop` is set; nothing that was acknowledged is lost."""
    loop = asyncio.get_running_loop()
    with ThreadPoolExecutor(THREADS, thread_name_prefix="inbound") as pool:
        returns = Returns(pool)

        def door() -> ReturnDoor:
            return ReturnDoor(returns, data_size_limit=SIZE_LIMIT, enable_SMTPUTF8=True, loop=loop)

        path = listen.removeprefix("unix:") if listen.startswith("unix:") else ""
        if path:
            _remove(path)
            server = await loop.create_unix_server(door, path)
        else:
            host, _, port = listen.rpartition(":")
            server = await loop.create_server(door, host.strip("[]"), int(port))
        ready()
        try:
            await stop.wait()
        finally:
            server.close()
            await returns.drain()
            if path:
                _remove(path)


def _remove(path: str) -> None:
    """A socket left behind by a process that was killed would refuse the next one."""
    Path(path).unlink(missing_ok=True)
