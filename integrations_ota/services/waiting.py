"""How long to wait before the next try."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Final

LONGEST: Final = timedelta(minutes=15)
_FIRST: Final = timedelta(seconds=30)
_DOUBLINGS: Final = 10


def wait_after(failures: int, *, longest: timedelta = LONGEST) -> timedelta:
    """Double with each failure up to `longest`, less a random part up to a half.

    The random part keeps connections that failed together from coming back together
    (AWS Architecture Blog, "Exponential Backoff And Jitter", equal jitter).
    """
    doublings = min(max(failures - 1, 0), _DOUBLINGS)
    whole = min(longest, _FIRST * (1 << doublings))
    return whole * random.uniform(0.5, 1.0)  # noqa: S311 - spreads load, hides nothing


def poll_after(seconds: float) -> timedelta:
    """Return when to look again: after the channel's shortest interval, and up to a tenth more.

    Connections that were made or healed together drift apart, and none looks too early.
    """
    return timedelta(seconds=seconds * random.uniform(1.0, 1.1))  # noqa: S311 - spreads load, hides nothing
