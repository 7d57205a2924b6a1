"""Pace at its doors: pace_take, pace_learn and pace_return, with a real Valkey and without one."""

from math import inf
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_redis import get_redis_connection

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.models import Relay
from delivery.pace.shared import SharedBuckets
from delivery.services import pace
from delivery.services.buckets import Board
from delivery.services.pace import Allowance, ProviderResult, pace_learn, pace_return, pace_take
from delivery.services.policy import sending_policy_update
from tests.delivery.pacing import MARKETING, SERVICE, board, forget_everything, take
from tests.factories.accounts import NOW, OrganizationFactory

__all__ = ["board"]


@pytest.fixture
def redis_away(settings: Any, board: Board) -> None:
    """Nobody listens where Redis should be."""
    away = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:1/1"}
    settings.CACHES = {**settings.CACHES, "away": away}
    assert "away" in caches
    board._shared = SharedBuckets(lambda: get_redis_connection("away"))


def policy(**limits: Any) -> None:
    sending_policy_update(actor=None, now=NOW, **limits)


def test_without_limits_everything_may_go(in_a: Organization) -> None:
    wanted = {"google": 300, "microsoft": 200}
    assert pace_take(route_key="default", stream=MARKETING, wanted=wanted, now=NOW) == {
        "google": Allowance(300, 0.0, inf),
        "microsoft": Allowance(200, 0.0, inf),
    }


def test_without_limits_redis_is_asked_once_in_a_while_only(
    in_a: Organization, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    take()

    def refused(*_: Any) -> None:
        raise AssertionError("asked again")

    monkeypatch.setattr(board, "take", refused)
    with CaptureQueriesContext(connection) as queries:
        assert [take() for _ in range(100)] == [Allowance(500, 0.0, inf)] * 100
    assert len(queries) == 0


def test_with_limits_redis_is_asked_once(in_a: Organization) -> None:
    policy(letters_per_hour=3600, provider_limits={"google": 1000})
    client = get_redis_connection("default")
    take()

    def calls() -> int:
        return int(client.info("commandstats")["cmdstat_evalsha"]["calls"])

    before = calls()
    take()
    assert calls() - before == 1


def test_an_organisations_limit_holds_over_its_providers_and_routes(in_a: Organization) -> None:
    policy(letters_per_hour=6000)
    wanted = {"google": 80, "microsoft": 80}
    first = pace_take(route_key="default", stream=MARKETING, wanted=wanted, now=NOW)
    assert {provider: allowance.count for provider, allowance in first.items()} == {
        "google": 50,
        "microsoft": 50,
    }
    second = take(route="relay:1")
    assert second.count <= 1
    assert 0 < second.wait <= 0.6
    assert second.rate == pytest.approx(6000 / 3600)
    assert second.reason == (
        "The limit of 6,000 letters an hour of this organisation is reached; the rest follows as it allows."
    )


def test_organisations_do_not_share_a_bucket(db: None) -> None:
    counts = []
    for _ in range(2):
        with tenant_scope(OrganizationFactory().pk):
            policy(letters_per_hour=6000)
            counts.append(take().count)
    assert counts == [100, 100]


def test_relays_that_call_from_one_address_share_its_limit(in_a: Organization) -> None:
    facts = {"letters_per_hour": 6000, "host": "relay.example", "created_at": NOW}
    one = Relay.objects.create(name="one", source_address="192.0.2.1", **facts)
    two = Relay.objects.create(name="two", source_address="192.0.2.1", **facts)
    other = Relay.objects.create(name="other", **facts)
    assert take(route=f"relay:{one.pk}").count == 100
    assert take(route=f"relay:{two.pk}").count <= 1
    assert take(route=f"relay:{other.pk}").count == 100


def test_a_providers_limit_leaves_the_others_alone(in_a: Organization) -> None:
    policy(provider_limits={"google": 6000})
    wanted = {"google": 500, "microsoft": 500}
    allowed = pace_take(route_key="default", stream=MARKETING, wanted=wanted, now=NOW)
    assert (allowed["google"].count, allowed["microsoft"].count) == (100, 500)
    assert "to google" in allowed["google"].reason


def test_a_service_letter_leaves_while_a_campaign_waits(in_a: Organization) -> None:
    policy(letters_per_hour=6000)
    assert take().count == 100
    assert take().count <= 1
    assert take(5, stream=SERVICE) == Allowance(5, 0.0, 6000 / 3600)
    waiting = take()
    assert waiting.count == 0
    assert waiting.wait > 2


def test_letters_that_were_not_sent_are_given_back(in_a: Organization) -> None:
    policy(letters_per_hour=6000)
    assert take().count == 100
    pace_return(route_key="default", stream=MARKETING, unused={"google": 100}, now=NOW)
    assert take().count == 100


def test_a_push_back_slows_that_provider_on_that_route_only(in_a: Organization) -> None:
    results = {"google": ProviderResult(3000, 0), "microsoft": ProviderResult(3000, 0)}
    pace_learn(route_key="default", stream=MARKETING, results=results)
    take()
    pace_learn(route_key="default", stream=MARKETING, results={"google": ProviderResult(0, 3)})
    slowed = take()
    assert slowed.count == 0
    # 3,003 letters in the half minute before were 100 a second.
    assert slowed.rate == pytest.approx(50, rel=0.02)
    assert slowed.reason == "google asked us to send less, so its letters leave more slowly for a while."
    other = pace_take(route_key="default", stream=MARKETING, wanted={"microsoft": 500}, now=NOW)
    assert other["microsoft"] == Allowance(500, 0.0, inf)
    assert take(route="relay:1") == Allowance(500, 0.0, inf)


def test_another_process_hears_of_a_push_back(
    in_a: Organization, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Board()
    pace_learn(route_key="default", stream=MARKETING, results={"google": ProviderResult(300, 3)})
    monkeypatch.setattr(pace, "board", other)
    assert take().rate < inf


def test_what_all_took_well_costs_no_call(
    in_a: Organization, board: Board, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "learn", lambda *_: pytest.fail("asked"))
    pace_learn(route_key="default", stream=MARKETING, results={"google": ProviderResult(500, 0)})


def test_without_redis_each_process_keeps_to_its_share(
    in_a: Organization, redis_away: None, settings: Any
) -> None:
    settings.BELLHOP_SENDERS = 4
    policy(letters_per_hour=24_000, provider_limits={"google": 12_000})
    assert take().count == 50
    waiting = take()
    assert waiting.count <= 1
    assert waiting.rate == pytest.approx(12_000 / 3600 / 4)


def test_without_redis_a_push_back_is_remembered_here(in_a: Organization, redis_away: None) -> None:
    pace_learn(route_key="default", stream=MARKETING, results={"google": ProviderResult(300, 3)})
    assert take().rate < inf


def test_without_redis_and_limits_everything_may_go(in_a: Organization, redis_away: None) -> None:
    assert [take() for _ in range(3)] == [Allowance(500, 0.0, inf)] * 3


def test_a_redis_that_is_away_is_left_alone_for_a_while(
    in_a: Organization, redis_away: None, board: Board
) -> None:
    tries: list[Any] = []

    def away() -> Any:
        tries.append(get_redis_connection("away"))
        return tries[-1]

    board._shared = SharedBuckets(away)
    policy(letters_per_hour=6000)
    for _ in range(10):
        take()
    assert len(tries) == 1


def test_an_emptied_redis_goes_on_counting(in_a: Organization) -> None:
    policy(letters_per_hour=6000)
    take()
    forget_everything()
    assert take().count == 100
    assert take().count <= 1
