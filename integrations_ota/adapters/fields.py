"""Typed reading of decoded JSON whose shape a stranger chose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


class Fields:
    """A JSON object read leniently: a missing or null field is empty, never an exception."""

    def __init__(self, value: Any) -> None:
        self._value: dict[str, Any] = value if isinstance(value, dict) else {}

    def value(self, name: str) -> Any:
        """Return the raw value, None where absent."""
        return self._value.get(name)

    def names(self) -> list[str]:
        """Return the names of all fields."""
        return list(self._value)

    def text(self, name: str) -> str:
        """Return a trimmed text; numbers are written out, anything else is ''."""
        value = self._value.get(name)
        if isinstance(value, bool) or value is None:
            return ""
        return str(value).strip() if isinstance(value, str | int | float) else ""

    def required(self, name: str) -> str:
        """Return a text that must be there. Raises ValueError."""
        text = self.text(name)
        if not text:
            message = f"it has no {name}"
            raise ValueError(message)
        return text

    def number(self, name: str, default: int) -> int:
        """Return a whole number of 0 or more, `default` where absent or not a number."""
        value = self._value.get(name)
        if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 10**6:
            return value
        return default

    def inner(self, name: str) -> Fields:
        """Return an inner object, empty where absent."""
        return Fields(self._value.get(name))

    def each(self, name: str) -> Iterator[Fields]:
        """Iterate the objects of a list."""
        items = self._value.get(name)
        return (Fields(item) for item in (items if isinstance(items, list) else []))
