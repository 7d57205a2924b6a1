"""Expedia's EQC over real HTTP: versions in sequence, receipts item by item, its own faults."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from integrations_ota.adapters.errors import AuthFailed, Unavailable
from integrations_ota.adapters.expedia import eqc
from integrations_ota.adapters.expedia.adapter import MAX_PAGE, ExpediaAdapter
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.memory import LocalMemory
from integrations_ota.adapters.port import AckItem, AckOutcome, Conn, PullBatch
from tests.integrations_ota.expedia_documents import booking, document, room_stay
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.shapes import assert_shape
from tests.integrations_ota.test_adapters import conn_of

AT = datetime(2026, 3, 1, 9, 1, tzinfo=UTC)
CONN = Conn("https://example.com/eqc", "111", {"username": "user1", "password": "passw1"})


@pytest.fixture
def conn(sandbox: Sandbox) -> Conn:
    sandbox.reset(seed=7, reservations=900)
    return conn_of(sandbox, "expedia")


@pytest.fixture
def adapter() -> Iterator[ExpediaAdapter]:
    with HttpClient(allow_private=True) as client:
        yield ExpediaAdapter(client, memory=LocalMemory())


def accept(batch: PullBatch) -> list[AckItem]:
    return [AckItem(message.ack_token, accepted=True) for message in batch.messages]


def posts(sandbox: Sandbox, path: str) -> int:
    return sum(r["path"] == f"/expedia/eqc/{path}" for r in sandbox.journal())


def test_versions_of_a_booking_come_one_after_the_other(adapter: ExpediaAdapter, conn: Conn) -> None:
    seen: dict[str, list[str]] = {}
    for _ in range(6):
        batch = adapter.pull_reservations(conn, {}, 100)
        for message in batch.messages:
            kind, _, number = message.ack_token.partition(":")
            seen.setdefault(number, []).append(kind)
        adapter.acknowledge(conn, accept(batch))
    assert adapter.pull_reservations(conn, {}, 100).messages == ()
    assert {tuple(kinds) for kinds in seen.values()} == {
        ("Book",), ("Book", "Modify"), ("Book", "Cancel"), ("Book", "Modify", "Cancel"),
    }  # fmt: skip


def test_what_is_not_confirmed_is_delivered_again_alike(adapter: ExpediaAdapter, conn: Conn) -> None:
    first = adapter.pull_reservations(conn, {}, 100)
    assert adapter.pull_reservations(conn, {}, 100) == first


def test_receipts_travel_ten_at_a_time(adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox) -> None:
    items = accept(adapter.pull_reservations(conn, {}, 100))
    results = adapter.acknowledge(conn, items)
    assert {result.outcome for result in results} == {AckOutcome.ACCEPTED}
    assert posts(sandbox, "bc") == -(-len(items) // 10) > 1


def test_f14_a_page_has_125_bookings_and_the_rest_comes_after_it_is_confirmed(
    adapter: ExpediaAdapter, sandbox: Sandbox
) -> None:
    sandbox.reset(seed=7, reservations=5000)
    conn = conn_of(sandbox, "expedia")
    first = adapter.pull_reservations(conn, {}, 1000)
    assert (len(first.messages) + len(first.quarantined), first.has_more) == (MAX_PAGE, True)
    adapter.acknowledge(conn, accept(first))
    second = adapter.pull_reservations(conn, {}, 1000)
    assert second.messages
    assert not {m.message_key for m in second.messages} & {m.message_key for m in first.messages}


def test_f10_a_newer_version_that_waits_is_fetched_instead(
    adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    batch = adapter.pull_reservations(conn, {}, 100)
    sandbox.fail("newer_version", "expedia", times=9)
    results = adapter.acknowledge(conn, accept(batch))
    refused = {r.token: r.detail for r in results if r.outcome is AckOutcome.REJECTED}
    assert set(refused.values()) == {"Expedia has a newer version; it is fetched again."}
    known = {message.message_key for message in batch.messages}
    again = {m.ack_token: m.message_key for m in adapter.pull_reservations(conn, {}, 100).messages}
    assert set(refused) <= set(again)
    assert not {again[token] for token in refused} & known


def test_f11_each_warning_is_for_its_own_booking(
    adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    items = accept(adapter.pull_reservations(conn, {}, 100))[:10]
    sandbox.fail("ack_partly", "expedia", times=1)
    results = adapter.acknowledge(conn, items)
    refused = [r for r in results if r.outcome is AckOutcome.REJECTED]
    assert [r.detail for r in refused] == ["The confirmation cannot be processed (10101)"]
    assert sum(r.outcome is AckOutcome.ACCEPTED for r in results) == len(items) - 1
    waiting = {m.ack_token for m in adapter.pull_reservations(conn, {}, 100).messages}
    assert refused[0].token in waiting


def test_f02_a_confirmation_sent_twice_bears_the_same_number(
    adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    items = accept(adapter.pull_reservations(conn, {}, 100))
    assert {r.outcome for r in adapter.acknowledge(conn, items)} == {AckOutcome.ACCEPTED}
    sandbox.redeliver()
    adapter.pull_reservations(conn, {}, 100)
    assert {r.outcome for r in adapter.acknowledge(conn, items)} == {AckOutcome.ACCEPTED}


def test_a_busy_expedia_is_tried_again(adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox) -> None:
    items = accept(adapter.pull_reservations(conn, {}, 100))
    sandbox.fail("eqc_busy", "expedia")
    with pytest.raises(Unavailable, match="try again"):
        adapter.pull_reservations(conn, {}, 100)
    assert {r.outcome for r in adapter.acknowledge(conn, items)} == {AckOutcome.RETRY}


def test_a_wrong_password_is_a_failed_log_in_though_the_status_is_200(
    adapter: ExpediaAdapter, conn: Conn
) -> None:
    wrong = Conn(conn.base_url, conn.remote_hotel_id, {"username": "hotel", "password": "wrong!"})
    with pytest.raises(AuthFailed):
        adapter.pull_reservations(wrong, {}, 100)
    with pytest.raises(AuthFailed):
        adapter.acknowledge(wrong, [AckItem("Book:1", accepted=True)])


def test_f13_what_fell_back_to_mail_cannot_be_fetched_any_more(
    adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    assert sandbox.control("expire", {"channel": "expedia"})["mailed"] > 0
    assert adapter.pull_reservations(conn, {}, 100).messages == ()


@pytest.mark.parametrize(
    ("arrival", "minutes"),
    [("2026-03-01", 30), ("2026-03-02", 60), ("2026-03-03", 24 * 60), ("2026-02-01", 30)],
)
def test_f13_the_moment_of_the_fallback_depends_on_the_arrival(
    adapter: ExpediaAdapter, arrival: str, minutes: int
) -> None:
    stay = room_stay(arrival=arrival, departure="2026-03-09")
    found = adapter.parse(adapter.split(document(booking(stay=stay))).messages[0])
    assert adapter.fallback_at(found, AT) == AT + timedelta(minutes=minutes)


def test_rooms_have_their_names_and_are_asked_for_once_a_day(
    adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    assert "Einzelzimmer" in adapter.room_names(conn).values()
    assert adapter.room_names(conn) == {}
    assert posts(sandbox, "parr") == 1


def test_bookings_do_not_wait_for_the_names_of_rooms(
    adapter: ExpediaAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    sandbox.fail("http_500", "expedia", times=1)
    assert adapter.room_names(conn) == {}
    assert adapter.room_names(conn) != {}


LOGGED_IN = {"Authentication": {"username", "password"}, "Hotel": {"id"}}


def test_the_request_for_bookings_has_the_shape_of_the_protocol() -> None:
    expected = {**LOGGED_IN, "ParamSet/Status": {"value"}, "ParamSet/NbDaysInPast": set[str]()}
    for days in (0, 5):
        body = eqc.retrieval(CONN, confirmed_days=days)
        assert_shape(body, "BookingRetrievalRQ", expected, f"{eqc.BASE}/BR/2014/01")
        assert (b"confirmed" in body) == bool(days)


def test_a_confirmation_has_the_shape_of_the_protocol() -> None:
    items = [eqc.Confirmation("9001", "Book"), eqc.Confirmation("9" * 80, "Cancel")]
    body = eqc.confirmation(CONN, items, AT)
    attributes = {"bookingID", "bookingType", "confirmNumber", "confirmTime"}
    path = "BookingConfirmNumbers/BookingConfirmNumber"
    assert_shape(body, "BookingConfirmRQ", {**LOGGED_IN, path: attributes}, f"{eqc.BASE}/BC/2007/09")
    assert all(len(item.number) <= 50 for item in items)


def test_the_request_for_products_has_the_shape_of_the_protocol() -> None:
    expected = {**LOGGED_IN, "ParamSet/ProductRetrieval": set[str]()}
    assert_shape(eqc.products(CONN), "ProductAvailRateRetrievalRQ", expected, f"{eqc.BASE}/PAR/2013/07")
