"""The newest run and the newest word of each role, for every row."""

from collections import defaultdict
from dataclasses import dataclass, field

from launch.models import EvidenceRun, SignOff

# Runs that are older than this many later ones prove nothing any more.
NEWEST = 5000


@dataclass(frozen=True, slots=True)
class Records:
    """`runs[id]` is the newest run; `signs[id][role]` the newest sign-off."""

    runs: dict[str, EvidenceRun] = field(default_factory=dict)
    signs: dict[str, dict[str, SignOff]] = field(default_factory=dict)


def records() -> Records:
    runs: dict[str, EvidenceRun] = {}
    for run in EvidenceRun.objects.order_by("-finished_at", "-id")[:NEWEST]:
        for requirement in run.requirements:
            runs.setdefault(requirement, run)
    signs: dict[str, dict[str, SignOff]] = defaultdict(dict)
    for sign in SignOff.objects.order_by("requirement", "role", "-at", "-id").distinct("requirement", "role"):
        signs[sign.requirement][sign.role] = sign
    return Records(runs, dict(signs))
