"""Each OTA row of the launch is open without a run, fails after a failed one, and passes after a good one."""

from datetime import datetime, timedelta

import pytest

from integrations_ota.services.validate import Capability, Check, Verdict
from launch.probe import Probe
from launch.services.ota_validation import ROWS, runs_record
from launch.services.preflight import preflight_run

ALL = ("OT1", *ROWS)


def record(now: datetime, *, broken: Capability | None) -> None:
    checks = [
        Check("Trial", "channex", c, Verdict.FAILED if c is broken else Verdict.PASSED, "said")
        for c in Capability
    ]
    runs_record(
        checks=checks,
        environment="sandbox",
        started_at=now - timedelta(minutes=5),
        finished_at=now,
        stress=True,
    )


def statuses(now: datetime) -> dict[str, str]:
    report = preflight_run(probe=Probe(now=now), only=ALL)
    return {row.requirement.id: row.finding.status.value for row in report.rows}


def test_without_a_run_no_row_is_passed(db: None, now: datetime) -> None:
    assert set(statuses(now).values()) == {"not_shown"}


@pytest.mark.parametrize(("row", "capability"), ROWS.items())
def test_a_broken_capability_fails_its_row_and_the_whole(
    row: str, capability: Capability, db: None, now: datetime
) -> None:
    record(now, broken=capability)
    found = statuses(now)
    assert {name for name in ALL if found[name] != "holds"} == {"OT1", row}


def test_a_good_run_passes_every_row(db: None, now: datetime) -> None:
    record(now, broken=None)
    assert set(statuses(now).values()) == {"holds"}
