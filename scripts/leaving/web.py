"""The product's web server as `make demo` and an installation run it: gunicorn with threads and a pool."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.sending.postfix_tools import free_port, wait_for_port

ROOT = Path(__file__).resolve().parents[2]


@contextmanager
def web_server(*, processes: int = 2, threads: int = 4) -> Iterator[int]:
    """Start it on a free port, which is given, and stop it at the end."""
    port = free_port()
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}",
        "--workers", str(processes), "--threads", str(threads), "--worker-class", "gthread", "--preload",
        "--log-level", "error",
    ]  # fmt: skip
    pool = {"DATABASE_POOL_MIN": "2", "DATABASE_POOL_MAX": "10", "PYTHONWARNINGS": "ignore"}
    server = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **pool})
    try:
        wait_for_port(port, patience=60)
        yield port
    finally:
        server.terminate()
        server.wait(timeout=60)
