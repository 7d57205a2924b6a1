"""The maths of the buckets: in memory, in Lua on a real Valkey, and both alike."""

from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any
from uuid import uuid4

import pytest
import redis
from django.conf import settings
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from delivery.pace.bucket import Ask, Buckets, Day, Grant, Scope, Want, fair_shares
from delivery.pace.learning import FLOOR, Meter
from delivery.pace.shared import SharedBuckets

START = 1_800_000_000.0


def client() -> Any:
    return redis.Redis.from_url(str(settings.CACHES["default"]["LOCATION"]))


@pytest.fixture
def shared() -> Iterator[SharedBuckets]:
    connection = client()
    buckets = SharedBuckets(lambda: connection, prefix=f"test:{uuid4().hex}")
    yield buckets
    for key in connection.scan_iter(f"{buckets.prefix}:*"):
        connection.delete(key)
    connection.close()


def ask(letters: int, *scopes: Scope, service: bool = False, **named: Any) -> Ask:
    return Ask("default", service, (Want("google", letters),), shared=scopes, **named)


LIMIT = Scope("organization", rate=2.0, burst=10.0)

rates = st.floats(0.01, 500)
steps = st.lists(st.tuples(st.floats(0, 90), st.integers(1, 500), st.booleans()), min_size=1, max_size=40)


@given(rates, st.integers(1, 200), steps)
def test_a_bucket_never_gives_more_than_it_filled(
    rate: float, burst: int, steps: list[tuple[float, int, bool]]
) -> None:
    """Each stream on its own, over every stretch of time; both together at most one burst more."""
    scope, buckets, now = Scope("organization", rate, burst), Buckets(), START
    given_at: list[tuple[float, int, bool]] = []
    for pause, wanted, service in steps:
        now += pause
        grant = buckets.take(ask(wanted, scope, service=service), now)[0]
        assert 0 <= grant.count <= wanted
        given_at.append((now, grant.count, service))
    for first in range(len(given_at)):
        service_sum = total = 0
        for at, count, service in given_at[first:]:
            total += count
            service_sum += count if service else 0
            filled = rate * (at - given_at[first][0])
            assert service_sum <= filled + burst + 1e-6
            assert total <= filled + 2 * burst + 1e-6


@given(rates, st.integers(1, 200), steps)
def test_marketing_alone_keeps_to_rate_and_burst(
    rate: float, burst: int, steps: list[tuple[float, int, bool]]
) -> None:
    scope, buckets, now, total = Scope("organization", rate, burst), Buckets(), START, 0
    for pause, wanted, _ in steps:
        now += pause
        total += buckets.take(ask(wanted, scope), now)[0].count
        assert total <= rate * (now - START) + burst + 1e-6


asks = st.lists(
    st.tuples(
        st.floats(0, 120),
        st.booleans(),
        st.lists(st.integers(1, 200), min_size=3, max_size=3),
        st.sets(st.sampled_from(["google", "microsoft", "hotel.example"]), max_size=1),
    ),
    min_size=1,
    max_size=15,
)


@hypothesis_settings(max_examples=40, deadline=None)
@given(st.floats(0.5, 50), st.floats(0.5, 20), asks)
def test_the_script_in_redis_counts_as_the_buckets_in_memory_do(
    rate: float, own_rate: float, steps: list[tuple[float, bool, list[int], set[str]]]
) -> None:
    connection = client()
    shared = SharedBuckets(lambda: connection, prefix=f"test:{uuid4().hex}")
    memory, now = Buckets(), START
    for pause, service, letters, slowed in steps:
        now += pause
        question = Ask(
            "default",
            service,
            (
                Want("google", letters[0], (Scope("provider google", own_rate, 20.0),)),
                Want("microsoft", letters[1]),
                Want("hotel.example", letters[2]),
            ),
            shared=(Scope("organization", rate, 100.0), Scope("relay 1", rate / 2, 50.0)),
            days=(Day("warm-up of relay 1", 900),),
            today="2026-06-01",
            day_left=3600.0,
        )
        grants, learned = shared.take(7, question, at=now)
        assert grants == memory.take(question, now)
        assert learned == bool(memory.learned)
        if slowed:
            observed = dict.fromkeys(slowed, 30.0)
            shared.learn(7, "default", observed, at=now)
            memory.learn("default", observed, now)
    for key in connection.scan_iter(f"{shared.prefix}:*"):
        connection.delete(key)
    connection.close()


def test_what_waits_is_told_how_long_and_why() -> None:
    buckets = Buckets()
    assert buckets.take(ask(10, LIMIT), START) == [Grant(10, 0.0, 2.0)]
    assert buckets.take(ask(4, LIMIT), START) == [Grant(0, 0.5, 2.0, "organization")]
    assert buckets.take(ask(4, LIMIT), START + 1.0) == [Grant(2, 0.5, 2.0, "organization")]


def test_service_letters_do_not_wait_behind_marketing_ones(shared: SharedBuckets) -> None:
    marketing, service = ask(500, LIMIT), ask(6, LIMIT, service=True)
    assert shared.take(1, marketing, at=START)[0][0].count == 10
    assert shared.take(1, service, at=START)[0] == [Grant(6, 0.0, 2.0)]
    # The campaign gives way for what the service letters took: it is 6 letters below nothing.
    assert shared.take(1, marketing, at=START)[0] == [Grant(0, 3.5, 2.0, "organization")]
    assert shared.take(1, marketing, at=START + 3.5)[0][0].count == 1


def test_service_letters_keep_to_the_limit_among_themselves(shared: SharedBuckets) -> None:
    service = ask(25, LIMIT, service=True)
    assert shared.take(1, service, at=START)[0][0].count == 10
    assert shared.take(1, service, at=START)[0] == [Grant(0, 0.5, 2.0, "organization")]


def test_a_days_letters_are_up_until_tomorrow(shared: SharedBuckets) -> None:
    day: dict[str, Any] = {"days": (Day("warm-up of relay 1", 50),), "day_left": 7200.0}
    first = ask(80, **day, today="2026-06-01")
    assert shared.take(1, first)[0] == [Grant(50, 7200.0, float("inf"), "warm-up of relay 1")]
    assert shared.take(1, first)[0][0].count == 0
    assert shared.take(1, ask(3, **day, today="2026-06-01", service=True))[0][0].count == 3
    assert shared.take(1, ask(80, **day, today="2026-06-02"))[0][0].count == 50


def test_letters_that_were_not_sent_may_go_later(shared: SharedBuckets) -> None:
    day: dict[str, Any] = {"days": (Day("warm-up of relay 1", 50),), "today": "2026-06-01", "day_left": 60.0}
    for buckets in (shared, Buckets()):
        taken = ask(10, LIMIT, **day)
        if isinstance(buckets, Buckets):
            buckets.take(taken, START)
            buckets.give_back(taken)
            assert buckets.take(ask(60, LIMIT, **day), START)[0].count == 10
            assert buckets.days == {"warm-up of relay 1": 10}
        else:
            buckets.take(1, taken, at=START)
            buckets.give_back(1, taken)
            assert buckets.take(1, ask(60, LIMIT, **day), at=START)[0][0].count == 10


def take_often(where: tuple[str, str]) -> int:
    """In a process of its own: an address of Redis and a prefix."""
    address, prefix = where
    connection = redis.Redis.from_url(address)
    buckets = SharedBuckets(lambda: connection, prefix=prefix)
    return sum(buckets.take(1, ask(7, Scope("organization", 0.001, 1000.0)))[0][0].count for _ in range(100))


def test_two_processes_share_one_bucket(shared: SharedBuckets) -> None:
    where = (str(settings.CACHES["default"]["LOCATION"]), shared.prefix)
    with ProcessPoolExecutor(2, mp_context=get_context("fork")) as pool:
        taken = list(pool.map(take_often, [where] * 2))
    assert sum(taken) == 1000


def test_a_push_back_slows_that_provider_only(shared: SharedBuckets) -> None:
    both = Ask("default", False, (Want("google", 500), Want("microsoft", 500)))
    assert shared.take(1, both, at=START)[0] == [Grant(500), Grant(500)]
    shared.learn(1, "default", {"google": 40.0}, at=START)
    grants, learned = shared.take(1, both, at=START + 1)
    assert learned
    assert grants == [Grant(20, 0.05, 20.0, "learned default google"), Grant(500)]
    assert shared.take(1, Ask("relay:1", False, both.wants), at=START + 1)[0] == [Grant(500), Grant(500)]


def test_one_event_told_by_many_halves_once_and_each_later_one_again(shared: SharedBuckets) -> None:
    wants = Ask("default", False, (Want("google", 500),))

    def rate(at: float) -> float:
        return shared.take(1, wants, at=at)[0][0].rate

    for _ in range(5):
        shared.learn(1, "default", {"google": 40.0}, at=START)
    assert rate(START + 1) == 20.0
    shared.learn(1, "default", {"google": 40.0}, at=START + 11)
    assert rate(START + 12) == 10.0
    for event in range(2, 30):
        shared.learn(1, "default", {"google": 40.0}, at=START + 11 * event)
    assert rate(START + 11 * 29) == FLOOR


def test_a_learned_rate_rises_slowly_after_a_quiet_minute_until_it_is_gone(shared: SharedBuckets) -> None:
    wants = Ask("default", False, (Want("google", 500),))
    shared.learn(1, "default", {"google": 40.0}, at=START)
    rates = {minute: shared.take(1, wants, at=START + 60 * minute)[0][0].rate for minute in (0, 1, 2, 3)}
    assert rates == pytest.approx({0: 20.0, 1: 20.0, 2: 22.0, 3: 24.2})
    # 80 letters a second, twice the speed at which the trouble began, come after 14.5 quiet minutes.
    assert shared.take(1, wants, at=START + 60 * 15)[0][0].rate == pytest.approx(20 * 1.1**14)
    grants, learned = shared.take(1, wants, at=START + 60 * 16)
    assert (grants, learned) == ([Grant(500)], False)


def test_an_emptied_redis_lets_all_go_and_learns_again(shared: SharedBuckets) -> None:
    wants = Ask("default", False, (Want("google", 500),))
    shared.learn(1, "default", {"google": 40.0}, at=START)
    for key in client().scan_iter(f"{shared.prefix}:*"):
        client().delete(key)
    assert shared.take(1, wants, at=START)[0] == [Grant(500)]
    shared.learn(1, "default", {"google": 40.0}, at=START)
    assert shared.take(1, wants, at=START)[0][0].rate == 20.0


@pytest.mark.parametrize(
    ("wanted", "capacity", "expected"),
    [
        ([300, 200, 10], 60, [25, 25, 10]),
        ([300, 200, 10], 1, [1, 0, 0]),
        ([5, 5], float("inf"), [5, 5]),
        ([5, 5], 0, [0, 0]),
    ],
)
def test_a_shared_limit_is_split_fairly(wanted: list[int], capacity: float, expected: list[int]) -> None:
    assert fair_shares(wanted, capacity) == expected


def test_a_meter_tells_the_speed_of_the_last_half_minute() -> None:
    meter = Meter(START)
    for second in range(300):
        meter.add(50, START + second)
    assert meter.rate == pytest.approx(50, rel=0.05)
    meter.add(0, START + 600)
    assert meter.rate < 0.01
