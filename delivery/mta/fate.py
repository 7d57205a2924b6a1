from dataclasses import dataclass
from enum import StrEnum

from typing_extensions import override


class FateKind(StrEnum):
    """TAKEN: Postfix answered for it, so it must not be handed over again. ABSENT: it surely has not.

    PENDING: its header has arrived, and whether the rest will is not decided yet. Ask again later.
    """

    TAKEN = "taken"
    ABSENT = "absent"
    PENDING = "pending"


@dataclass(frozen=True, slots=True)
class Fate:
    """What the mail server did with one letter; `queue_id` where it gave one to it."""

    kind: FateKind
    queue_id: str = ""


@dataclass(eq=False)  # not frozen: contextlib must be able to set __traceback__
class LogUnreadable(Exception):
    """The log or the queue cannot say what became of the letters; `reason` is one sentence for a person."""

    reason: str

    @override
    def __str__(self) -> str:
        return self.reason
