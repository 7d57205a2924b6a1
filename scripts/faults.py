"""The full matrix of faults, each against fifty thousand recipients: a table, and one JSON object at the end."""

import argparse
import json
import os
import sys
import traceback
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "faults"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
os.environ["LOG_LEVEL"] = "ERROR"

from config.services import ensure_secrets  # noqa: E402

RECIPIENTS = 50_000


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--recipients", type=int, default=RECIPIENTS)
    parser.add_argument("--short", action="store_true", help="as the suite runs them")
    parser.add_argument("names", nargs="*", help="R1, R8 …; all without")
    options = parser.parse_args()
    ensure_secrets()
    import django

    django.setup()
    from tests.faults.matrix import MATRIX
    from tests.faults.stack import stack_running

    results: dict[str, object] = {}
    failed = 0
    print(
        f"{'fault':14}{'lost':>6}{'doubled':>9}{'unknown':>9}{'seconds':>9}  what, and bars that were not met"
    )
    with stack_running() as stack, stack.django():
        for fault in MATRIX:
            if options.names and fault.name not in options.names:
                continue
            try:
                report = fault.short(stack) if options.short else fault.full(stack, options.recipients)
            except Exception as error:  # noqa: BLE001 - the others are still worth knowing
                traceback.print_exc()
                failed += 1
                results[fault.name] = {"error": f"{type(error).__name__}: {error}"}
                continue
            verdict = report.verdict
            print(
                f"{fault.name:14}{verdict.lost:6}{verdict.doubled:9}{verdict.unknown:9}{report.seconds:9.1f}  "
                f"{report.title} {' · '.join(report.failures)}",
                flush=True,
            )
            failed += bool(report.failures)
            results[fault.name] = report.to_json()
    print(json.dumps(results))
    return min(failed, 1)


if __name__ == "__main__":
    sys.exit(main())
