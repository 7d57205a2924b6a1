"""Waiting with an end."""

import socket
import time
from collections.abc import Callable
from contextlib import suppress


class NeverHappened(AssertionError):
    """What was waited for did not come about in time."""


def wait_until(true: Callable[[], bool], what: str, *, seconds: float, step: float = 0.05) -> None:
    """Look again and again. Raises NeverHappened after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise NeverHappened(f"Waited {seconds:.0f} s in vain for {what}.")
        time.sleep(step)


def answers(port: int, greeting: bytes = b"") -> bool:
    """Whether somebody listens on a loopback port, and begins with `greeting`."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=2) as connection:
        connection.settimeout(2)
        return not greeting or connection.recv(512).startswith(greeting)
    return False
