"""Our workers as they run in production: Celery, two processes, woken once for each."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 2
PATIENCE = 120


@dataclass(slots=True)
class Workers:
    """The Celery worker and its children."""

    parent: psutil.Process

    def children(self) -> list[psutil.Process]:
        return self.parent.children()

    def cpu_seconds(self) -> float:
        """Processor time of the children and the parent together."""
        times = [process.cpu_times() for process in [self.parent, *self.children()]]
        return float(sum(each.user + each.system for each in times))

    def peak_mb(self) -> float:
        """The most memory that one child has had, in MB."""
        return max(peak_rss(child.pid) for child in self.children())


def peak_rss(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise ValueError(f"Process {pid} tells no memory.")


@contextmanager
def celery_workers(environment: dict[str, str], *, queues: str = "sending") -> Iterator[Workers]:
    """Start a worker with two processes on the queues (names with commas), and stop it at the end."""
    command = [
        sys.executable, "-m", "celery", "--app", "config.celery", "worker", "--concurrency", str(PROCESSES),
        "--queues", queues, "--loglevel", "error", "--without-mingle", "--without-gossip",
    ]  # fmt: skip
    env = {**os.environ, **environment, "C_FORCE_ROOT": "1", "PYTHONWARNINGS": "ignore"}
    # Its banner would stand between our rows; its errors are shown.
    process = subprocess.Popen(command, cwd=ROOT, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        yield Workers(ready(psutil.Process(process.pid)))
    finally:
        # The parent alone: it lets its children end their tasks, where a task cut off would be queued again.
        process.terminate()
        try:
            process.wait(timeout=45)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def ready(parent: psutil.Process) -> psutil.Process:
    """Wait until the children stand and have come to rest."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if len(parent.children()) >= PROCESSES:
            time.sleep(1.5)
            return parent
        time.sleep(0.1)
    raise SystemExit("The Celery worker did not start.")
