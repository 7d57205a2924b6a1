"""Booking.com over real HTTP: tokens, receipts, recovery, and the faults of its protocol."""

import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from integrations_ota.adapters.booking_com.adapter import BookingComAdapter
from integrations_ota.adapters.booking_com.client import RESERVATIONS_HOST, TOKEN_HOST, host, request_id
from integrations_ota.adapters.booking_com.messages import MODIFY, NEW, receipt, verdict
from integrations_ota.adapters.booking_com.recovery import Missed, missed
from integrations_ota.adapters.errors import AuthFailed, Malformed, Throttled
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.memory import LocalMemory
from integrations_ota.adapters.port import AckItem, AckOutcome, Conn, PullBatch
from tests.integrations_ota.booking_documents import item, new_queue, room
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.shapes import assert_shape
from tests.integrations_ota.test_adapters import conn_of

TOKENS = "/booking_com/token-based-authentication/exchange"


@pytest.fixture
def conn(sandbox: Sandbox) -> Conn:
    return conn_of(sandbox, "booking_com")


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(allow_private=True) as client:
        yield client


@pytest.fixture
def adapter(http: HttpClient) -> BookingComAdapter:
    return BookingComAdapter(http, memory=LocalMemory())


def accept(batch: PullBatch) -> list[AckItem]:
    return [AckItem(message.ack_token, accepted=True) for message in batch.messages]


def calls(sandbox: Sandbox, path: str, method: str = "POST") -> int:
    return sum((r["path"], r["method"]) == (path, method) for r in sandbox.journal())


def outcomes(adapter: BookingComAdapter, conn: Conn, items: list[AckItem]) -> set[AckOutcome]:
    return {result.outcome for result in adapter.acknowledge(conn, items)}


def test_one_token_serves_many_calls_and_many_hotels(http: HttpClient, conn: Conn, sandbox: Sandbox) -> None:
    memory = LocalMemory()
    for code in ("MERAN", "BREGENZ", "KONSTANZ"):
        hotel = Conn(conn.base_url, code, conn.credentials)
        BookingComAdapter(http, memory=memory).pull_reservations(hotel, {}, 100)
    assert calls(sandbox, TOKENS) == 1


def test_f20_an_expired_token_in_the_middle_is_renewed_once(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    before = adapter.pull_reservations(conn, {}, 100)
    sandbox.fail("token_expired", times=1)
    assert adapter.pull_reservations(conn, {}, 100) == before
    assert calls(sandbox, TOKENS) == 2


def test_a_token_that_is_refused_for_ever_ends_in_a_clear_error(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    sandbox.fail("token_expired")
    with pytest.raises(AuthFailed):
        adapter.pull_reservations(conn, {}, 100)
    assert calls(sandbox, TOKENS) == 2


def test_f21_the_hours_exchanges_are_never_exceeded(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    sandbox.fail("token_expired")
    for _ in range(29):
        with pytest.raises(AuthFailed):
            adapter.check_connection(conn)
    with pytest.raises(Throttled, match="30 log-in tokens an hour"):
        adapter.check_connection(conn)
    assert calls(sandbox, TOKENS) == 30


def test_a_token_is_renewed_before_it_ends(http: HttpClient, conn: Conn, sandbox: Sandbox) -> None:
    clock = [0.0]
    memory = LocalMemory(clock=lambda: clock[0])
    for minute in (0, 54, 56):
        clock[0] = minute * 60.0
        BookingComAdapter(http, memory=memory).check_connection(conn)
    assert calls(sandbox, TOKENS) == 2


def test_f22_a_hotel_without_access_is_refused_and_the_others_go_on(
    adapter: BookingComAdapter, conn: Conn
) -> None:
    with pytest.raises(AuthFailed):
        adapter.check_connection(Conn(conn.base_url, "NOWHERE", conn.credentials))
    assert adapter.pull_reservations(conn, {}, 100).messages


def test_each_receipt_settles_its_own_message(adapter: BookingComAdapter, conn: Conn) -> None:
    batch = adapter.pull_reservations(conn, {}, 100)
    first, *rest = accept(batch)
    assert outcomes(adapter, conn, [first]) == {AckOutcome.ACCEPTED}
    left = {message.ack_token for message in adapter.pull_reservations(conn, {}, 100).messages}
    assert first.token not in left
    assert {item.token for item in rest} <= left


def test_what_we_could_not_read_is_left_in_its_queue(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    token = adapter.pull_reservations(conn, {}, 100).messages[0].ack_token
    assert outcomes(adapter, conn, [AckItem(token, accepted=False)]) == {AckOutcome.REJECTED}
    assert calls(sandbox, "/booking_com/hotels/ota/OTA_HotelResNotif") == 0


def test_f10_a_receipt_for_an_older_version_is_refused_and_the_newer_one_fetched(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    sandbox.reset(seed=7, reservations=600)
    batch = adapter.pull_reservations(conn, {}, 100)
    sandbox.fail("newer_version", times=1)
    results = adapter.acknowledge(conn, accept(batch))
    refused = {r.token for r in results if r.outcome is AckOutcome.REJECTED}
    assert refused
    known = {message.message_key for message in batch.messages}
    again = adapter.pull_reservations(conn, {}, 100)
    fresh = [m for m in again.messages if m.ack_token in refused and m.message_key not in known]
    assert {message.ack_token for message in fresh} == refused


def test_f11_one_wrong_receipt_does_not_stop_the_others(adapter: BookingComAdapter, conn: Conn) -> None:
    good = accept(adapter.pull_reservations(conn, {}, 100))
    wrong = AckItem("new:999", accepted=True)
    results = {r.token: r.outcome for r in adapter.acknowledge(conn, [wrong, *good])}
    assert results == {wrong.token: AckOutcome.REJECTED} | {i.token: AckOutcome.ACCEPTED for i in good}


def test_f24_a_receipt_that_meets_a_server_fault_is_sent_again(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    items = accept(adapter.pull_reservations(conn, {}, 100))
    sandbox.fail("ack_500", times=2)
    assert outcomes(adapter, conn, items) == {AckOutcome.RETRY}
    sandbox.heal()
    assert outcomes(adapter, conn, items) == {AckOutcome.ACCEPTED}


def test_a_receipt_answered_with_errors_is_not_taken_for_success(
    adapter: BookingComAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    items = accept(adapter.pull_reservations(conn, {}, 100))[:1]
    sandbox.fail("ack_errors", times=1)
    [result] = adapter.acknowledge(conn, items)
    assert (result.outcome, result.detail) == (AckOutcome.REJECTED, "Unable to process")


NAMESPACE = 'xmlns="http://www.opentravel.org/OTA/2003/05"'


@pytest.mark.parametrize(
    ("body", "success", "busy"),
    [
        (f"<R {NAMESPACE}><Success/></R>", True, False),
        (f'<R {NAMESPACE}><Success/><Warnings><Warning ShortText="late"/></Warnings></R>', True, False),
        (f'<R {NAMESPACE}><Success/><Errors><Error Code="450"/></Errors></R>', False, False),
        (f'<R {NAMESPACE}><Errors><Error Code="187"/></Errors></R>', False, True),
        (f"<R {NAMESPACE}><Success/><Success/></R>", False, True),
        (f"<R {NAMESPACE}><a><Success/></a></R>", False, True),
        (f"<Other {NAMESPACE}><Success/></Other>", False, True),
        ("<html>log in</html>", False, True),
        ("", False, True),
    ],
)
def test_only_a_plain_success_is_one(body: str, success: bool, busy: bool) -> None:
    found = verdict(body.encode(), "R")
    assert (found.success, found.busy) == (success, busy)


def test_the_next_look_waits_five_seconds_after_a_receipt(
    adapter: BookingComAdapter, conn: Conn, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    monkeypatch.setattr(BookingComAdapter, "pause_seconds", 5.0)
    monkeypatch.setattr(time, "sleep", waited.append)
    batch = adapter.pull_reservations(conn, {}, 100)
    assert waited == []
    adapter.acknowledge(conn, accept(batch))
    started = time.time()
    adapter.pull_reservations(conn, {}, 100)
    assert len(waited) == 1
    assert 4.0 < waited[0] <= 5.0 + (time.time() - started)


def test_f13_what_fell_back_to_mail_is_gone_from_the_queue_and_recovered(
    http: HttpClient, conn: Conn, sandbox: Sandbox
) -> None:
    expected = BookingComAdapter(http, memory=LocalMemory()).pull_reservations(conn, {}, 100)
    assert sandbox.control("expire", {"channel": "booking_com"})["mailed"] > 0
    plain = BookingComAdapter(http, memory=LocalMemory())
    assert plain.pull_reservations(conn, {}, 100).messages == ()
    opted_in = Conn(conn.base_url, conn.remote_hotel_id, {**conn.credentials, "recovery": "on"})
    recovering = BookingComAdapter(http, memory=LocalMemory())
    assert set(recovering.pull_reservations(opted_in, {}, 100).messages) == set(expected.messages)
    recovering.pull_reservations(opted_in, {}, 100)
    assert calls(sandbox, "/booking_com/reservations-flow-control/missed-reservations", "GET") == 1


def test_booking_com_mails_the_hotel_after_half_an_hour(adapter: BookingComAdapter) -> None:
    batch = adapter.split(new_queue(item(rooms=[room("2026-05-01")])))
    at = datetime(2026, 3, 1, 10, tzinfo=UTC)
    assert adapter.fallback_at(adapter.parse(batch.messages[0]), at) == at + timedelta(minutes=30)


def test_missed_reservations_are_those_of_the_hotel_each_once() -> None:
    body = (
        b'{"errors": [], "data": [{"hotel_id": 11125, "reservation_id": "7", "reference_type": "confirmation_to_hotel"},'
        b' {"hotel_id": "0011125", "reservation_id": 7, "reference_type": "confirmation_to_hotel"},'
        b' {"hotel_id": 11125, "reservation_id": "8", "reference_type": "cancellation"},'
        b' {"hotel_id": 11125, "reservation_id": "9"}, {"hotel_id": 5, "reservation_id": "10"}, 3,'
        b' {"hotel_id": 11125, "reservation_id": "\\n"}]}'
    )
    assert missed(body, "11125") == [
        Missed(NEW, "7"),
        Missed(MODIFY, "8"),
        Missed(NEW, "9"),
        Missed(MODIFY, "9"),
    ]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"data": 3}'])
def test_a_list_of_missed_reservations_that_is_none_is_malformed(body: bytes) -> None:
    with pytest.raises(Malformed):
        missed(body, "1")


def test_each_service_is_called_on_its_own_host_at_booking_com_and_nowhere_else() -> None:
    real = Conn("https://supply-xml.booking.com", "1", {})
    assert (host(real, RESERVATIONS_HOST), host(real, TOKEN_HOST)) == (RESERVATIONS_HOST, TOKEN_HOST)
    for address in ("http://127.0.0.1:8900/booking_com", "https://booking.com.example.net"):
        assert host(Conn(address, "1", {}), TOKEN_HOST) == address


def test_the_request_id_at_the_end_of_an_answer_is_found() -> None:
    assert request_id(b"<a/>\n<!-- RUID: [UmFuZG9tSVYk] -->") == "UmFuZG9tSVYk"
    assert request_id(b"<a/>") == ""


@pytest.mark.parametrize("queue", [NEW, MODIFY], ids=lambda queue: queue.name)
def test_a_receipt_has_the_shape_of_the_protocol(queue: Any) -> None:
    at = datetime(2026, 3, 1, 10, 0, 5, tzinfo=UTC)
    assert_shape(
        receipt(queue, ["4000000001", "4000000002"], at),
        f"{queue.endpoint}RS",
        {
            "": {"TimeStamp", "Target", "Version"},
            "Success": set(),
            f"{queue.container}/{queue.item}/ResGlobalInfo/HotelReservationIDs/HotelReservationID": {
                "ResID_Value"
            },
        },
    )
