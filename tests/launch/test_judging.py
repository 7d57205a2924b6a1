from dataclasses import replace
from typing import Any

import pytest

from launch.probe import Probe
from launch.registry import REQUIREMENTS
from launch.services.preflight import look, preflight_run
from tests.launch.conftest import said


def test_a_check_that_breaks_off_is_a_failing_row(probe: Probe) -> None:
    def broken(_probe: Probe) -> Any:
        raise ConnectionError("Redis went away\nat line 2")

    row = replace(REQUIREMENTS["API3"], check=broken)
    assert said(look(row, probe)) == ("fails", "the check broke off: Redis went away (ConnectionError)")


def test_a_broken_check_does_not_hide_the_other_rows(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Probe, "redis_info", lambda _self: 1 / 0)
    report = preflight_run(probe=probe, only=["EM3", "EM2"])
    assert [row.finding.status for row in report.rows] == ["fails", "holds"]


def test_a_row_that_nothing_looks_at_is_never_passed(probe: Probe) -> None:
    rows = [row for row in REQUIREMENTS.values() if row.check is None and row.proofs == ("live",)]
    assert {look(row, probe).status.value for row in rows} == {"not_shown"}


def test_evidence_that_cannot_be_read_fails_its_rows_alone(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.db import ProgrammingError

    def unreadable() -> None:
        raise ProgrammingError('relation "launch_evidencerun" does not exist')

    monkeypatch.setattr("launch.services.preflight.records", unreadable)
    report = preflight_run(probe=probe, only=["LT1", "EM2"])
    assert [row.finding.status for row in report.rows] == ["fails", "holds"]
