"""A paper: sections of paragraphs and tables, whatever it is printed as."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

OPEN = "To be filled in by the controller."


class PaperKind(StrEnum):
    """Which papers there are (GDPR 30, 35, 28)."""

    RECORD = "record"
    DPIA = "dpia"
    PROCESSORS = "processors"


@dataclass(frozen=True, slots=True)
class PaperSection:
    """One section. Each row has as many cells as there are columns."""

    heading: str
    paragraphs: Sequence[str] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True, slots=True)
class Paper:
    """A paper of one organisation as its data stood at a moment."""

    kind: PaperKind
    title: str
    organization: str
    made_at: datetime
    sections: list[PaperSection] = field(default_factory=list)
