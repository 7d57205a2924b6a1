from datetime import timedelta

import pytest

from analytics.models import WebVital
from launch.checks.vitals import reported
from launch.probe import Probe
from launch.registry import REQUIREMENTS
from launch.services.preflight import look
from tests.launch.conftest import said


def counted(probe: Probe, metric: str, bound: int, hits: int, *, days_ago: int = 0) -> None:
    day = probe.now.date() - timedelta(days=days_ago)
    WebVital.objects.create(day=day, route="/$org/home", metric=metric, bound=bound, hits=hits)


def test_an_installation_nobody_opened_has_nothing_to_show(probe: Probe) -> None:
    finding = look(REQUIREMENTS["AM7"], probe)
    assert (finding.status, finding.evidence) == ("fails", "no browser has reported yet")


def test_figures_of_the_last_weeks_hold(probe: Probe) -> None:
    counted(probe, "LCP", 1000, 3, days_ago=1)
    counted(probe, "LCP", 4000, 1)
    counted(probe, "INP", 200, 4)
    counted(probe, "CLS", 10, 4)
    status, evidence = said(reported(probe))
    assert (status, evidence.split("; ")) == (
        "holds",
        [
            "last reported 0 days ago",
            "CLS at most 10 thousandths for three of four, 100% good of 4",
            "INP at most 200 ms for three of four, 100% good of 4",
            "LCP at most 1000 ms for three of four, 75% good of 4",
        ],
    )


def test_a_metric_that_never_comes_fails_by_name(probe: Probe) -> None:
    counted(probe, "LCP", 1000, 3)
    status, evidence = said(reported(probe))
    assert (status, evidence.endswith("not reported: INP, CLS")) == ("fails", True)


@pytest.mark.parametrize(("days", "status"), [(14, "holds"), (15, "fails")])
def test_silence_of_more_than_two_weeks_fails(days: int, status: str, probe: Probe) -> None:
    for metric in ("LCP", "INP", "CLS"):
        counted(probe, metric, 100, 1, days_ago=days)
    assert said(reported(probe))[0] == status
