"""Adapters against the sandbox over real HTTP."""

from collections.abc import Iterator

import pytest

from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Throttled
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.port import AckItem, AckOutcome, Answer, Conn, Cursor, OtaAdapter
from integrations_ota.adapters.registry import CHANNELS, adapter_for
from tests.integrations_ota.sandbox import Sandbox

# These show what there is, whether it was fetched before or not.
WITHOUT_QUEUE = {"expedia_lodging"}


def conn_of(sandbox: Sandbox, channel: str, **changes: str) -> Conn:
    facts = next(c for c in sandbox.connections() if c["channel"] == channel)
    values = {name: facts[name] for name in ("base_url", "remote_hotel_id", "credentials")}
    return Conn(**(values | changes))


# A calendar has no log-in, SMX no feed, Agoda no receipts; they have tests of their own.
QUEUES = [slug for slug in CHANNELS if slug not in {"agoda", "ical", "smx"}]


@pytest.fixture(params=QUEUES)
def channel(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(allow_private=True) as client:
        yield client


@pytest.fixture
def adapter(channel: str, http: HttpClient) -> OtaAdapter:
    return adapter_for(channel, http)


def test_a_check_tells_what_was_proved_and_fetches_nothing(
    adapter: OtaAdapter, channel: str, sandbox: Sandbox
) -> None:
    report = adapter.check_connection(conn_of(sandbox, channel))
    assert set(report.answers.values()) == {Answer.OK, Answer.UNKNOWN}
    assert report.server_time is not None
    assert sandbox.summary()["delivered"] == 0


def test_wrong_credentials_are_refused(adapter: OtaAdapter, channel: str, sandbox: Sandbox) -> None:
    conn = conn_of(sandbox, channel)
    wrong = Conn(conn.base_url, conn.remote_hotel_id, {"username": "hotel", "password": "x", "api_key": "x"})
    with pytest.raises(AuthFailed):
        adapter.check_connection(wrong)


def test_an_unknown_hotel_is_named(adapter: OtaAdapter, channel: str, sandbox: Sandbox) -> None:
    with pytest.raises((AuthFailed, ContractViolation)):
        adapter.pull_reservations(conn_of(sandbox, channel, remote_hotel_id="NOWHERE"), {}, 100)


@pytest.mark.parametrize("channel", [c for c in QUEUES if c not in WITHOUT_QUEUE])
def test_what_is_acknowledged_is_not_delivered_again(
    adapter: OtaAdapter, channel: str, sandbox: Sandbox
) -> None:
    conn = conn_of(sandbox, channel)
    first = adapter.pull_reservations(conn, {}, 100)
    results = adapter.acknowledge(conn, [AckItem(m.ack_token, accepted=True) for m in first.messages])
    assert {result.outcome for result in results} == {AckOutcome.ACCEPTED}
    again = adapter.pull_reservations(conn, {}, 100)
    assert not {m.message_key for m in again.messages} & {m.message_key for m in first.messages}


def test_what_is_not_acknowledged_is_delivered_again_alike(
    adapter: OtaAdapter, channel: str, sandbox: Sandbox
) -> None:
    conn = conn_of(sandbox, channel)
    assert adapter.pull_reservations(conn, {}, 100) == adapter.pull_reservations(conn, {}, 100)


def test_throttling_says_how_long(adapter: OtaAdapter, channel: str, sandbox: Sandbox) -> None:
    sandbox.fail("throttle_429")
    with pytest.raises(Throttled) as caught:
        adapter.check_connection(conn_of(sandbox, channel))
    assert caught.value.retry_after == 30


def test_credentials_are_in_no_repr_and_not_in_the_journal(
    adapter: OtaAdapter, channel: str, sandbox: Sandbox
) -> None:
    conn = conn_of(sandbox, channel)
    adapter.check_connection(conn)
    written = repr(conn) + repr(sandbox.journal())
    assert "sandbox-key" not in written
    assert "password" not in written


def test_channex_pages_bring_every_revision_once(http: HttpClient, sandbox: Sandbox) -> None:
    adapter, conn = adapter_for("channex", http), conn_of(sandbox, "channex")
    cursor: Cursor = {}
    keys: list[str] = []
    for _ in range(20):
        batch = adapter.pull_reservations(conn, cursor, 10)
        keys += [m.message_key for m in batch.messages]
        cursor = batch.next_cursor
        if not batch.has_more:
            break
    assert set(keys) == {m.message_key for m in adapter.pull_reservations(conn, {}, 100).messages}


def test_alpinebits_since_a_moment_brings_acknowledged_ones_too(http: HttpClient, sandbox: Sandbox) -> None:
    adapter, conn = adapter_for("alpinebits", http), conn_of(sandbox, "alpinebits")
    batch = adapter.pull_reservations(conn, {}, 100)
    adapter.acknowledge(conn, [AckItem(m.ack_token, accepted=True) for m in batch.messages])
    again = adapter.pull_reservations(conn, {"since": "2020-01-01T00:00:00+00:00"}, 100)
    assert (again.messages, again.has_more) == (batch.messages, False)


def test_alpinebits_refuses_an_item_by_a_warning(http: HttpClient, sandbox: Sandbox) -> None:
    adapter, conn = adapter_for("alpinebits", http), conn_of(sandbox, "alpinebits")
    first = adapter.pull_reservations(conn, {}, 100).messages[0]
    adapter.acknowledge(conn, [AckItem(first.ack_token, accepted=False, reason="cannot be read")])
    assert sandbox.summary()["acknowledged"] == 0
    assert sandbox.summary()["refused"] >= 1


def test_the_same_seed_gives_the_same_truth(sandbox: Sandbox) -> None:
    before = sandbox.truth()
    assert sandbox.reset(seed=8, reservations=120) != before
    assert sandbox.reset(seed=7, reservations=120) == before
