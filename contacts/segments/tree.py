"""The tree itself: frozen values, ready to be compiled or evaluated."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Test:
    """One comparison of a stay's property, part of a ``where``."""

    name: str
    op: str
    value: Any


@dataclass(frozen=True, slots=True)
class Condition:
    """``field op value``; ``where`` narrows the stays that a stay field counts or sums.

    ``currency`` stands at money only: "" means the organisation's first currency.
    """

    path: str
    field: str
    op: str
    value: Any
    where: tuple[Test, ...] = ()
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """``kind`` is ``all``, ``any`` or ``not``; a ``not`` has exactly one child."""

    path: str
    kind: str
    children: tuple["Node", ...]


Node = Condition | Group


def conditions(node: Node) -> Iterator[Condition]:
    """Yield every condition of a tree, in reading order."""
    if isinstance(node, Condition):
        yield node
    else:
        for child in node.children:
            yield from conditions(child)
