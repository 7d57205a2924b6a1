"""Whose word on a guest's field stands: guest over staff over an import over PMS over OTA."""

from collections.abc import Mapping

from contacts.types import Provenance

_RANK = {source.value: rank for rank, source in enumerate(Provenance)}


def may_write(*, name: str, current: object, provenance: Mapping[str, str], source: Provenance) -> bool:
    """Say whether ``source`` may set the field ``name``: when empty, or from its like or weaker."""
    if current in ("", None, [], {}):
        return True
    return _RANK[source.value] >= _RANK.get(provenance.get(name, ""), -1)


def precedes(one: str, other: str) -> bool:
    """Say whether the word of source ``one`` stands before that of ``other``; ``""`` is nobody's."""
    return _RANK.get(one, -1) > _RANK.get(other, -1)
