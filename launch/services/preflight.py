"""Every row looked at, and the word: go, or not yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import DatabaseError

from launch.probe import Probe
from launch.registry import REQUIREMENTS, Requirement, requirement_get
from launch.selectors.evidence import Records, records
from launch.types import Finding, Level, Proof, Status, fails, holds, judged, not_shown

STARTED = "%Y-%m-%d %H:%M"


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement with what was found."""

    requirement: Requirement
    finding: Finding

    @property
    def blocks(self) -> bool:
        return self.requirement.level is Level.REQUIRED and self.finding.status is not Status.HOLDS


@dataclass(frozen=True, slots=True)
class Report:
    rows: list[Row]
    whole: bool

    @property
    def blocked(self) -> bool:
        """Whether a required row of these does not hold."""
        return any(row.blocks for row in self.rows)

    @property
    def go(self) -> bool:
        """Only a look at every row can say go."""
        return self.whole and not self.blocked

    def count(self, status: Status, *levels: Level) -> int:
        rows = (row for row in self.rows if not levels or row.requirement.level in levels)
        return sum(row.finding.status is status for row in rows)


def preflight_run(*, probe: Probe, only: Collection[str] = ()) -> Report:
    """Look at the rows of `only`, or at all; no check can break it off. Raises RequirementUnknown."""
    chosen = [requirement_get(name) for name in only] if only else list(REQUIREMENTS.values())
    judge = Judge(probe)
    rows = [Row(requirement, judge.finding(requirement)) for requirement in chosen]
    return Report(rows, whole={row.requirement.id for row in rows} == set(REQUIREMENTS))


class Judge:
    """Judges each row once, however many others draw from it."""

    def __init__(self, probe: Probe) -> None:
        self.probe = probe
        self.known: dict[str, Finding] = {}
        self.broken = ""
        self.records = Records()
        try:
            self.records = records()
        except DatabaseError as refused:
            self.broken = f"the evidence cannot be read: {sentence(refused)}"

    def finding(self, requirement: Requirement) -> Finding:
        if requirement.id not in self.known:
            findings = [self.prove(requirement, proof) for proof in requirement.proofs]
            if requirement.draws:
                findings.append(self.drawn(requirement))
            self.known[requirement.id] = together(findings)
        return self.known[requirement.id]

    def prove(self, requirement: Requirement, proof: Proof) -> Finding:
        if proof is Proof.LIVE:
            return look(requirement, self.probe)
        if self.broken:
            return fails(self.broken)
        if proof is Proof.RUN:
            return self.ran(requirement)
        return self.signed(requirement)

    def ran(self, requirement: Requirement) -> Finding:
        run = self.records.runs.get(requirement.id)
        if run is None:
            return not_shown("no run is recorded")
        figures = ", ".join(f"{name} {value}" for name, value in run.figures.items())
        evidence = f"{run.kind} on {run.environment}, {run.finished_at:{STARTED}}: {figures or 'no figures'}"
        if not run.passed:
            return fails(f"{evidence}; it did not pass")
        if self.probe.now - run.finished_at > timedelta(days=requirement.max_age_days):
            return not_shown(f"{evidence}; older than {requirement.max_age_days} days")
        return holds(evidence)

    def signed(self, requirement: Requirement) -> Finding:
        signs = self.records.signs.get(requirement.id, {})
        said = [f"{sign.role}: {sign.person}, {at(sign.at)}" for sign in signs.values()]
        missing = [role for role in requirement.roles if role not in signs]
        if missing or not signs:
            said.append(f"not signed by {', '.join(missing)}" if missing else "nobody has signed")
            return not_shown("; ".join(said))
        return holds("; ".join(said))

    def drawn(self, requirement: Requirement) -> Finding:
        others = {name: self.finding(REQUIREMENTS[name]).status for name in requirement.draws}
        open_rows = [name for name, status in others.items() if status is not Status.HOLDS]
        if not open_rows:
            return holds(f"all {len(others)} rows it draws from hold")
        failing = any(status is Status.FAILS for status in others.values())
        evidence = (
            f"{len(open_rows)} of the {len(others)} rows it draws from do not hold: {', '.join(open_rows)}"
        )
        return fails(evidence) if failing else not_shown(evidence)


def look(requirement: Requirement, probe: Probe) -> Finding:
    """The check's finding; whatever goes wrong in it is a finding too."""
    if requirement.check is None:
        return not_shown("nothing looks at this yet")
    try:
        return requirement.check(probe)
    except Exception as problem:  # noqa: BLE001 - one broken check must not hide the others
        return fails(f"the check broke off: {sentence(problem)}")


def sentence(problem: Exception) -> str:
    lines = str(problem).strip().splitlines()
    return f"{lines[0]} ({type(problem).__name__})" if lines else type(problem).__name__


def together(findings: list[Finding]) -> Finding:
    """One finding of several proofs: it holds only where all of them do."""
    statuses = [finding.status for finding in findings]
    evidence = "; ".join(finding.evidence for finding in findings)
    detail = "\n".join(finding.detail for finding in findings if finding.detail)
    if Status.FAILS in statuses:
        return fails(evidence, detail)
    if Status.NOT_SHOWN in statuses:
        return not_shown(evidence, detail)
    return judged(statuses, evidence, detail)


def at(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"
