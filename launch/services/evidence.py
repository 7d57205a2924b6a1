"""What was run and what was signed, written down for good."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction

from launch.errors import ProofMismatch
from launch.models import EvidenceRun, SignOff
from launch.registry import requirement_get
from launch.types import Proof


@transaction.atomic
def evidence_record(
    *,
    requirements: Sequence[str],
    kind: str,
    started_at: datetime,
    finished_at: datetime,
    passed: bool,
    figures: dict[str, Any],
    environment: str,
) -> EvidenceRun:
    """Keep one run. Raises RequirementUnknown, or ProofMismatch for a row that no run can prove."""
    for requirement_id in requirements:
        if Proof.RUN not in requirement_get(requirement_id).proofs:
            raise ProofMismatch(f"{requirement_id} is not proved by a run.")
    if not requirements or finished_at < started_at:
        raise ProofMismatch("A run needs the rows it is for, and must end after it began.")
    return EvidenceRun.objects.create(
        requirements=list(dict.fromkeys(requirements)),
        kind=kind,
        started_at=started_at,
        finished_at=finished_at,
        passed=passed,
        figures=figures,
        environment=environment,
    )


@transaction.atomic
def signoff_record(*, requirement: str, person: str, role: str, note: str, now: datetime) -> SignOff:
    """Keep a person's word. Raises RequirementUnknown, or ProofMismatch for a row it cannot prove."""
    row = requirement_get(requirement)
    person, role = person.strip(), " ".join(role.lower().split())
    if Proof.SIGN not in row.proofs:
        raise ProofMismatch(f"{requirement} is not proved by a signature; it has to be shown.")
    if row.roles and role not in row.roles:
        raise ProofMismatch(f"{requirement} is signed by {', '.join(row.roles)}; not by '{role}'.")
    if not person or not role:
        raise ProofMismatch("A signature needs a person and a role.")
    return SignOff.objects.create(
        requirement=requirement, person=person, role=role, note=note.strip(), at=now
    )
