"""Merge values made safe for one pass: text, on one line, without control characters."""

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from delivery.content.characters import CONTROL
from delivery.content.errors import MergeFailed

MergeValue: TypeAlias = "str | int | float | bool | Sequence[MergeValue] | Mapping[str, MergeValue] | None"
MergeValues: TypeAlias = Mapping[str, MergeValue]

VALUE_LIMIT = 20_000


def text_normalise(value: str) -> str:
    """Collapse white space to single blanks and drop control characters and lone surrogates.

    Raises MergeFailed for a value that no letter can want: cutting it would hide the mistake.
    """
    if len(value) > VALUE_LIMIT:
        raise MergeFailed(f"A merge value is longer than {VALUE_LIMIT} characters.")
    if value.isascii() and value.isalnum():
        return value
    return CONTROL.sub("", " ".join(value.split()))


def value_normalise(value: MergeValue) -> MergeValue:
    """Normalise every string in a value; the shape stays."""
    if isinstance(value, str):
        return text_normalise(value)
    if isinstance(value, Mapping):
        return {str(key): value_normalise(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [value_normalise(item) for item in value]
    return value


def value_lookup(values: MergeValues, path: tuple[str, ...]) -> MergeValue:
    """Follow a dotted path through mappings only; anything missing is None."""
    found: object = values
    for name in path:
        # The exact type is asked first: an abstract one costs ten times as much, and a letter asks thirty times.
        if type(found) is dict or isinstance(found, Mapping):
            found = found.get(name)
        else:
            return None
    return found if type(found) is str or isinstance(found, int | float | list | tuple | dict) else None


def value_text(value: MergeValue) -> str:
    """Write a value as Liquid does: nothing for nil, true and false in words, lists joined."""
    if isinstance(value, str):
        return text_normalise(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "".join(value_text(item) for item in value)
    return text_normalise(str(value))
