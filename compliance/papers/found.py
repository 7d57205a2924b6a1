"""Processors that a room knows of by its own tables; filled in when the apps are ready."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

# As the list of tasks that every house has (processors.toml) calls it.
RELAY_TASK = "Sending of letters (mail relay)"


@dataclass(frozen=True, slots=True)
class ProcessorRow:
    """Somebody who handles guests' data for the organisation (GDPR 28)."""

    name: str
    task: str
    data: str
    country: str = ""
    contract: str = ""


_sources: list[Callable[[], Iterable[ProcessorRow]]] = []


def processor_source(find: Callable[[], Iterable[ProcessorRow]]) -> None:
    """Add somebody who knows processors of the organisation in scope."""
    if find not in _sources:
        _sources.append(find)


def processors_found() -> list[ProcessorRow]:
    """All that the rooms know."""
    return [row for find in _sources for row in find()]
