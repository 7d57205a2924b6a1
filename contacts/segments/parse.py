"""From JSON to a tree, within limits; a fault names its place."""

import re
from collections.abc import Mapping
from typing import Any

from contacts.segments.errors import SegmentFault
from contacts.segments.fields import COUNTED, STAY_FIELDS, Field, Kind, field_of
from contacts.segments.tree import Condition, Group, Node, Test
from contacts.segments.values import value_check

VERSION = 1
MAX_DEPTH = 8
MAX_NODES = 100
MAX_COST = 120
MAX_TESTS = 12
# As the projection spells them.
_SPELLED = {
    "profile.language": lambda language: re.split("[-_]", language)[0].lower(),
    "profile.country": str.upper,
}
_CURRENCY = re.compile(r"[A-Z]{3}")
_FILTERED_COST = 5


def parse(document: Any, *, custom: Mapping[str, str]) -> Node:
    """Return the tree of ``{"version": 1, "rule": …}``.

    A rule is ``{"all": […]}``, ``{"any": […]}``, ``{"not": rule}`` or ``{"field", "op", "value"}``,
    with ``where`` (tests of each stay) at counts and sums of stays and ``currency`` at money.
    ``custom`` maps the organisation's own field keys to their types. Raises SegmentFault.
    """
    if not isinstance(document, dict):
        raise SegmentFault("segment", "A segment is an object with 'version' and 'rule'.")
    if document.get("version") != VERSION:
        raise SegmentFault("version", f"This Bellhop reads version {VERSION} of segments.")
    if unknown := set(document) - {"version", "rule"}:
        raise SegmentFault(min(map(str, unknown)), "This is not a part of a segment.")
    return _Reader(custom).node(document.get("rule"), "rule", 1)


class _Reader:
    """Counts nodes and cost while it reads, so that a huge tree is refused early."""

    def __init__(self, custom: Mapping[str, str]) -> None:
        self.custom = custom
        self.nodes = 0
        self.cost = 0

    def node(self, data: Any, path: str, depth: int) -> Node:
        if not isinstance(data, dict):
            raise SegmentFault(path, "A rule is a condition, or a group of rules.")
        self.nodes += 1
        if self.nodes > MAX_NODES:
            raise SegmentFault(path, f"A segment may have at most {MAX_NODES} rules.")
        if depth > MAX_DEPTH:
            raise SegmentFault(path, f"Groups may be nested at most {MAX_DEPTH} deep.")
        kinds = [kind for kind in ("all", "any", "not") if kind in data]
        if not kinds:
            return self.condition(data, path)
        if len(kinds) > 1 or len(data) > 1:
            raise SegmentFault(
                path, "A group has exactly one of 'all', 'any' and 'not', and nothing beside it."
            )
        return self.group(kinds[0], data[kinds[0]], path, depth)

    def group(self, kind: str, inner: Any, path: str, depth: int) -> Group:
        if kind == "not":
            return Group(path, kind, (self.node(inner, f"{path}.not", depth + 1),))
        if not isinstance(inner, list) or not inner:
            raise SegmentFault(f"{path}.{kind}", "A group needs at least one rule.")
        children = (self.node(each, f"{path}.{kind}[{at}]", depth + 1) for at, each in enumerate(inner))
        return Group(path, kind, tuple(children))

    def condition(self, data: dict[Any, Any], path: str) -> Condition:
        name = data.get("field")
        field = field_of(name, self.custom) if isinstance(name, str) else None
        if field is None:
            raise SegmentFault(f"{path}.field", f"There is no field {str(name)[:60]!r}.")
        if unknown := set(data) - {"field", "op", "value", "where", "currency"}:
            raise SegmentFault(f"{path}.{min(map(str, unknown))[:60]}", "A condition has no such part.")
        op, value = _compared(field, data, path)
        where = self.where(data["where"], field, f"{path}.where") if data.get("where") else ()
        self.spend(field.cost + (_FILTERED_COST if where else 0), path)
        return Condition(path, field.name, op, value, where, _currency(field, where, data, path))

    def where(self, data: Any, field: Field, path: str) -> tuple[Test, ...]:
        if field.name not in COUNTED:
            raise SegmentFault(path, f"{field.label} cannot be narrowed to some stays.")
        if not isinstance(data, dict) or len(data) > MAX_TESTS:
            raise SegmentFault(path, f"This is an object with at most {MAX_TESTS} tests of a stay.")
        tests = []
        for name, test in data.items():
            inner = STAY_FIELDS.get(name) if isinstance(name, str) else None
            if inner is None:
                raise SegmentFault(f"{path}.{str(name)[:60]}", "Stays have no such property.")
            if not isinstance(test, dict) or set(test) - {"op", "value"}:
                raise SegmentFault(f"{path}.{name}", "A test of a stay has 'op' and 'value'.")
            tests.append(Test(name, *_compared(inner, test, f"{path}.{name}")))
        return tuple(tests)

    def spend(self, cost: int, path: str) -> None:
        self.cost += cost
        if self.cost > MAX_COST:
            raise SegmentFault(
                path, "This segment asks too much at once. Split it, or save a part as a list."
            )


def _compared(field: Field, data: dict[Any, Any], path: str) -> tuple[str, Any]:
    op = data.get("op")
    if op not in field.operators:
        allowed = ", ".join(field.operators)
        raise SegmentFault(f"{path}.op", f"{field.label} can be asked by: {allowed}.")
    value = value_check(field.kind, str(op), data.get("value"), f"{path}.value")
    spelled = _SPELLED.get(field.name)
    return str(op), tuple(spelled(each) for each in value) if spelled and value else value


def _currency(field: Field, where: tuple[Test, ...], data: dict[Any, Any], path: str) -> str:
    currency = data.get("currency", "")
    if not currency:
        return ""
    if field.kind is not Kind.MONEY and "revenue" not in {test.name for test in where}:
        raise SegmentFault(f"{path}.currency", "Only money has a currency.")
    if not isinstance(currency, str) or not _CURRENCY.fullmatch(currency):
        raise SegmentFault(f"{path}.currency", "Enter a currency by its three letters, such as EUR.")
    return currency
