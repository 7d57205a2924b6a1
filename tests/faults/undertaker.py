"""Leaves no process behind, however a run ends: `python -m tests.faults.undertaker FOLDER`.

It waits for the end of its standard input, which the kernel closes when the run's own process is gone, be it
by `kill -9`, and then kills whatever still works in the run's folder.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

from config.services.paths import ROOT


@contextmanager
def undertaker(folder: Path) -> Iterator[None]:
    """Watch over a run in `folder`."""
    command = [sys.executable, "-m", "tests.faults.undertaker", str(folder)]
    with subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, start_new_session=True) as process:
        assert process.stdin is not None
        try:
            yield
        finally:
            process.stdin.close()
            process.wait(60)


def left_behind(folder: str) -> list[psutil.Process]:
    """Processes that were told of the folder by command or environment, or that work inside it."""
    found = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            told = [*process.cmdline(), process.cwd(), *process.environ().values()]
            if process.pid != os.getpid() and any(part.startswith(folder) for part in told):
                found.append(process)
    return found


def bury(folder: str) -> None:
    # What is killed may have started something in its last moment.
    for _ in range(5):
        for process in left_behind(folder):
            with suppress(psutil.Error):
                process.kill()
    shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    sys.stdin.read()
    bury(sys.argv[1])
