from datetime import datetime, timedelta

import pytest
from django.db import DatabaseError, transaction

from launch.errors import ProofMismatch, RequirementUnknown
from launch.models import EvidenceRun, SignOff
from launch.probe import Probe
from launch.services.evidence import evidence_record, signoff_record
from launch.services.preflight import preflight_run
from tests.launch.conftest import said


def record(requirement: str, *, at: datetime, passed: bool = True) -> EvidenceRun:
    return evidence_record(
        requirements=[requirement],
        kind="load-test-emails",
        started_at=at - timedelta(minutes=50),
        finished_at=at,
        passed=passed,
        figures={"per_minute": 412},
        environment="staging",
    )


def found(probe: Probe, requirement: str) -> tuple[str, str]:
    return said(preflight_run(probe=probe, only=[requirement]).rows[0].finding)


def test_a_run_that_was_never_done_is_not_shown(probe: Probe) -> None:
    assert found(probe, "LT1") == ("not_shown", "no run is recorded")


def test_a_row_holds_by_a_recent_run_that_passed(probe: Probe, now: datetime) -> None:
    record("LT1", at=now - timedelta(days=89))
    assert found(probe, "LT1") == ("holds", "load-test-emails on staging, 2026-03-04 12:00: per_minute 412")


def test_a_run_that_did_not_pass_fails_the_row_even_after_one_that_did(probe: Probe, now: datetime) -> None:
    record("LT1", at=now - timedelta(days=2))
    record("LT1", at=now - timedelta(days=1), passed=False)
    assert found(probe, "LT1")[0] == "fails"


def test_an_old_run_proves_nothing_any_more(probe: Probe, now: datetime) -> None:
    record("LT1", at=now - timedelta(days=91))
    status, evidence = found(probe, "LT1")
    assert status == "not_shown"
    assert evidence.endswith("; older than 90 days")


def test_a_daily_backup_is_old_after_two_days(probe: Probe, now: datetime) -> None:
    record("BK1", at=now - timedelta(days=3))
    assert found(probe, "BK1")[0] == "not_shown"


def test_a_row_of_two_proofs_needs_both(probe: Probe, now: datetime) -> None:
    assert found(probe, "EM3")[0] == "not_shown"
    record("EM3", at=now)
    assert found(probe, "EM3")[0] == "holds"


def test_the_final_check_waits_for_the_rows_it_draws_from(probe: Probe, now: datetime) -> None:
    record("FC1", at=now)
    assert found(probe, "FC1")[0] in {"fails", "not_shown"}


def test_a_row_is_signed_by_each_role_for_itself(probe: Probe, now: datetime) -> None:
    for role in ("support", "Operations "):
        signoff_record(requirement="TR1", person="Chief of training", role=role, note="", now=now)
    assert found(probe, "TR1") == (
        "not_shown",
        "operations: Chief of training, 2026-06-01; support: Chief of training, 2026-06-01; not signed by users",
    )
    signoff_record(requirement="TR1", person="Chief of training", role="users", note="", now=now)
    assert found(probe, "TR1")[0] == "holds"


def test_go_needs_a_look_at_every_row(probe: Probe) -> None:
    report = preflight_run(probe=probe, only=["EM2"])
    assert (report.go, report.blocked) == (False, False)


@pytest.mark.django_db
def test_a_live_row_cannot_be_signed_or_run_away(now: datetime) -> None:
    with pytest.raises(ProofMismatch):
        signoff_record(requirement="TLS1", person="Somebody", role="security", note="", now=now)
    with pytest.raises(ProofMismatch):
        record("TLS1", at=now)


@pytest.mark.django_db
def test_a_signature_needs_a_known_row_a_role_and_a_person(now: datetime) -> None:
    with pytest.raises(RequirementUnknown):
        signoff_record(requirement="XX1", person="Somebody", role="security", note="", now=now)
    with pytest.raises(ProofMismatch):
        signoff_record(requirement="GO1", person="Somebody", role="gardener", note="", now=now)
    with pytest.raises(ProofMismatch):
        signoff_record(requirement="GO1", person="  ", role="security", note="", now=now)


@pytest.mark.django_db
def test_a_run_cannot_end_before_it_began(now: datetime) -> None:
    with pytest.raises(ProofMismatch):
        evidence_record(
            requirements=["LT1"],
            kind="load-test-emails",
            started_at=now,
            finished_at=now - timedelta(seconds=1),
            passed=True,
            figures={},
            environment="staging",
        )


@pytest.mark.parametrize("model", [EvidenceRun, SignOff])
def test_evidence_cannot_be_changed_afterwards(
    model: type[EvidenceRun] | type[SignOff], probe: Probe, now: datetime
) -> None:
    record("LT1", at=now)
    signoff_record(requirement="GO1", person="Somebody", role="security", note="", now=now)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        model.objects.all().delete()
