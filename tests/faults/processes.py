"""Real processes that may be killed, frozen and started again: servers of one's own, workers, the beat, the web."""

import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psutil
import psycopg
import redis

from config.services import postgres, processes, valkey
from config.services.paths import ROOT
from config.services.processes import free_port
from config.services.provision import DatabaseUrls, provision
from config.services.secrets import local_secrets
from tests.faults.waiting import answers, wait_until

DATABASE = "bellhop_faults"


def family(pid: int) -> list[psutil.Process]:
    """A process and its descendants; the head is stopped first, so that it starts nothing meanwhile."""
    try:
        head = psutil.Process(pid)
        head.suspend()
        return [head, *head.children(recursive=True)]
    except psutil.NoSuchProcess:
        return []


def signal_family(pid: int, with_signal: int) -> None:
    for process in family(pid):
        with suppress(psutil.NoSuchProcess):
            process.send_signal(with_signal)


@contextmanager
def var_folder(folder: Path) -> Iterator[None]:
    """config.services keeps its servers' data, secrets and pids under BELLHOP_VAR."""
    before = os.environ.get("BELLHOP_VAR")
    os.environ["BELLHOP_VAR"] = str(folder)
    try:
        yield
    finally:
        if before is None:
            del os.environ["BELLHOP_VAR"]
        else:
            os.environ["BELLHOP_VAR"] = before


@dataclass
class Servers:
    """A PostgreSQL and a Valkey that nobody else uses; `start` brings back what was killed."""

    folder: Path
    urls: DatabaseUrls | None = None

    def start(self) -> None:
        self.start_postgres()
        self.start_valkey()

    def start_postgres(self) -> None:
        with var_folder(self.folder):
            port = postgres.start().port
            if self.urls is None:
                secrets = local_secrets()
                self.urls = provision(
                    postgres.superuser_url(port),
                    database=DATABASE,
                    owner_password=secrets["owner"],
                    app_password=secrets["app"],
                )

    def start_valkey(self) -> None:
        with var_folder(self.folder):
            valkey.start()

    def stop(self) -> None:
        with var_folder(self.folder):
            for name in (valkey.NAME, postgres.NAME):
                self.signal(name, signal.SIGKILL)
                processes.stop(name)

    @property
    def redis_url(self) -> str:
        with var_folder(self.folder):
            return valkey.url(processes.recall()[valkey.NAME].port)

    def pid(self, name: str) -> int:
        with var_folder(self.folder):
            known = processes.recall().get(name)
        return known.pid if known is not None else 0

    def signal(self, name: str, with_signal: int) -> None:
        """To the server and all its children: SIGKILL, SIGSTOP, SIGCONT, or a kind one."""
        if pid := self.pid(name):
            signal_family(pid, with_signal)
            if with_signal != signal.SIGSTOP:
                with suppress(psutil.NoSuchProcess):
                    psutil.Process(pid).resume()
            if with_signal == signal.SIGKILL:
                wait_until(lambda: self._gone(pid), f"{name} to be gone", seconds=20)

    @staticmethod
    def _gone(pid: int) -> bool:
        processes.reap(pid)
        return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE

    def redis(self) -> "redis.Redis":
        return redis.Redis.from_url(self.redis_url, socket_timeout=10)

    @contextmanager
    def superuser(self) -> Iterator["psycopg.Connection[tuple[object, ...]]"]:
        with var_folder(self.folder):
            url = postgres.superuser_url(processes.recall()[postgres.NAME].port, DATABASE)
        with psycopg.connect(url, autocommit=True, connect_timeout=10) as connection:
            yield connection


@dataclass
class Child:
    """A process group of ours: a Celery worker with its pool, the beat, the web server."""

    name: str
    command: list[str]
    environment: Mapping[str, str]
    log: Path
    process: "subprocess.Popen[bytes] | None" = None

    def start(self) -> None:
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command, cwd=ROOT, env=dict(self.environment), stdin=subprocess.DEVNULL,
                stdout=log, stderr=log, start_new_session=True,
            )  # fmt: skip

    @property
    def alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def kill(self) -> None:
        """`kill -9` of the whole group."""
        if self.process is None:
            return
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(20)
        self.process = None

    def stop(self, seconds: float = 30) -> None:
        """SIGTERM, as a deployment would; what does not go by itself is killed."""
        if self.process is not None and self.alive:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(seconds)
        self.kill()

    def children(self) -> list[psutil.Process]:
        with suppress(psutil.NoSuchProcess):
            if self.process is not None:
                return psutil.Process(self.process.pid).children(recursive=True)
        return []

    def kill_a_child(self, choice: random.Random) -> bool:
        """`kill -9` of one process of the pool; False when there is none at the moment."""
        children = self.children()
        if not children:
            return False
        with suppress(psutil.NoSuchProcess):
            choice.choice(children).kill()
            return True
        return False


@dataclass
class Children:
    """The product's own processes, all with one environment."""

    environment: dict[str, str]
    folder: Path
    started: list[Child] = field(default_factory=list)

    def worker(self, name: str, *, concurrency: int = 1) -> Child:
        options = ["--concurrency", str(concurrency), "--queues", "sending,sync,default"]
        quiet = ["--without-gossip", "--without-mingle", "--hostname", f"{name}@%h"]
        return self._start(name, ["celery", "--app", "config.celery", "worker", *options, *quiet])

    def beat(self) -> Child:
        return self._start("beat", ["celery", "--app", "config.celery", "beat", "--pidfile", ""])

    def web(self) -> tuple[Child, str]:
        """gunicorn with threads; the second value is its address."""
        port = free_port()
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
        web = self._start("web", ["gunicorn", "config.wsgi", *bind, "--worker-class", "gthread", "--preload"])
        wait_until(lambda: answers(port), "the web server to listen", seconds=60)
        return web, f"http://127.0.0.1:{port}"

    def _start(self, name: str, arguments: list[str]) -> Child:
        command = [sys.executable, "-m", *arguments]
        child = Child(name, command, self.environment, self.folder / f"{name}.log")
        child.start()
        self.started.append(child)
        return child

    def stop(self) -> None:
        for child in self.started:
            child.kill()
        self.started.clear()
