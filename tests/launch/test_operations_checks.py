from typing import Any

import pytest

from launch.checks.operations import health_answered, logs_structured
from launch.checks.redis import queue_persistent
from launch.probe import Probe
from tests.launch.conftest import said


def test_logs_are_json_with_their_ids(probe: Probe) -> None:
    assert said(logs_structured(probe)) == (
        "holds",
        "1 root handler (stderr): one JSON object a line with request_id, organization_id, campaign_id",
    )


@pytest.mark.parametrize(
    ("formatter", "fault"),
    [
        ({"format": "%(levelname)s %(message)s"}, "stderr: not JSON"),
        ({"format": '{"level": "%(levelname)s"}'}, "stderr: loses request_id, organization_id, campaign_id"),
    ],
)
def test_other_logs_fail(formatter: dict[str, str], fault: str, probe: Probe, settings: Any) -> None:
    settings.LOGGING = {**settings.LOGGING, "formatters": {"json": formatter}}
    status, evidence = said(logs_structured(probe))
    assert (status, evidence) == ("fails", f"1 root handler (stderr): {fault}")


def test_logs_that_go_nowhere_fail(probe: Probe, settings: Any) -> None:
    settings.LOGGING = {**settings.LOGGING, "root": {"handlers": []}}
    assert logs_structured(probe).status == "fails"


def test_health_is_answered(probe: Probe) -> None:
    assert health_answered(probe).status == "holds"


def test_health_without_redis_fails_and_says_so(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone() -> None:
        raise ConnectionError

    monkeypatch.setattr("config.views.ask_redis", gone)
    status, evidence = said(health_answered(probe))
    assert status == "fails"
    assert '"redis": false' in evidence


def test_this_suites_queue_is_persistent(probe: Probe) -> None:
    status, evidence = said(queue_persistent(probe))
    assert status == "holds", evidence


@pytest.mark.parametrize(
    "change", [{"aof_enabled": 0}, {"maxmemory_policy": "allkeys-lru"}, {"aof_last_write_status": "err"}]
)
def test_a_queue_that_may_lose_letters_fails(
    change: dict[str, Any], probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = probe.redis_info()
    monkeypatch.setattr(Probe, "redis_info", lambda _self: {**real, **change})
    assert queue_persistent(probe).status == "fails"
