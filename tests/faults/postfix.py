"""A real Postfix of one's own: its configuration, queue, log and ports lie in a scratch folder.

Postfix insists on root (it gives each daemon the user it needs), so elsewhere `why_not()` says what is missing.
"""

import os
import shutil
import signal
import subprocess
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Self

import pytest

from config.services.processes import free_port
from tests.faults.processes import signal_family
from tests.faults.undertaker import undertaker
from tests.faults.waiting import answers, wait_until

SBIN = "/usr/sbin"
DAEMONS = ("/usr/lib/postfix/sbin", "/usr/libexec/postfix")

# What a production server should have too: no smuggling, no guessing, TLS where offered, a short queue.
SAFE = {
    "compatibility_level": "3.6",
    "smtpd_forbid_bare_newline": "normalize",
    "smtpd_forbid_unauth_pipelining": "yes",
    "smtp_tls_security_level": "may",
    "disable_vrfy_command": "yes",
    "maximal_queue_lifetime": "1d",
    "bounce_queue_lifetime": "1d",
    "smtpd_recipient_restrictions": "permit_mynetworks, reject",
    "mynetworks": "127.0.0.0/8",
    "mydestination": "",
    "local_recipient_maps": "",
    "alias_maps": "",
    "inet_interfaces": "127.0.0.1",
    "inet_protocols": "ipv4",
    "smtpd_peername_lookup": "no",
    "smtp_host_lookup": "native",
    "notify_classes": "",
}

_STEPS = ("helo", "starttls", "mail", "rcpt", "data_init", "data_xfer", "data_done", "rset", "quit")

MASTER = """\
127.0.0.1:{port} inet n - n - {sessions} smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 1 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
tlsmgr unix - - n 1000? 1 tlsmgr
postlog unix-dgram n - n - 1 postlogd
"""


def why_not() -> str:
    """What keeps a Postfix from running here; empty when nothing does."""
    if os.geteuid() != 0:
        return "a Postfix of one's own needs root"
    if shutil.which("postfix", path=SBIN) is None or _daemons() is None:
        return "Postfix is not installed; scripts/setup-postfix.sh installs it"
    return ""


@contextmanager
def postfix_or_skip(**named: Any) -> Iterator["Postfix"]:
    """A running Postfix in a folder of its own; skips the test, saying why, where there can be none."""
    if reason := why_not():
        pytest.skip(f"NO REAL POSTFIX: {reason}.")
    with (
        TemporaryDirectory(prefix="bellhop-postfix-") as folder,
        undertaker(Path(folder)),
        Postfix(Path(folder), **named) as running,
    ):
        yield running


def _daemons() -> str | None:
    return next((folder for folder in DAEMONS if Path(folder, "smtpd").exists()), None)


@dataclass
class Postfix:
    """Takes letters on `port` and hands them to 127.0.0.1:`relay_port`.

    `backoff` is the seconds until a deferred letter is tried again, `changes` wins over every setting.
    """

    folder: Path
    relay_port: int
    backoff: int = 2
    changes: dict[str, str] = field(default_factory=dict)
    port: int = field(default_factory=free_port)
    master: "subprocess.Popen[bytes] | None" = None

    @property
    def log_path(self) -> Path:
        return self.folder / "maillog"

    @property
    def queue_command(self) -> list[str]:
        """Lists the queue as JSON lines, for `mta_fates`."""
        return [f"{SBIN}/postqueue", "-c", str(self.folder / "etc"), "-j"]

    def __enter__(self) -> Self:
        self.configure()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    def configure(self) -> None:
        # Daemons run as `postfix` and must be able to walk down to their queue.
        for name in ("etc", "queue"):
            (self.folder / name).mkdir(parents=True, exist_ok=True)
        (self.folder / "data").mkdir(exist_ok=True)
        shutil.chown(self.folder / "data", "postfix")
        self.folder.chmod(0o755)
        settings = SAFE | self._places() | self.changes
        lines = [f"{name} = {value}" for name, value in settings.items()]
        (self.folder / "etc" / "main.cf").write_text("\n".join(lines) + "\n")
        (self.folder / "etc" / "master.cf").write_text(MASTER.format(port=self.port, sessions=100))

    def _places(self) -> dict[str, str]:
        seconds = f"{self.backoff}s"
        return {
            "command_directory": SBIN,
            "daemon_directory": str(_daemons()),
            "queue_directory": str(self.folder / "queue"),
            "data_directory": str(self.folder / "data"),
            "maillog_file": str(self.log_path),
            "maillog_file_prefixes": str(self.folder),
            "mail_owner": "postfix",
            "setgid_group": "postdrop",
            "myhostname": "mta.seehof.example",
            "relayhost": f"[127.0.0.1]:{self.relay_port}",
            "minimal_backoff_time": seconds,
            "maximal_backoff_time": seconds,
            "queue_run_delay": seconds,
            # Minutes in the world outside; what a sink does not answer is over soon here.
            **{f"smtp_{step}_timeout": "5s" for step in _STEPS},
            "smtpd_client_connection_count_limit": "0",
        }

    def start(self) -> None:
        """Start and wait for the greeting. After a crash the queue is still there."""
        command = [f"{SBIN}/postfix", "-c", str(self.folder / "etc"), "start-fg"]
        with (self.folder / "start.log").open("ab") as log:
            self.master = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: answers(self.port, b"220"), "Postfix to greet", seconds=30)

    def restart(self, **changes: str) -> None:
        """Stop cleanly and come back with other settings."""
        self.stop()
        self.changes = changes
        self.configure()
        self.start()

    def stop(self) -> None:
        """The clean way: letters in hand are finished or go back to the queue."""
        if self.master is None:
            return
        # What was started is a shell that waits for the master.
        os.kill(int((self.folder / "queue" / "pid" / "master.pid").read_text()), signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.master.wait(20)
        self.kill()

    def kill(self) -> None:
        """`kill -9` of the master and of every daemon of it."""
        if self.master is None:
            return
        signal_family(self.master.pid, signal.SIGKILL)
        self.master.wait(20)
        self.master = None

    def taken(self, *, start: int = 0) -> Counter[str]:
        """Message-ID → how many times it came in and was taken, by the log from byte `start` on.

        More than once is the sender's doing; a copy of what came in once is Postfix's own.
        """
        names: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        with self.log_path.open() as log:
            log.seek(start)
            for line in log:
                queue_id, _, event = line.partition("]: ")[2].partition(": ")
                if event.startswith("message-id="):
                    names[queue_id] = event.removeprefix("message-id=").strip()
                elif event.endswith("(queue active)\n") and queue_id in names:
                    seen.add((names[queue_id], queue_id))
        return Counter(name for name, _ in seen)

    def queued(self) -> int:
        """Letters in the queue at this moment."""
        listing = subprocess.run(self.queue_command, capture_output=True, check=True, timeout=60)
        return len(listing.stdout.splitlines())

    def wait_until_empty(self, seconds: float = 120) -> None:
        wait_until(lambda: self.queued() == 0, "Postfix's queue to empty", seconds=seconds, step=0.3)

    def purge(self) -> None:
        """Empty the queue."""
        command = [f"{SBIN}/postsuper", "-c", str(self.folder / "etc"), "-d", "ALL"]
        subprocess.run(command, check=True, timeout=60, capture_output=True)

    def flush(self) -> None:
        """Try every deferred letter now."""
        subprocess.run([f"{SBIN}/postqueue", "-c", str(self.folder / "etc"), "-f"], check=True, timeout=60)
