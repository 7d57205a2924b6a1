"""Postfix's own load generator and sink, on loopback."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Where they lie is in nobody's PATH but root's.
SYSTEM = "/usr/sbin:/usr/local/sbin"


def tool(name: str) -> str:
    """Where a program of Postfix lies. Raises SystemExit with what to do."""
    path = shutil.which(name) or shutil.which(name, path=SYSTEM)
    if path is None:
        raise SystemExit(f"{name} is missing: install Postfix (scripts/setup-postfix.sh does, as root).")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def smtp_sink() -> Iterator[int]:
    """A running smtp-sink; gives its port."""
    port = free_port()
    # It refuses to work as root.
    user = ["-u", "nobody"] if os.geteuid() == 0 else []
    process = subprocess.Popen([tool("smtp-sink"), *user, f"127.0.0.1:{port}", "1024"])
    try:
        wait_for_port(port)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=10)


def wait_for_port(port: int, patience: float = 10) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.02)
    raise SystemExit(f"Nothing answers on port {port}.")


def smtp_source(*, port: int, letters: int, size: int, sessions: int = 8) -> float:
    """Messages a second of Postfix's load generator over kept connections."""
    command = [
        tool("smtp-source"), "-d", "-s", str(sessions), "-l", str(size), "-m", str(letters),
        "-f", "bench@seehof.example", "-t", "guest@example.com", f"127.0.0.1:{port}",
    ]  # fmt: skip
    began = time.perf_counter()
    subprocess.run(command, check=True, timeout=600, stdout=subprocess.DEVNULL)
    return letters / (time.perf_counter() - began)
