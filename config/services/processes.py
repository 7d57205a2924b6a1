"""Child servers, each in its own session, remembered by pid and start time so that no stranger is killed."""

import contextlib
import fcntl
import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import psutil

from config.services.paths import log_dir, var_dir
from config.services.secrets import write_private

STATE_FILE = "servers.json"
# Children of this very process, by pid: only their parent can collect them.
children: dict[int, "subprocess.Popen[bytes]"] = {}


class ServerFailed(RuntimeError):
    """A server did not start or stop; the message is one sentence for the person at the keyboard."""


@dataclass(frozen=True, slots=True)
class Running:
    pid: int
    created: float
    port: int

    def is_alive(self) -> bool:
        with contextlib.suppress(psutil.Error):
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.created) < 1
            return same and process.status() != psutil.STATUS_ZOMBIE
        return False


@contextlib.contextmanager
def state_lock() -> Iterator[None]:
    """One starter at a time: two commands that find no server must not both start one."""
    with (var_dir() / "servers.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def recall() -> dict[str, Running]:
    path = var_dir() / STATE_FILE
    if not path.exists():
        return {}
    return {name: Running(**facts) for name, facts in json.loads(path.read_text()).items()}


def remember(name: str, running: Running | None) -> None:
    known = recall()
    known.pop(name, None)
    if running is not None:
        known[name] = running
    facts = {key: {"pid": r.pid, "created": r.created, "port": r.port} for key, r in known.items()}
    write_private(var_dir() / STATE_FILE, json.dumps(facts))


def free_port(preferred: int = 0) -> int:
    """The preferred port of 127.0.0.1 when nobody listens there, else any free one."""
    for port in (preferred, 0):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
            return int(probe.getsockname()[1])
    raise ServerFailed("No free TCP port was found on 127.0.0.1.")


def launch(name: str, command: Sequence[str], *, port: int, env: dict[str, str] | None = None) -> Running:
    """Start a server that outlives this process; its output goes to `var/log/NAME.log`."""
    with (log_dir() / f"{name}.log").open("ab") as log:
        child = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True, env=env
        )
    children[child.pid] = child
    running = Running(child.pid, psutil.Process(child.pid).create_time(), port)
    remember(name, running)
    return running


def stop(name: str, *, with_signal: int = signal.SIGTERM, patience: float = 20) -> None:
    """Stop a remembered server and wait until its pid is gone; harmless when it is not running."""
    running = recall().get(name)
    if running is not None and running.is_alive():
        os.kill(running.pid, with_signal)
        deadline = time.monotonic() + patience
        while running.is_alive() and time.monotonic() < deadline:
            reap(running.pid)
            time.sleep(0.05)
        if running.is_alive():
            os.kill(running.pid, signal.SIGKILL)
        reap(running.pid)
    remember(name, None)


def reap(pid: int) -> None:
    """Collect a child of ours that has ended; a child of somebody else is left to its parent."""
    if pid in children:
        children[pid].poll()
