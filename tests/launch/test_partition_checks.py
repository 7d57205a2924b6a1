from datetime import timedelta

import pytest
from django.db import connections

from delivery.services.partitions import ledger_month_ensure, ledger_months_ensure
from launch.checks import partitions
from launch.checks.partitions import partitioned_by_month
from launch.probe import Probe
from tests.launch.conftest import said

pytestmark = pytest.mark.django_db(databases=["default", "owner"])


def test_months_made_ahead_hold(probe: Probe) -> None:
    ledger_months_ensure(now=probe.now)
    status, evidence = said(partitioned_by_month(probe))
    assert status == "holds"
    assert "missing of this and the next 2: none" in evidence


def test_a_month_that_nobody_made_fails(probe: Probe) -> None:
    probe.now += timedelta(days=4000)
    ledger_month_ensure(month=probe.now.date().replace(day=1))
    status, evidence = said(partitioned_by_month(probe))
    assert status == "fails"
    assert f"{probe.now:%Y_%m}" not in evidence


def test_a_table_that_outgrew_one_piece_is_named(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger_months_ensure(now=probe.now)
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE django_content_type")
    monkeypatch.setattr(partitions, "LARGE", 0)
    status, evidence = said(partitioned_by_month(probe))
    assert status == "fails"
    assert "rows in one piece: " in evidence
