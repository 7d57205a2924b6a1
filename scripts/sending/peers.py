"""django-post-office and nodemailer's pool, against the same sink in the same run, with the same letter.

They are installed into `peers` under BELLHOP_VAR, never beside the product. What each is given is said in
peer_post_office.py and nodemailer/send.mjs: the best that its documentation offers. Both do less than Bellhop's
own row: neither asks for permission, and nodemailer records nothing.
"""

import json
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connections

from config.services.paths import var_dir
from scripts.sending.peer_install import PeerMissing, package_of, python_of
from scripts.sending.peer_letter import peer_letter_write
from scripts.sending.postfix_tools import smtp_sink

HERE = Path(__file__).resolve().parent
LETTERS, RUNS = 4_000, 2
PATIENCE = 600
DATABASE = "bench_post_office"


def peers(figures: dict[str, float]) -> dict[str, float]:
    """Messages a second of each peer, and how many times as fast our figures are.

    A peer that could not be installed is left out, and its row says so.
    """
    folder = var_dir() / "peers"
    folder.mkdir(exist_ok=True)
    peer_letter_write(folder / "letter.json")
    found: dict[str, float] = {}
    for name, measure in (("django-post-office", post_office), ("nodemailer", nodemailer)):
        try:
            found |= measure(folder, figures)
        except PeerMissing as missing:
            print(f"*** {name} was NOT measured, since it could not be installed: {missing}")
    return found


def post_office(folder: Path, figures: dict[str, float]) -> dict[str, float]:
    command = [str(python_of(folder)), str(HERE / "peer_post_office.py")]
    with own_database() as database:
        facts = {"database": database, "lock": str(folder / "post_office")}
        runs = [run_peer(command, folder, facts) for _ in range(RUNS)]
    sent = LETTERS / statistics.median(run["send_seconds"] for run in runs)
    made = LETTERS / statistics.median(run["create_seconds"] for run in runs)
    factor = row(
        "django-post-office", sent, figures.get("unsigned_per_second"), f"mails made at {made:,.0f}/s before"
    )
    return {"post_office_per_second": sent, "post_office_create_per_second": made} | named(
        "post_office", factor
    )


def nodemailer(folder: Path, figures: dict[str, float]) -> dict[str, float]:
    package = package_of(folder)
    found: dict[str, float] = {}
    for key, ours in (("nodemailer", "unsigned_per_second"), ("nodemailer_signed", "signed_per_second")):
        signed = key == "nodemailer_signed"
        runs = [run_peer(["node", "send.mjs"], package, {"signed": signed}) for _ in range(RUNS)]
        sent = LETTERS / statistics.median(run["seconds"] for run in runs)
        factor = row("nodemailer", sent, figures.get(ours), "DKIM RSA-2048" if signed else "unsigned")
        found |= {f"{key}_per_second": sent} | named(key, factor)
    return found


def row(name: str, peer: float, ours: float | None, about: str) -> float | None:
    """Print a peer's row; returns the factor, None without a figure of ours."""
    factor = None if ours is None else ours / peer
    words = "" if factor is None else f"   Bellhop {factor:5.1f} times as fast"
    print(f"{name:18} {peer:8,.0f}/s{words}   ({about})")
    return factor


def named(key: str, factor: float | None) -> dict[str, float]:
    return {} if factor is None else {f"{key}_factor": factor}


def run_peer(command: Sequence[str], folder: Path, facts: dict[str, Any]) -> dict[str, float]:
    """One run against a sink of its own."""
    with smtp_sink() as port:
        letter = str(var_dir() / "peers" / "letter.json")
        told = json.dumps({"port": port, "letters": LETTERS, "letter": letter, **facts})
        done = subprocess.run(
            command, cwd=folder, input=told, capture_output=True, text=True, timeout=PATIENCE, check=False
        )
    if done.returncode:
        raise SystemExit(f"{command[-1]} failed: {done.stderr.strip()[-1000:]}")
    seconds: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return seconds


@contextmanager
def own_database() -> Iterator[dict[str, Any]]:
    """A database of the peer's own on the benchmark's server, as Django's settings name it."""
    owner = settings.DATABASES["owner"]
    drop, make = (f"{verb} {DATABASE}" for verb in ("DROP DATABASE IF EXISTS", "CREATE DATABASE"))
    as_owner(drop)
    as_owner(make)
    try:
        yield {name: owner[name] for name in ("USER", "PASSWORD", "HOST", "PORT")} | {"NAME": DATABASE}
    finally:
        as_owner(drop)


def as_owner(statement: str) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)
