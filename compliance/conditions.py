"""Reading a Django ``Q`` without a database, so that one condition serves SQL and Python."""

from collections.abc import Callable, Mapping
from functools import reduce
from operator import xor
from typing import cast

from django.db.models import Q

_LOOKUPS: dict[str, Callable[[object, object], bool]] = {
    "exact": lambda fact, wanted: fact == wanted,
    "in": lambda fact, wanted: fact in wanted,  # type: ignore[operator]
}


def condition_holds(condition: Q, facts: Mapping[str, object]) -> bool:
    """Say whether the facts meet the condition, as PostgreSQL would.

    Facts must be non-null: with NULL, ``NOT x`` is neither true nor false in SQL, and the two
    readings would part. Raises KeyError for an unknown fact or lookup, TypeError for None.
    """
    parts = [_child_holds(child, facts) for child in condition.children]
    if condition.connector == Q.AND:
        verdict = all(parts)
    elif condition.connector == Q.OR:
        verdict = any(parts)
    else:
        verdict = reduce(xor, parts, False)
    return verdict is not condition.negated


def _child_holds(child: object, facts: Mapping[str, object]) -> bool:
    if isinstance(child, Q):
        return condition_holds(child, facts)
    path, wanted = cast("tuple[str, object]", child)
    name, _, lookup = path.partition("__")
    fact = facts[name]
    if fact is None:
        raise TypeError(name)
    return _LOOKUPS[lookup or "exact"](fact, wanted)
