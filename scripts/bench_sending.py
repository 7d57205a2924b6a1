"""The whole path of a letter beside Postfix's own load generator, django-post-office and nodemailer.

Claim, permission check, merge, DKIM, SMTP and record, with the ledger on and two worker processes, to
Postfix's smtp-sink: against smtp-source with eight sessions and letters of the same size.
"""

import argparse
import json
import os
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "bench"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
os.environ["LOG_LEVEL"] = "ERROR"

from config.services import ensure_servers, stop_servers  # noqa: E402

if TYPE_CHECKING:
    from scripts.sending.rounds import Round

LETTERS, ROUNDS, AUDIENCE = 40_000, 3, 1_000_000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=LETTERS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--audience", type=int, default=AUDIENCE)
    parser.add_argument("--skip", nargs="*", default=[], choices=["signed", "freeze", "peers", "celery"])
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
    from scripts.sending.celery_share import celery_share
    from scripts.sending.freezing import freezing
    from scripts.sending.peers import peers
    from scripts.sending.rounds import rounds

    figures: dict[str, float] = {}
    unsigned = rounds(letters=options.letters, times=options.rounds, signed=False)
    figures |= summary("unsigned", unsigned)
    figures["worker_rss_mb"] = max(each.rss_mb for each in unsigned)
    if "signed" not in options.skip:
        signed = rounds(letters=max(options.letters // 3, 1), times=options.rounds, signed=True)
        figures |= summary("signed", signed)
        figures["worker_rss_mb"] = max(figures["worker_rss_mb"], *(each.rss_mb for each in signed))
    if "celery" not in options.skip:
        figures["celery_us"] = celery_share(letters_per_task=options.letters / 2)
    if "freeze" not in options.skip:
        figures |= freezing(guests=options.audience)
    if "peers" not in options.skip:
        figures |= peers(figures)
    return figures


def summary(name: str, done: "list[Round]") -> dict[str, float]:
    """Medians of the rounds, printed as a row each."""
    ours = statistics.median(each.ours for each in done)
    source = statistics.median(each.source for each in done)
    ratio = statistics.median(each.ours / each.source for each in done)
    micros = statistics.median(each.worker_us for each in done)
    peak = max(each.rss_mb for each in done)
    print(
        f"{name:9} Bellhop {ours:8,.0f}/s   smtp-source {source:8,.0f}/s   ratio {ratio:5.2f}   "
        f"{micros:6.0f} µs of our processor time a letter   peak {peak:.0f} MB"
    )
    return {
        f"{name}_per_second": ours,
        f"{name}_source_per_second": source,
        f"{name}_ratio": ratio,
        f"{name}_us": micros,
    }


if __name__ == "__main__":
    main()
