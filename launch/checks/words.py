"""Figures as people read them."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

SHOWN = 5
KIB = 1024


def listed(names: Iterable[str], most: int = SHOWN) -> str:
    """Names as `a, b and 3 more`."""
    known = list(names)
    more = len(known) - most
    return ", ".join(known[:most]) + (f" and {more} more" if more > 0 else "")


def counted(count: int, one: str, many: str = "") -> str:
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def size(octets: float) -> str:
    for unit in ("B", "kB", "MB"):
        if octets < KIB:
            return f"{octets:.0f} {unit}" if unit == "B" else f"{octets:.1f} {unit}"
        octets /= KIB
    return f"{octets:.1f} GB"


def age(since: timedelta) -> str:
    hours = since.total_seconds() / 3600
    if hours < 1:
        return f"{max(0, int(since.total_seconds() // 60))} min"
    return f"{hours:.0f} h" if hours < 48 else f"{since.days} days"  # noqa: PLR2004 - two days


def parts(sentences: Sequence[str]) -> str:
    return "; ".join(sentence for sentence in sentences if sentence)
