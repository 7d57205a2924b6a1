"""What permission costs: audiences of a million guests with and without the answer whether each may be written to."""

import argparse
import json
import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))
os.environ.setdefault("BELLHOP_VAR", str(ROOT / "var" / "bench"))
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.local"
os.environ["LOG_LEVEL"] = "ERROR"

from config.services import ensure_servers, stop_servers  # noqa: E402

GUESTS = 1_000_000
TIMES = 5


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=GUESTS, help="guests of the audience")
    options = parser.parse_args()
    ensure_servers()
    try:
        figures = measure(options.size)
    finally:
        stop_servers()
    print(json.dumps({name: round(value, 3) for name, value in figures.items()}))


def measure(guests: int) -> dict[str, float]:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", database="owner", verbosity=0)
    from django.utils import timezone

    from accounts.tenancy import tenant_scope
    from contacts.services.facts import facts_refresh
    from scripts.contacts.crowd import as_owner, group_make

    group = group_make("permission", guests)
    with tenant_scope(group.pk):
        facts_refresh(now=timezone.now(), bound=None)
    as_owner("VACUUM ANALYZE")
    with tenant_scope(group.pk):
        return compared()


def compared() -> dict[str, float]:
    """`permission_worst_ratio` and `permission_median_ratio` over some audiences, and the milliseconds of the largest."""
    ratios, longest = [], (0.0, 0.0)
    for name, (bare, asked) in audiences().items():
        pairs = [(timed(bare), timed(asked)) for _ in range(TIMES)]
        without, answered = (statistics.median(each) for each in zip(*pairs, strict=True))
        ratios.append(answered / without)
        longest = max(longest, (answered, without))
        print(f"{name:24} bare {without:8.1f} ms   with permission {answered:8.1f} ms   {ratios[-1]:5.2f} x")
    return {
        "permission_worst_ratio": max(ratios),
        "permission_median_ratio": statistics.median(ratios),
        "permission_ms": longest[0],
        "bare_ms": longest[1],
    }


def audiences() -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """Pairs of the same segment counted: its members alone, and what the product answers on the campaign's page."""
    from django.utils import timezone

    from accounts.models import Hotel
    from campaigns.selectors.audience import audience_count, segment_choice
    from campaigns.types import AudienceSpec
    from compliance.scopes import MailScope
    from contacts.models import Segment
    from contacts.segments.parse import VERSION
    from contacts.selectors.bounded import bounded
    from contacts.selectors.segment_audience import choice_facts

    now = timezone.now()
    scope = MailScope(hotel_id=Hotel.objects.order_by("pk")[0].pk)

    def pair(name: str, rule: dict[str, Any]) -> tuple[Callable[[], Any], Callable[[], Any]]:
        tree = {"version": VERSION, "rule": rule}
        segment = Segment.objects.create(name=name, tree=tree, created_at=now, updated_at=now)
        spec = AudienceSpec(include_segments=[segment.pk])

        def bare() -> int:
            with bounded():
                return choice_facts(choice=segment_choice(spec), now=now).count()

        return bare, lambda: audience_count(spec=spec, now=now, scope=scope)

    return {name: pair(name, rule) for name, rule in SEGMENTS.items()}


SEGMENTS: dict[str, dict[str, Any]] = {
    "lives outside of Cuba": {"field": "profile.country", "op": "is_none_of", "value": ["CU"]},
    "speaks German": {"field": "profile.language", "op": "is_any_of", "value": ["de"]},
    "stayed twice": {"field": "stays.count", "op": "gte", "value": 2},
}


def timed(call: Callable[[], Any]) -> float:
    started = time.perf_counter()
    call()
    return (time.perf_counter() - started) * 1000


if __name__ == "__main__":
    main()
