from collections.abc import Callable
from dataclasses import dataclass

from launch.probe import Probe
from launch.types import Finding, Level, Proof

R, C, O = Level.REQUIRED, Level.RECOMMENDED, Level.OPTIONAL  # noqa: E741 - the table's own letters
LIVE, RUN, SIGN = (Proof.LIVE,), (Proof.RUN,), (Proof.SIGN,)

Check = Callable[[Probe], Finding]


@dataclass(frozen=True, slots=True)
class Requirement:
    """One row. `mend` says how to make it hold.

    `check` looks at the live system; a live row without one is not shown. `roles` have to sign, each for
    itself; empty means any one. `draws` names rows that must hold before this one can.
    """

    id: str
    level: Level
    title: str
    proofs: tuple[Proof, ...]
    mend: str
    check: Check | None = None
    roles: tuple[str, ...] = ()
    draws: tuple[str, ...] = ()
    max_age_days: int = 90


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    requirements: tuple[Requirement, ...]
