"""The handle of a scriptable mail sink, and the reader of its ledger."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from config.services.paths import ROOT
from config.services.processes import free_port
from tests.faults.rules import Manners, Rule, Script
from tests.faults.waiting import answers, wait_until


@dataclass(frozen=True, slots=True)
class Accepted:
    """One line of the sink's ledger: a letter it answered with 250, or took without saying so."""

    at: float
    recipient: str
    message_id: str
    digest: str
    sender: str


@dataclass
class Sink:
    """A sink process in `folder`. Use as a context manager, `play` a script at any time."""

    folder: Path
    port: int = field(default_factory=free_port)
    process: "subprocess.Popen[bytes] | None" = None
    _read_from: int = 0
    _events_from: int = 0

    def __enter__(self) -> Self:
        self.folder.mkdir(parents=True, exist_ok=True)
        for name in ("ledger", "events"):
            (self.folder / name).touch()
        make_certificate(self.folder)
        self.play()
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.kill()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.faults.sink_server", str(self.folder), str(self.port)]
        with (self.folder / "sink.log").open("ab") as log:
            self.process = subprocess.Popen(
                command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
            )
        wait_until(lambda: answers(self.port), "the sink to listen", seconds=20)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)
            self.process = None

    def play(self, *rules: Rule, **manners: Any) -> None:
        """From now on these rules hold, and no others."""
        script = Script(list(rules), replace(Manners(), **manners))
        fresh = self.folder / "script.new"
        fresh.write_text(script.to_json())
        fresh.replace(self.folder / "script.json")
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGHUP)
            time.sleep(0.05)

    def begin(self, *rules: Rule, **manners: Any) -> None:
        """A new run: what was taken before is another's business."""
        self.play(*rules, **manners)
        self._read_from = (self.folder / "ledger").stat().st_size
        self._events_from = (self.folder / "events").stat().st_size

    def accepted(self) -> list[Accepted]:
        """Letters of this run, oldest first; bounces of a mail server on the way are left out."""
        lines = self._lines("ledger", self._read_from)
        rows = [Accepted(float(at), *rest) for at, *rest in (line.split("\t") for line in lines)]
        return [row for row in rows if row.sender != "<>"]

    def count(self) -> int:
        """How many letters so far; quick enough to be asked often."""
        with (self.folder / "ledger").open("rb") as file:
            file.seek(self._read_from)
            return sum(block.count(b"\n") for block in iter(lambda: file.read(1 << 20), b""))

    def events(self) -> Counter[str]:
        """Kind → how often in this run: "connect", "tls", "ahead", "reset@content", "reply@rcpt" …"""
        return Counter(line.split("\t")[1] for line in self._lines("events", self._events_from))

    def happened(self, kind: str) -> list[str]:
        """The recipients that one kind of event came about for."""
        rows = (line.split("\t") for line in self._lines("events", self._events_from))
        return [row[2] for row in rows if row[1] == kind]

    def _lines(self, name: str, start: int) -> Iterable[str]:
        with (self.folder / name).open("rb") as file:
            file.seek(start)
            # A last line without its end is one that a kill cut off.
            return [line for line in file.read().decode().split("\n")[:-1] if line]


def make_certificate(folder: Path) -> None:
    """A self-signed certificate for 127.0.0.1, made anew for each sink."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "sink.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "sink.crt").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    (folder / "sink.key").write_bytes(private)
