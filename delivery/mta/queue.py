"""Postfix's queue as `postqueue -j` lists it: one JSON object a line (postqueue(1))."""

import subprocess
from collections.abc import Collection, Sequence
from contextlib import suppress
from datetime import UTC, datetime

import orjson

from delivery.mta.fate import LogUnreadable

_PATIENCE = 60.0


def queue_arrivals(command: Sequence[str], *, queue_ids: Collection[str]) -> dict[str, datetime]:
    """Which of these queue ids are in the queue now, and when each came in. Raises LogUnreadable."""
    try:
        listing = subprocess.run(command, capture_output=True, timeout=_PATIENCE, check=False)
    except (OSError, subprocess.SubprocessError) as error:
        raise LogUnreadable(f"The mail server's queue cannot be listed: {error}.") from error
    if listing.returncode:
        words = " ".join(listing.stderr.decode("utf-8", "replace").split())[:200]
        raise LogUnreadable(f"The mail server's queue cannot be listed: {words or 'no reason given'}.")
    wanted = set(queue_ids)
    found: dict[str, datetime] = {}
    for line in listing.stdout.splitlines():
        with suppress(orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            entry = orjson.loads(line)
            if entry["queue_id"] in wanted:
                found[entry["queue_id"]] = datetime.fromtimestamp(entry["arrival_time"], UTC)
    return found
