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
                self.wait_gone(name)

    def wait_gone(self, name: str) -> None:
        """Wait for the end of a server that was told to stop."""
        pid = self.pid(name)
        wait_until(lambda: self._gone(pid), f"{name} to be gone", seconds=60)

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

    def kill_a_child(self, choice: random.Random, among: set[int]) -> bool:
        """`kill -9` of one of these processes of the pool; False when none of them is there any more."""
        children = [child for child in self.children() if child.pid in among]
        with suppress(psutil.NoSuchProcess):
            if children:
                choice.choice(children).kill()
                return True
        return False


@dataclass
class Children:
    """The product's own processes, all with one environment."""

    environment: dict[str, str]
    folder: Path
    started: list[Child] = field(default_factory=list)

    def crew(self, *, workers: int = 2, concurrency: int = 1) -> list[Child]:
        """The beat and so many workers, those that are up already among them; returns the workers."""
        names = [f"worker{number}x{concurrency}" for number in range(workers)]
        for child in [child for child in self.started if child.name not in (*names, "beat")]:
            child.kill()
            self.started.remove(child)
        known = {child.name: child for child in self.started}
        for name in (*names, "beat"):
            if name not in known:
                known[name] = self._made(name, self._beat() if name == "beat" else _worker(name, concurrency))
            if not known[name].alive:
                known[name].start()
        return [known[name] for name in names]

    def revive(self) -> list[str]:
        """Start what has ended by itself, as a supervisor does; returns the names."""
        ended = [child for child in self.started if child.process is not None and not child.alive]
        for child in ended:
            child.start()
        return [child.name for child in ended]

    def beat(self) -> Child:
        """The running beat."""
        return next(child for child in self.started if child.name == "beat")

    @staticmethod
    def _beat() -> list[str]:
        return ["celery", "--app", "config.celery", "beat", "--pidfile", "", "--loglevel", "warning"]

    def web(self) -> tuple[Child, str]:
        """gunicorn with threads; the second value is its address."""
        port = free_port()
        bind = ["--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "8"]
        web = self._made("web", ["gunicorn", "config.wsgi", *bind, "--worker-class", "gthread", "--preload"])
        web.start()
        wait_until(lambda: answers(port), "the web server to listen", seconds=60)
        return web, f"http://127.0.0.1:{port}"

    def _made(self, name: str, arguments: list[str]) -> Child:
        command = [sys.executable, "-m", *arguments]
        child = Child(name, command, self.environment, self.folder / f"{name}.log")
        self.started.append(child)
        return child

    def stop(self) -> None:
        for child in self.started:
            child.kill()
        self.started.clear()


def _worker(name: str, concurrency: int) -> list[str]:
    options = ["--concurrency", str(concurrency), "--queues", "sending,transactional,sync,default"]
    quiet = ["--without-gossip", "--without-mingle", "--hostname", f"{name}@%h", "--loglevel", "warning"]
    return ["celery", "--app", "config.celery", "worker", *options, *quiet]
