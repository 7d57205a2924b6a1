"""Requests at a steady pace, each over a connection of its own, timed from the moment each was due.

A slow answer delays no later request, so a server that stalls cannot look better than it is.
"""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass

_BODY = b"List-Unsubscribe=One-Click"
PATIENCE = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """How long from when it was due, in seconds, and the status; 0 for no answer."""

    seconds: float
    status: int


@dataclass(frozen=True, slots=True)
class Load:
    """Answers to the one-clicks and to a trivial address between them, and how long all of it took."""

    clicks: list[Answer]
    health: list[Answer]
    seconds: float


def load(*, port: int, paths: Sequence[str], rate: float, health_every: int = 10) -> Load:
    """Post one-click to each path, `rate` a second, and look at `/health/live` with every tenth."""
    return asyncio.run(_load(port, paths, rate, health_every))


async def _load(port: int, paths: Sequence[str], rate: float, health_every: int) -> Load:
    began = time.perf_counter()
    clicks, health = [], []
    async with asyncio.TaskGroup() as group:
        for number, path in enumerate(paths):
            due = began + number / rate
            clicks.append(group.create_task(_ask(port, _post(path), due)))
            if number % health_every == 0:
                health.append(group.create_task(_ask(port, _GET_HEALTH, due + 0.5 / rate)))
            if (wait := due - time.perf_counter()) > 0:
                await asyncio.sleep(wait)
    seconds = time.perf_counter() - began
    return Load([task.result() for task in clicks], [task.result() for task in health], seconds)


async def _ask(port: int, request: bytes, due: float) -> Answer:
    if (wait := due - time.perf_counter()) > 0:
        await asyncio.sleep(wait)
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(request)
            answer = await reader.read()
            writer.close()
    except (OSError, TimeoutError):
        return Answer(time.perf_counter() - due, 0)
    status = int(answer[9:12]) if answer.startswith(b"HTTP/1.1 ") else 0
    return Answer(time.perf_counter() - due, status)


def _post(path: str) -> bytes:
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(_BODY)}\r\n\r\n"
    )
    return head.encode() + _BODY


_GET_HEALTH = b"GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
