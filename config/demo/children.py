"""The demo's processes beside PostgreSQL and Valkey: web, worker, mail catcher, name server, OTA sandbox."""

import os
import socket
import sys
import time
import urllib.error
import urllib.request
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from config.services import ServerFailed, processes
from config.services.paths import ROOT, log_dir, var_dir

NAMES = ("web", "worker", "sandbox", "names", "catcher")
SEED = 7


@dataclass(frozen=True, slots=True)
class Addresses:
    web: str
    mail: str
    smtp: str
    sandbox: str
    dns: str


def stop_all() -> None:
    for name in NAMES:
        processes.stop(name, patience=30)


def claim_port(wanted: int) -> int:
    """The port that was asked for, or (0) any free one. Raises ServerFailed when it is taken."""
    port = processes.free_port(wanted)
    if wanted and port != wanted:
        raise ServerFailed(
            f"Port {wanted} is taken by another program. Choose one: make demo PORT={wanted + 1}"
        )
    return port


def free_udp_port() -> int:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_all(*, port: int, today: date) -> Addresses:
    """Start the five, wait until each answers. Left-overs of a killed demo are stopped first."""
    stop_all()
    web_port = claim_port(port)
    mail_port, smtp_port = processes.free_port(1080), processes.free_port(1025)
    sandbox_port = processes.free_port(8900)
    dns_port = free_udp_port()
    addresses = Addresses(
        web=f"http://localhost:{web_port}",
        mail=f"http://127.0.0.1:{mail_port}",
        smtp=f"smtp://127.0.0.1:{smtp_port}",
        sandbox=f"http://127.0.0.1:{sandbox_port}",
        dns=f"127.0.0.1:{dns_port}",
    )
    environment = product_environment(addresses)
    start_catcher(mail_port, smtp_port)
    start_sandbox(sandbox_port, today)
    start_names(dns_port)
    start_web(web_port, environment)
    start_worker(environment)
    wait_for("catcher", f"{addresses.mail}/api/healthz")
    wait_for("sandbox", f"{addresses.sandbox}/_control/truth")
    wait_for("web", f"http://127.0.0.1:{web_port}/health/ready")
    return addresses


def product_environment(addresses: Addresses) -> dict[str, str]:
    return {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "config.settings.local",
        "BELLHOP_PUBLIC_URL": addresses.web,
        "BELLHOP_RELAY_URL": addresses.smtp,
        "BELLHOP_DNS_SERVER": addresses.dns,
        "C_FORCE_ROOT": "1",
        "PYTHONWARNINGS": "ignore",
    }


def start_catcher(mail_port: int, smtp_port: int) -> None:
    script = ROOT / "frontend" / "node_modules" / "maildev" / "dist" / "bin" / "maildev.js"
    command = [
        "node", str(script), "--ip", "127.0.0.1", "--web-ip", "127.0.0.1",
        "--smtp", str(smtp_port), "--web", str(mail_port), "--silent",
    ]  # fmt: skip
    processes.launch("catcher", command, port=mail_port)


def start_sandbox(port: int, today: date) -> None:
    command = [sys.executable, "-m", "integrations_ota.sandbox", "--port", str(port), "--seed", str(SEED)]
    processes.launch("sandbox", [*command, "--today", today.isoformat()], port=port, env={**os.environ})


def zone_file() -> Path:
    return var_dir() / "demo-zone.json"


def start_names(port: int) -> None:
    command = [sys.executable, "-m", "config.demo.names", "--port", str(port), "--zone", str(zone_file())]
    processes.launch("names", command, port=port)


def start_web(port: int, environment: dict[str, str]) -> None:
    command = [
        sys.executable, "-m", "gunicorn", "config.wsgi", "--bind", f"127.0.0.1:{port}", "--workers", "2",
        "--threads", "4", "--worker-class", "gthread", "--preload", "--log-level", "warning",
    ]  # fmt: skip
    pool = {"DATABASE_POOL_MIN": "2", "DATABASE_POOL_MAX": "10"}
    processes.launch("web", command, port=port, env={**environment, **pool})


def start_worker(environment: dict[str, str]) -> None:
    command = [
        sys.executable, "-m", "celery", "--app", "config.celery", "worker", "--beat", "--concurrency", "2",
        "--queues", "transactional,sending,sync,default", "--loglevel", "warning",
        "--schedule", str(log_dir() / "beat-schedule"),
    ]  # fmt: skip
    processes.launch("worker", command, port=0, env=environment)


def wait_for(name: str, url: str, patience: float = 60) -> None:
    deadline = time.monotonic() + patience
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(url, timeout=5):  # noqa: S310 - our own address
                return
        except (urllib.error.URLError, OSError):
            running = processes.recall().get(name)
            if running is None or not running.is_alive():
                break
            time.sleep(0.1)
    raise ServerFailed(f"The {name} did not start; its last words are in {log_dir() / f'{name}.log'}.")


def all_alive() -> bool:
    known = processes.recall()
    return all(name in known and known[name].is_alive() for name in NAMES)
