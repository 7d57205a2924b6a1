"""Starts the OTA sandbox as a process of its own on a free port, and speaks to its control API."""

import json
import re
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

TODAY = "2026-06-01"


@dataclass(frozen=True)
class Sandbox:
    address: str

    def control(self, path: str, body: Any = None, method: str = "") -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(  # noqa: S310 - loopback
            f"{self.address}/_control/{path}", data=data, method=method or ("POST" if data else "GET")
        )
        with urllib.request.urlopen(request, timeout=20) as answer:  # noqa: S310 - loopback
            return json.load(answer)

    def truth(self) -> dict[str, Any]:
        return dict(self.control("truth"))

    def reservations_of(self, connection: Any) -> int:
        """How many reservations a connection ends up with, enquiries not counted."""
        count: int = self.truth()["by_connection"][f"{connection.remote_hotel_id} {connection.channel}"]
        return count

    def summary(self) -> dict[str, int]:
        return dict(self.control("summary"))

    def connections(self) -> list[dict[str, Any]]:
        return list(self.control("connections")["connections"])

    def journal(self) -> list[dict[str, Any]]:
        return list(self.control("journal?limit=20000")["requests"])

    def fail(self, name: str, channel: str | None = None, times: int | None = None) -> None:
        self.control("faults", {"name": name, "channel": channel, "times": times})

    def heal(self) -> None:
        self.control("faults", method="DELETE")

    def reset(self, **options: Any) -> dict[str, Any]:
        self.heal()
        return dict(self.control("reset", options))

    def redeliver(self) -> None:
        self.control("redeliver", {})


@contextmanager
def running(*, reservations: int, seed: int = 7, today: str = TODAY) -> Iterator[Sandbox]:
    command = [
        sys.executable, "-m", "integrations_ota.sandbox", "--port", "0", "--seed", str(seed),
        "--today", today, "--reservations", str(reservations),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        assert found, "the sandbox did not start"
        try:
            yield Sandbox(found.group())
        finally:
            process.terminate()
            process.wait(timeout=10)
