"""Who goes by a segment or a list: rooms above register themselves, since this one cannot know them."""

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SegmentUse:
    """``kind`` is ``segment`` or ``list``; ``user`` names who goes by it, in words."""

    kind: str
    pk: int
    user: str


Uses = Callable[[], Iterable[SegmentUse]]
_asked: list[Uses] = []


def segment_uses_register(uses: Uses) -> None:
    """Add a source of uses in the organisation in scope."""
    if uses not in _asked:
        _asked.append(uses)


def segment_uses(*, kind: str) -> dict[int, list[str]]:
    """Return for each segment, or list, who still goes by it."""
    found = defaultdict[int, list[str]](list)
    for ask in _asked:
        for use in ask():
            if use.kind == kind:
                found[use.pk].append(use.user)
    return dict(found)
