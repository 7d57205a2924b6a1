"""Expedia's Lodging API: reservations by GraphQL over real HTTP, and signed notifications."""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from integrations_ota.adapters.errors import (
    AuthFailed,
    ContractViolation,
    Malformed,
    Unavailable,
    WebhookRefused,
)
from integrations_ota.adapters.expedia.lodging import ExpediaLodgingAdapter
from integrations_ota.adapters.expedia.lodging_client import decode, raise_for_errors
from integrations_ota.adapters.expedia.lodging_webhook import signature
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.memory import LocalMemory
from integrations_ota.adapters.offers import Offer, WebhookRequest, offers
from integrations_ota.adapters.port import (
    AckItem,
    AckOutcome,
    Conn,
    ParsedReservation,
    PullBatch,
    ReservationStatus,
)
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.test_adapters import conn_of

NOW = datetime(2026, 6, 1, 10, 0, tzinfo=UTC)
SIGNED = Conn("https://api.expediagroup.com", "111", {"webhook_secret": "new", "webhook_secret_old": "old"})
BODY = json.dumps(
    {
        "notification_id": "n-1",
        "event_name": "supply.reservation.create",
        "payload": {
            "property_id": "111", "reservation_id": "EG1", "action_type": "CREATE", "confirmation_token": "t-9",
        },
    }
).encode()  # fmt: skip
NODE: dict[str, Any] = {
    "id": "EG1", "status": "BOOKED", "lastUpdatedDateTime": "2026-03-01T09:00:00Z",
    "creationDateTime": "2026-03-01T09:00:00Z", "checkInDate": "2026-05-01", "checkOutDate": "2026-05-03",
    "adultCount": 2, "childCount": 1, "childAges": [6], "specialRequest": "late, card 4111 1111 1111 1111",
    "reservationIds": [{"id": "S7", "idSource": "SUPPLIER"}, {"id": "9001", "idSource": "EXPEDIA"}],
    "unitIds": [{"id": "21", "idSource": "EXPEDIA"}], "rateIds": [{"id": "31A", "idSource": "EXPEDIA"}],
    "primaryGuest": {
        "firstName": "Ana", "lastName": "Silva", "emailAddress": "x@m.expediapartnercentral.com",
        "phoneNumbers": [{"countryCode": "351", "areaCode": "21", "number": "1234567"}],
    },
    "supplierAmount": {"currencyCode": "EUR", "total": {"amountAfterTax": "198.00"}},
}  # fmt: skip


@pytest.fixture
def adapter() -> Iterator[ExpediaLodgingAdapter]:
    with HttpClient(allow_private=True) as client:
        yield ExpediaLodgingAdapter(client, memory=LocalMemory())


@pytest.fixture
def conn(sandbox: Sandbox) -> Conn:
    sandbox.reset(seed=7, reservations=900)
    return conn_of(sandbox, "expedia_lodging")


def page(*nodes: Any) -> bytes:
    edges = [{"cursor": str(n), "node": node} for n, node in enumerate(nodes)]
    reservations = {"pageInfo": {"hasNextPage": False, "endCursor": "1"}, "edges": edges}
    return json.dumps({"data": {"property": {"reservations": reservations}}}).encode()


def keys_of(batch: PullBatch) -> list[str]:
    return [m.message_key for m in batch.messages] + [q.message_key for q in batch.quarantined]


def parse(adapter: ExpediaLodgingAdapter, **changes: Any) -> ParsedReservation:
    return adapter.parse(adapter.split(page({**NODE, **changes})).messages[0])


def call(
    *,
    body: bytes = BODY,
    secret: str = "new",
    at: datetime = NOW,
    header: str = "",
    key: str = "",
    method: str = "POST",
) -> WebhookRequest:
    stamp = str(int(at.timestamp() * 1000))
    headers = {
        "api-key": key,
        "x-eg-notification-timestamp": stamp,
        "x-eg-notification-signature-v2": header or f"sha256={signature(secret, stamp, body)}",
    }
    return WebhookRequest(method, headers, {}, body, NOW)


def test_a_reservation_is_read_whole(adapter: ExpediaLodgingAdapter) -> None:
    found = parse(adapter)
    assert (found.reservation_id, found.reservation_code, found.source_channel) == ("EG1", "9001", "expedia")
    assert (found.status, found.arrival, found.departure) == (
        ReservationStatus.BOOKED, date(2026, 5, 1), date(2026, 5, 3),
    )  # fmt: skip
    assert (found.adults, found.children, found.total_minor, found.currency) == (2, 1, 19800, "EUR")
    assert found.guest is not None
    assert (found.guest.last_name, found.guest.phone) == ("Silva", "+351211234567")
    assert (found.comments, found.issues) == (("late, card [card number removed]",), ())


def test_a_later_update_is_a_change_and_a_cancellation_is_said(adapter: ExpediaLodgingAdapter) -> None:
    later = {"lastUpdatedDateTime": "2026-03-02T09:00:00Z"}
    assert parse(adapter, **later).status is ReservationStatus.MODIFIED
    assert parse(adapter, **later, status="CANCELLED").status is ReservationStatus.CANCELLED
    with pytest.raises(Malformed) as caught:
        parse(adapter, status="PENDING_SOMETHING")
    assert caught.value.kind == "ambiguous_cancellation"


@pytest.mark.parametrize(
    "change",
    [
        {"checkInDate": "soon"}, {"checkOutDate": "2026-04-01"}, {"lastUpdatedDateTime": None},
        {"supplierAmount": {"currencyCode": "EUR", "total": {"amountAfterTax": "lots"}}},
    ],
    ids=str,
)  # fmt: skip
def test_what_cannot_be_read_is_malformed(adapter: ExpediaLodgingAdapter, change: dict[str, Any]) -> None:
    with pytest.raises(Malformed):
        parse(adapter, **change)


def test_odd_shapes_are_empty_and_never_another_exception(adapter: ExpediaLodgingAdapter) -> None:
    found = parse(
        adapter, primaryGuest=3, unitIds="x", childAges={}, supplierAmount=None, reservationIds=None
    )
    assert (found.guest, found.total_minor, found.reservation_code) == (None, None, "EG1")
    assert [issue.kind for issue in found.issues] == ["no_guest", "unmapped_room"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"data": 3}', b'{"data": {"property": null}}'])
def test_other_documents_are_refused(adapter: ExpediaLodgingAdapter, body: bytes) -> None:
    with pytest.raises(Malformed):
        adapter.split(body)


def test_pages_bring_every_reservation_once(adapter: ExpediaLodgingAdapter, conn: Conn) -> None:
    keys: list[str] = []
    cursor: Any = {}
    for _ in range(20):
        batch = adapter.pull_reservations(conn, cursor, 10)
        keys += keys_of(batch)
        cursor = batch.next_cursor
        if not batch.has_more:
            break
    whole = adapter.pull_reservations(conn, {}, 100)
    assert sorted(keys) == sorted(keys_of(whole))
    assert len(keys) > 10


def test_the_next_pull_begins_where_the_clock_of_the_channel_stood(
    adapter: ExpediaLodgingAdapter, conn: Conn
) -> None:
    first = adapter.pull_reservations(conn, {}, 10)
    second = adapter.pull_reservations(conn, first.next_cursor, 100)
    assert (first.has_more, second.has_more) == (True, False)
    assert second.next_cursor == {"since": first.next_cursor["seen"]}
    assert adapter.pull_reservations(conn, second.next_cursor, 100).messages == ()


def test_only_what_changed_since_a_moment_is_fetched_with_an_overlap(
    adapter: ExpediaLodgingAdapter, conn: Conn
) -> None:
    everything = adapter.pull_reservations(conn, {}, 100).messages
    times = sorted(json.loads(m.body)["lastUpdatedDateTime"] for m in everything)
    middle = datetime.fromisoformat(times[len(times) // 2])
    since = (middle + timedelta(minutes=9)).isoformat()
    found = adapter.pull_reservations(conn, {"since": since}, 100).messages
    assert {json.loads(m.body)["lastUpdatedDateTime"] for m in found} == {
        at for at in times if datetime.fromisoformat(at) >= middle - timedelta(minutes=1)
    }


def test_f43_errors_at_http_200_are_errors(
    adapter: ExpediaLodgingAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    sandbox.fail("graphql_errors", "expedia_lodging", times=1)
    with pytest.raises(ContractViolation, match="something is wrong with the query"):
        adapter.pull_reservations(conn, {}, 100)
    assert adapter.pull_reservations(conn, {}, 100).messages


@pytest.mark.parametrize(
    ("code", "kind"),
    [("FORBIDDEN", AuthFailed), ("SERVICE_UNAVAILABLE", Unavailable), ("", ContractViolation)],
)
def test_each_kind_of_graphql_error_has_its_meaning(code: str, kind: type[Exception]) -> None:
    body = json.dumps({"errors": [{"message": "no", "extensions": {"code": code}}]}).encode()
    with pytest.raises(kind):
        raise_for_errors(decode(body))


def test_an_expired_token_is_renewed_once(
    adapter: ExpediaLodgingAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    before = adapter.pull_reservations(conn, {}, 100)
    sandbox.fail("token_expired", "expedia_lodging", times=1)
    assert adapter.pull_reservations(conn, {}, 100) == before


def test_it_offers_webhooks(adapter: ExpediaLodgingAdapter) -> None:
    assert Offer.WEBHOOKS in offers(adapter)


@pytest.mark.parametrize("secret", ["new", "old"])
def test_f63_a_notification_signed_with_the_new_or_the_old_secret_is_taken(
    adapter: ExpediaLodgingAdapter, secret: str
) -> None:
    found = adapter.verify_webhook(SIGNED, call(secret=secret))
    assert (found.delivery_id, found.hotel_code, found.messages) == ("n-1", "111", ())


def test_f63_two_signatures_during_a_rotation_are_taken(adapter: ExpediaLodgingAdapter) -> None:
    stamp = str(int(NOW.timestamp() * 1000))
    both = ", ".join(f"sha256={signature(secret, stamp, BODY)}" for secret in ("unknown", "new"))
    assert adapter.verify_webhook(SIGNED, call(header=both)).delivery_id == "n-1"


@pytest.mark.parametrize(
    "request_",
    [
        call(secret="wrong"),
        call(at=NOW - timedelta(minutes=6)),
        call(at=NOW + timedelta(minutes=6)),
        call(header="sha256="),
        call(header="x"),
        WebhookRequest("POST", {}, {}, BODY, NOW),
        WebhookRequest("POST", call().headers, {}, json.dumps(json.loads(BODY), indent=1).encode(), NOW),
    ],
    ids=["secret", "old", "early", "empty", "other", "unsigned", "re-serialised"],
)
def test_f63_a_call_that_does_not_prove_itself_is_refused(
    adapter: ExpediaLodgingAdapter, request_: WebhookRequest
) -> None:
    with pytest.raises(WebhookRefused):
        adapter.verify_webhook(SIGNED, request_)


def test_f90_without_a_secret_of_its_own_a_connection_takes_no_call(adapter: ExpediaLodgingAdapter) -> None:
    with pytest.raises(WebhookRefused):
        adapter.verify_webhook(Conn("https://x.example", "111", {"webhook_secret": ""}), call(secret=""))


def test_the_key_of_the_callback_is_compared_where_there_is_one(adapter: ExpediaLodgingAdapter) -> None:
    keyed = Conn(SIGNED.base_url, "111", {**SIGNED.credentials, "webhook_key": "k"})
    assert adapter.verify_webhook(keyed, call(key="k")).hotel_code == "111"
    with pytest.raises(WebhookRefused):
        adapter.verify_webhook(keyed, call(key="other"))


def test_a_signed_body_that_cannot_be_read_is_malformed(adapter: ExpediaLodgingAdapter) -> None:
    with pytest.raises(Malformed):
        adapter.verify_webhook(SIGNED, call(body=b"<x/>"))


def test_a_notification_is_confirmed_with_its_token_once_the_reservation_is_stored(
    adapter: ExpediaLodgingAdapter, conn: Conn, sandbox: Sandbox
) -> None:
    number = adapter.pull_reservations(conn, {}, 100).messages[0].ack_token
    signed = Conn(conn.base_url, conn.remote_hotel_id, {**conn.credentials, "webhook_secret": "new"})
    body = BODY.replace(b'"111"', b'"MERAN"').replace(b'"EG1"', f'"{number}"'.encode())
    adapter.verify_webhook(signed, call(body=body))
    [result] = adapter.acknowledge(signed, [AckItem(number, accepted=True)])
    assert result.outcome is AckOutcome.ACCEPTED
    confirmed = sandbox.control("desk?channel=expedia_lodging&hotel=confirmed")
    assert confirmed[number] == {
        "propertyId": "MERAN", "reservationId": number, "confirmationToken": "t-9", "actionType": "CREATE",
        "confirmationCode": f"BH{number}",
    }  # fmt: skip


def test_expedias_look_whether_the_address_lives_is_answered(adapter: ExpediaLodgingAdapter) -> None:
    probe = WebhookRequest("GET", {}, {}, b"", NOW)
    found = adapter.verify_webhook(SIGNED, probe)
    assert (found.messages, adapter.answer_webhook(probe, found).status) == ((), 200)
    assert adapter.answer_webhook(probe, None).status == 503
