"""The words of the room: levels, proofs, statuses, and what a look at the system finds."""

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """Only a REQUIRED row that does not hold stops a launch."""

    REQUIRED = "R"
    RECOMMENDED = "C"
    OPTIONAL = "O"


class Proof(StrEnum):
    """How a row is shown: by looking now, by a recorded run, or by a person's word."""

    LIVE = "live"
    RUN = "run"
    SIGN = "sign"


class Status(StrEnum):
    HOLDS = "holds"
    FAILS = "fails"
    NOT_SHOWN = "not_shown"


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found: `evidence` has the exact figures in one line, `detail` more lines where they help."""

    status: Status
    evidence: str
    detail: str = ""


def holds(evidence: str, detail: str = "") -> Finding:
    return Finding(Status.HOLDS, evidence, detail)


def fails(evidence: str, detail: str = "") -> Finding:
    return Finding(Status.FAILS, evidence, detail)


def not_shown(evidence: str, detail: str = "") -> Finding:
    return Finding(Status.NOT_SHOWN, evidence, detail)


def judged(good: object, evidence: str, detail: str = "") -> Finding:
    """`holds` where `good` is true, else `fails`, on the same evidence."""
    return Finding(Status.HOLDS if good else Status.FAILS, evidence, detail)
