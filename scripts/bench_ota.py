"""Reservations by the second: pulled, applied and acknowledged by one worker, the sandbox on the same machine."""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "bench"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
os.environ["LOG_LEVEL"] = "ERROR"

from config.services import ensure_servers, stop_servers  # noqa: E402

RESERVATIONS = 100_000
HOTELS = [f"BENCH{number}" for number in range(10)]
MEGABYTE = 1024 * 1024


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=RESERVATIONS, help="reservations of all hotels")
    options = parser.parse_args()
    ensure_servers()
    try:
        with sandbox(options.size) as address:
            figures = measure(address)
    finally:
        stop_servers()
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


@contextmanager
def sandbox(reservations: int) -> Iterator[str]:
    """A sandbox process of its own."""
    command = [
        sys.executable, "-m", "integrations_ota.sandbox", "--port", "0", "--hotels", ",".join(HOTELS),
        "--reservations", str(reservations),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        try:
            yield found.group() if found else sys.exit("bench_ota: the sandbox did not start")
        finally:
            process.terminate()


def measure(address: str) -> dict[str, float]:
    """Pull every connection once; the first hotel warms up and is not counted."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    from accounts.tenancy import tenant_scope

    organization, connections = prepare(address)
    with tenant_scope(organization):
        for connection_id in connections[:2]:
            pull(connection_id)
        warm, started = rss_mb(), time.monotonic()
        stays = sum(pull(connection_id) for connection_id in connections[2:])
        seconds = time.monotonic() - started
    return {
        "reservations": stays,
        "seconds": seconds,
        "reservations_per_second": stays / seconds,
        "peak_rss_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "memory_growth_mb": rss_mb() - warm,
    }


def prepare(address: str) -> tuple[int, list[int]]:
    """An organisation with ten hotels, each at AlpineBits and Channex."""
    from django.conf import settings
    from django.utils import timezone

    from accounts.models import Hotel, Organization
    from accounts.tenancy import tenant_scope
    from integrations_ota.services.connections import connection_create

    settings.OTA_ALLOW_PRIVATE_URLS = True
    now = timezone.now()
    slug = f"bench-ota-{int(now.timestamp())}"
    organization = Organization.objects.create(
        name=slug, slug=slug, legal_name=slug, country="AT", created_at=now
    )
    with urllib.request.urlopen(f"{address}/_control/connections", timeout=60) as answer:  # noqa: S310 - loopback
        listed: list[dict[str, Any]] = json.load(answer)["connections"]
    made: list[int] = []
    with tenant_scope(organization.pk):
        for code in HOTELS:
            hotel = Hotel.objects.create(
                name=code, slug=code.lower(), time_zone="Europe/Vienna", country="AT"
            )
            for facts in listed:
                if facts["remote_hotel_id"] == code and facts["channel"] in {"alpinebits", "channex"}:
                    connection = connection_create(
                        hotel=hotel, channel=facts["channel"], name="", base_url=facts["base_url"],
                        remote_hotel_id=code, credentials=facts["credentials"], actor=None, now=now,
                    )  # fmt: skip
                    made.append(connection.pk)
    return organization.pk, made


def pull(connection_id: int) -> int:
    """Pull one connection dry; return how many reservations it brought."""
    from django.utils import timezone

    from integrations_ota.models import Reservation
    from integrations_ota.services.pull import connection_pull

    outcome = connection_pull(connection_id=connection_id, now=timezone.now())
    if outcome.error:
        sys.exit(f"bench_ota: {outcome.error}")
    return Reservation.objects.filter(connection=connection_id).count()


def rss_mb() -> float:
    """What this process holds now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / MEGABYTE


if __name__ == "__main__":
    main()
