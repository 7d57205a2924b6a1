from pathlib import Path
from typing import Any

import pytest
from rest_framework.renderers import JSONRenderer

from accounts.api.pagination import KeysetPagination
from accounts.api.throttling import PerIp, PerUser
from accounts.api.views import MeView
from accounts.models import Organization, User
from launch.checks.api import (
    compressed,
    email_stats_answered,
    json_by_orjson,
    pages_capped,
    rate_limited_by_address,
    rate_limited_by_person,
)
from launch.probe import Probe
from tests.factories.contacts import GuestFactory
from tests.launch.conftest import MINIFIED, said


def limit(monkeypatch: pytest.MonkeyPatch, **rates: str | None) -> None:
    for throttle in (PerIp, PerUser):
        monkeypatch.setattr(throttle, "THROTTLE_RATES", {"ip": None, "user": None, **rates})


def test_the_hundred_and_first_request_of_a_stranger_is_refused(
    probe: Probe, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit(monkeypatch, ip="100/min")
    assert said(rate_limited_by_address(probe)) == (
        "holds",
        "request 101 from one address got 429, 100 were answered before it",
    )


@pytest.mark.parametrize("rate", [None, "40/min", "1000/min"])
def test_another_limit_or_none_fails(rate: str | None, probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, ip=rate)
    assert rate_limited_by_address(probe).status == "fails"


def test_a_limit_that_cannot_count_lets_everybody_in_and_fails(
    probe: Probe, monkeypatch: pytest.MonkeyPatch, settings: Any
) -> None:
    limit(monkeypatch, ip="100/min")
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert rate_limited_by_address(probe).status == "fails"


def test_each_person_has_a_limit_of_their_own(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch, user="20/min")
    assert said(rate_limited_by_person(probe)) == (
        "holds",
        "limit 20 a minute: request 21 got 429, a colleague 200",
    )


def test_people_without_a_limit_of_their_own_fail(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    limit(monkeypatch)
    assert rate_limited_by_person(probe).status == "fails"


def test_json_comes_from_orjson(probe: Probe) -> None:
    assert json_by_orjson(probe).status == "holds"


def test_one_view_with_another_renderer_is_named(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MeView, "renderer_classes", [JSONRenderer])
    finding = json_by_orjson(probe)
    assert (finding.status, "1 by another library: MeView (JSONRenderer)" in finding.evidence) == (
        "fails",
        True,
    )


def test_a_list_of_more_than_a_hundred_comes_in_pages(
    probe: Probe, in_a: Organization, owner_a: User
) -> None:
    GuestFactory.create_batch(103)
    finding = pages_capped(probe)
    assert finding.status == "holds"
    assert finding.evidence.endswith("; a list of 103 gave 100")


def test_larger_pages_are_named(probe: Probe, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(KeysetPagination, "max_page_size", 1000)
    finding = pages_capped(probe)
    assert finding.status == "fails"
    assert "(1000)" in finding.evidence


def test_statistics_are_answered_to_a_member(probe: Probe, group_a: Organization, owner_a: User) -> None:
    assert said(email_stats_answered(probe)) == (
        "holds",
        "bounced 0, clicked 0, complained 0, delivered 0, opened 0, queue_length 0, rate_per_minute 0.0, sent 0",
    )


def test_statistics_that_break_fail(
    probe: Probe, group_a: Organization, owner_a: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("analytics.api.views.email_stats", lambda **_: {"sent": 1})
    assert email_stats_answered(probe).status == "fails"


def test_without_a_member_nobody_can_ask_for_statistics(probe: Probe) -> None:
    assert email_stats_answered(probe).status == "not_shown"


def test_answers_are_compressed_where_files_have_their_brotli_twin(
    probe: Probe, dashboard: Path, settings: Any
) -> None:
    for script in (dashboard / "assets").glob("*.js"):
        script.with_name(f"{script.name}.br").write_bytes(MINIFIED[:40])
    finding = compressed(probe)
    assert finding.status == "holds", finding.evidence


def test_without_the_middleware_nothing_is_compressed(probe: Probe, dashboard: Path, settings: Any) -> None:
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "GZip" not in name]
    finding = compressed(probe)
    assert finding.status == "fails"
    assert finding.evidence.startswith("API none (status 200)")
