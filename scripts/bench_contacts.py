"""Guests by the million: an import beside a bare COPY, segments beside SQL written by hand."""

import argparse
import json
import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "bench"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
os.environ["LOG_LEVEL"] = "ERROR"

from config.services import ensure_servers, stop_servers  # noqa: E402

GUESTS = 1_000_000
PARTS = ("imports", "segments")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=GUESTS, help="guests of the large organisation")
    parser.add_argument("--skip", nargs="*", default=[], choices=PARTS)
    options = parser.parse_args()
    ensure_servers()
    try:
        figures = measure(options)
    finally:
        stop_servers()
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def measure(options: argparse.Namespace) -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    from scripts.contacts.imports import imports
    from scripts.contacts.segments import segment_figures

    figures: dict[str, float] = {}
    if "imports" not in options.skip:
        figures |= imports(rows=options.size)
    if "segments" not in options.skip:
        figures |= segment_figures(guests=options.size)
    return figures


if __name__ == "__main__":
    main()
