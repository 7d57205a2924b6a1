"""The import beside a bare COPY of the same file, and the web meanwhile."""

import json
import os
import statistics
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

from django.db import connection, connections

ROOT = Path(__file__).resolve().parents[2]
HEADER = "email,first_name,last_name,language,country,phone,tags,optin_time,room,points\n"
MAP = {
    "0": "email", "1": "first_name", "2": "last_name", "3": "language", "4": "country", "5": "phone",
    "6": "tags", "7": "opt_in_at", "8": "custom:room", "9": "custom:points",
}  # fmt: skip
ORG = "bench-imports"


def imports(*, rows: int) -> dict[str, float]:
    """Return ``import_ratio``, ``reimport_ratio``, ``import_rss_mb``, ``import_web_ratio`` and seconds."""
    path = Path(os.environ["BELLHOP_VAR"]) / "bench-import.csv"
    write_file(path, rows)
    organization_id = organization_make()
    bare = statistics.median(bare_copy(path) for _round in range(3))
    first, rss, busy = run_import(path, organization_id)
    idle = p95(organization_id, lambda: None, seconds=5)
    again, rss_again, busy_again = run_import(path, organization_id)
    figures = {
        "import_ratio": first / bare,
        "reimport_ratio": again / bare,
        "import_s": first,
        "reimport_s": again,
        "copy_s": bare,
        "import_rss_mb": max(rss, rss_again),
        "import_web_ratio": max(busy, busy_again) / idle,
    }
    print(f"import {rows:,} rows: {first:.1f} s, again {again:.1f} s, bare COPY {bare:.2f} s")
    print(
        f"guests' list, p95: idle {idle * 1000:.1f} ms, busy {busy * 1000:.1f} and {busy_again * 1000:.1f} ms"
    )
    return figures


def write_file(path: Path, rows: int) -> None:
    names, places = cycle(("Anna", "Ben", "Cara", "José")), cycle(("AT", "DE", "IT"))
    surnames = cycle(("Moser", "Huber", "Rossi", "García", "Müller"))
    with path.open("w", encoding="utf-8") as file:
        file.write(HEADER)
        for n in range(rows):
            file.write(
                f"guest{n}@mail{n % 500}.example.com,{next(names)},{next(surnames)},de,{next(places)},"
                f'+4366{n:08},"spa, vip",2024-0{n % 9 + 1}-1{n % 9} 10:00:00,{n % 400},{n % 9999}\n'
            )


def organization_make() -> int:
    """Make the bench's organisation anew, with its two own fields."""
    from django.utils import timezone

    from accounts.models import Organization
    from accounts.tenancy import tenant_scope
    from contacts.models import CustomField

    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_bare")
    organization, _made = Organization.objects.get_or_create(
        slug=f"{ORG}-{time.time_ns()}", defaults={"name": "Bench", "created_at": timezone.now()}
    )
    with tenant_scope(organization.pk):
        for key in ("room", "points"):
            CustomField.objects.create(key=key, label=key, type="number", created_at=timezone.now())
    return organization.pk


def bare_copy(path: Path) -> float:
    """Seconds that PostgreSQL's own COPY takes for the file, into a table without an index."""
    columns = ", ".join(f"{name.strip()} text" for name in HEADER.split(","))
    with connections["owner"].cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_bare")
        cursor.execute(f"CREATE TABLE bench_bare ({columns})")
        started = time.perf_counter()
        with (
            path.open("rb") as file,
            cursor.copy("COPY bench_bare FROM STDIN WITH (FORMAT csv, HEADER)") as copy,
        ):
            while block := file.read(1 << 20):
                copy.write(block)
        took = time.perf_counter() - started
        cursor.execute("DROP TABLE bench_bare")
    return took


def run_import(path: Path, organization_id: int) -> tuple[float, float, float]:
    """Import by the command, in a process of its own: seconds, peak memory in MB, p95 of the web."""
    from accounts.models import Organization

    slug = Organization.objects.get(pk=organization_id).slug
    maps = [f"--map={number}={field}" for number, field in MAP.items()]
    command = [sys.executable, "manage.py", "contacts_import", str(path), "--org", slug]
    started = time.perf_counter()
    process = subprocess.Popen(
        [*command, "--source", "bench", "--json", *maps], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    peak = [0.0]

    def look() -> None:
        peak[0] = max(peak[0], rss_mb(process.pid))

    slow = p95(organization_id, look, seconds=3600, until=process)
    out, _err = process.communicate()
    took = time.perf_counter() - started
    counts = json.loads(out.strip().splitlines()[-1])
    print(counts)
    return took, peak[0], slow


def rss_mb(pid: int) -> float:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), 0.0)


def p95(
    organization_id: int, look: "object", *, seconds: float, until: "subprocess.Popen[str] | None" = None
) -> float:
    """The 95th percentile, in seconds, of a page of the guests' list, asked for twenty times a second."""
    from django.utils import timezone

    from accounts.tenancy import tenant_scope
    from contacts.selectors.guests import guest_list
    from contacts.types import GuestFilters

    took, end = [], time.perf_counter() + seconds
    while time.perf_counter() < end and (until is None or until.poll() is None):
        if callable(look):
            look()
        started = time.perf_counter()
        with tenant_scope(organization_id):
            list(guest_list(filters=GuestFilters(), now=timezone.now())[:50])
        took.append(time.perf_counter() - started)
        time.sleep(0.05)
    connection.close()
    return statistics.quantiles(took, n=20)[-1]
