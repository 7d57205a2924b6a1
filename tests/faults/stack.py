"""Everything that a mailing needs to reach a mailbox, as processes of its own in one scratch folder."""

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from config.services.paths import ROOT
from tests.faults.postfix import Postfix, why_not
from tests.faults.processes import Children, Servers
from tests.faults.rules import Rule
from tests.faults.sink import Sink
from tests.faults.undertaker import undertaker
from tests.faults.ways import Way

# Given to the processes by the stack alone; what the environment says of them is about other servers.
_FOREIGN = ("CELERY_BROKER_URL", "REDIS_CACHE_URL", "DATABASE_POOL_MAX", "DATABASE_POOL_MIN")


@dataclass
class Stack:
    """PostgreSQL, Valkey, the sink, a Postfix in front of it where one can run, and our workers."""

    folder: Path
    servers: Servers
    sink: Sink
    postfix: Postfix | None
    children: Children = field(init=False)

    def __post_init__(self) -> None:
        self.children = Children(self.environment(), self.folder)

    def environment(self) -> dict[str, str]:
        """The settings of our processes. Each organisation under test brings a relay of its own."""
        assert self.servers.urls is not None
        queue = shlex.join(self.postfix.queue_command) if self.postfix else "false"
        return {name: value for name, value in os.environ.items() if name not in _FOREIGN} | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "DATABASE_URL": self.servers.urls.app,
            "DATABASE_OWNER_URL": self.servers.urls.owner,
            "REDIS_URL": self.servers.redis_url,
            "BELLHOP_VAR": str(self.folder / "var"),
            "BELLHOP_PUBLIC_URL": "https://mail.seehof.example",
            "BELLHOP_QUEUE_COMMAND": queue,
            "BELLHOP_SETTLE_SECONDS": "3",
            "SSL_CERT_FILE": str(self.sink.folder / "sink.crt"),
            "LOG_LEVEL": "WARNING",
            "C_FORCE_ROOT": "1",
            "PYTHONWARNINGS": "ignore",
        }

    def begin(self, *rules: Rule, **manners: Any) -> None:
        """A new run on the same servers: every part is up, nothing waits, Redis is empty."""
        self.servers.start()
        self.servers.redis().flushall()
        if self.sink.process is None or self.sink.process.poll() is not None:
            self.sink.start()
        self.sink.begin(*rules, **manners)
        if self.postfix is not None:
            if self.postfix.master is None:
                self.postfix.start()
            self.postfix.purge()

    def way(self, *, postfix: bool, connections: int = 4, **more: Any) -> Way:
        """Out through Postfix, or straight to the sink."""
        if postfix and self.postfix is not None:
            return Way(self.postfix.port, str(self.postfix.log_path), connections, **more)
        return Way(self.sink.port, "", connections, **more)

    @contextmanager
    def django(self) -> Iterator[None]:
        """Django in this very process works on the stack's database."""
        import dj_database_url
        from django.db import connections

        assert self.servers.urls is not None
        urls = {"default": self.servers.urls.app, "owner": self.servers.urls.owner}
        before: dict[str, dict[str, Any]] = {}
        for alias, url in urls.items():
            parsed = dj_database_url.parse(url)
            place = connections[alias].settings_dict
            connections[alias].close()
            before[alias] = {name: place[name] for name in ("HOST", "PORT", "NAME", "USER", "PASSWORD")}
            place.update({name: parsed[name] for name in before[alias]})  # type: ignore[literal-required]
        try:
            yield
        finally:
            for alias, place in before.items():
                connections[alias].close()
                connections[alias].settings_dict.update(place)


@contextmanager
def stack_running() -> Iterator[Stack]:
    """The servers up and the schema made; whatever happens, no process is left behind."""
    with TemporaryDirectory(prefix="bellhop-faults-") as name, undertaker(Path(name)):
        folder = Path(name)
        (folder / "var").mkdir(mode=0o700)
        servers = Servers(folder / "var")
        sink = Sink(folder / "sink")
        postfix = None if why_not() else Postfix(folder / "postfix", sink.port)
        folder.chmod(0o755)
        try:
            servers.start()
            with sink:
                if postfix is not None:
                    postfix.configure()
                    postfix.start()
                stack = Stack(folder, servers, sink, postfix)
                try:
                    migrate(stack)
                    yield stack
                finally:
                    stack.children.stop()
        finally:
            if postfix is not None:
                postfix.kill()
            servers.stop()


def migrate(stack: Stack) -> None:
    command = [sys.executable, "manage.py", "migrate", "--database", "owner", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=stack.environment(), check=True, timeout=300)
