from datetime import timedelta

import pytest

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import RetentionRun
from launch.checks.retention import kept_no_longer
from launch.probe import Probe
from tests.factories.contacts import ImportFactory, ImportRejectionFactory
from tests.launch.conftest import said

pytestmark = pytest.mark.django_db


def ran(probe: Probe, *, hours: int) -> None:
    at = probe.now - timedelta(hours=hours)
    RetentionRun.objects.create(started_at=at, finished_at=at, complete=True)


def test_without_a_run_it_fails(probe: Probe, group_a: Organization) -> None:
    status, evidence = said(kept_no_longer(probe))
    assert (status, "alpenblick (no run yet)" in evidence) == ("fails", True)


def test_a_run_of_two_days_ago_fails(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        ran(probe, hours=50)
    assert said(kept_no_longer(probe))[0] == "fails"


def test_a_run_of_last_night_that_left_nothing_holds(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        ran(probe, hours=20)
    assert said(kept_no_longer(probe)) == (
        "holds",
        "1 organisation, without a run of the last night: none; with rows left that were over: none",
    )


def test_rows_that_were_over_and_stayed_fail(probe: Probe, group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        ImportRejectionFactory(batch=ImportFactory(finished_at=probe.now - timedelta(days=100)))
        ran(probe, hours=2)
    assert said(kept_no_longer(probe)) == (
        "fails",
        "1 organisation, without a run of the last night: none; with rows left that were over: alpenblick (1)",
    )
