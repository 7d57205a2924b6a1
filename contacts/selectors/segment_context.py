"""What a tree is read against: the day, the organisation's currency, own fields and terms."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from accounts.errors import InvalidInput
from contacts.models import CustomField, FactsTerm
from contacts.segments.errors import SegmentFault
from contacts.segments.parse import parse
from contacts.segments.tree import Node
from contacts.selectors.facts import main_currency

TAGS_KEY = ""


@dataclass(frozen=True, slots=True)
class Terms:
    """Bits of tags (key "") and own fields' values; keys in ``closed`` have values without a bit."""

    bits: Mapping[tuple[str, str], int]
    closed: frozenset[str]


@dataclass(frozen=True, slots=True)
class SegmentContext:
    """``custom`` maps own field keys to their types; ``today`` is the UTC date of the question."""

    today: date
    currency: str
    custom: Mapping[str, str]
    terms: Terms


def segment_context(*, now: datetime) -> SegmentContext:
    """Collect the context of the organisation in scope. Three queries."""
    rows = list(FactsTerm.objects.order_by("id").values_list("key", "value", "bit"))
    terms = Terms(
        bits={(key, value): bit for key, value, bit in rows if bit is not None},
        closed=frozenset(key for key, _value, bit in rows if bit is None),
    )
    # What the organisation says of its own fields stands over what the values look like.
    own = custom_types(terms) | dict(CustomField.objects.order_by("pk").values_list("key", "type"))
    return SegmentContext(now.date(), main_currency(), own, terms)


def custom_types(terms: Terms) -> dict[str, str]:
    """Return the type of each own field that some guest has."""
    values = defaultdict[str, set[str]](set)
    for key, value in terms.bits:
        values[key].add(value)
    known = {key: "boolean" if found <= {"true", "false"} else "choice" for key, found in values.items()}
    return {key: "text" if key in terms.closed else known[key] for key in [*values, *terms.closed] if key}


def segment_parse(document: Any, *, context: SegmentContext) -> Node:
    """Read a document. Raises InvalidInput whose fields name the place in the tree."""
    try:
        return parse(document, custom=context.custom)
    except SegmentFault as fault:
        raise InvalidInput(
            "This segment cannot be understood, so nobody was counted. Mend the rule that is marked.",
            fields={fault.path: [fault.message]},
        ) from fault
