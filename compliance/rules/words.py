"""The rules as rows for a person to read."""

from typing import cast

from django.db.models import Q

from compliance.rules.countries import LAWS, CountryLaw
from compliance.rules.table import RULE_SETS
from compliance.types import Purpose


def rules_table(purpose: Purpose) -> list[tuple[str, str, str, str]]:
    """Return the rules of a purpose as rows of (reason or basis, condition, law, last read), in their order."""
    held = RULE_SETS[purpose]
    return [
        *(
            (rule.reason.value, in_words(rule.holds), rule.law, rule.as_of.isoformat())
            for rule in held.blocks
        ),
        *(
            (ground.basis.value, in_words(ground.holds), ground.law, ground.as_of.isoformat())
            for ground in held.grounds
        ),
        *(
            (rule.reason.value, in_words(rule.holds), rule.law, rule.as_of.isoformat())
            for rule in held.shortfalls
        ),
    ]


def countries_table() -> dict[str, CountryLaw]:
    """Return what each country asks, by its code; "" and "*" are for guests of an unknown country."""
    return dict(LAWS)


def in_words(condition: Q) -> str:
    """Return a condition as words; an empty one is "otherwise"."""
    parts = []
    for child in condition.children:
        if isinstance(child, Q):
            parts.append(f"({in_words(child)})")
        else:
            path, wanted = cast("tuple[str, object]", child)
            parts.append(f"{path.removesuffix('__in')} {_value_in_words(wanted)}")
    words = f" {condition.connector.lower()} ".join(parts) or "otherwise"
    return f"not ({words})" if condition.negated else words


def _value_in_words(wanted: object) -> str:
    if isinstance(wanted, tuple):
        return "is " + " or ".join(map(str, wanted))
    return "is empty" if wanted == "" else f"is {wanted}"
