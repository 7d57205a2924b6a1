"""The product's web server as it runs on an installation: gunicorn, two processes of eight threads."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from config.services.paths import ROOT
from config.services.processes import free_port

PATIENCE = 240


@contextmanager
def running_web() -> Iterator[int]:
    """gunicorn on the test's own database; gives its port."""
    facts, port = connection.settings_dict, free_port()
    where = f"{facts['HOST']}:{facts['PORT'] or 5432}/{facts['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": f"postgresql://{facts['USER']}:{facts['PASSWORD']}@{where}",
        "REDIS_URL": settings.REDIS_URL,
    }
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "8", "--worker-class", "gthread", "--preload", "--log-level", "error", "--timeout", "300",
    ]  # fmt: skip
    process = subprocess.Popen(command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL)
    try:
        wait_for(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(timeout=PATIENCE)


def wait_for(port: int, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        try:
            if asked(port, "GET", "/health/live")[0]:
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("The web server did not start.")


def asked(
    port: int, method: str, path: str, body: str | None = None, **headers: str
) -> tuple[int, dict[str, str], str]:
    """Ask over a connection of one's own: status, headers by their lower-case names, text."""
    http = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        http.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = http.getresponse()
        told = {name.lower(): value for name, value in answer.getheaders()}
        return answer.status, told, answer.read().decode("utf-8", "replace")
    finally:
        http.close()


@pytest.fixture(scope="module")
def web(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A running web server's port, one for a module's tests."""
    with django_db_blocker.unblock(), running_web() as port:
        yield port
