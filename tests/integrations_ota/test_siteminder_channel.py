"""SiteMinder over real HTTP: fetched, confirmed by message number, pushed to and called by."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from accounts.models import Hotel
from compliance.models import ConsentEvent
from contacts.models import Stay
from integrations_ota.adapters.amounts import decimal_text
from integrations_ota.adapters.ari import (
    AvailabilityChange,
    DateRange,
    PushOutcome,
    RateChange,
    Restrictions,
)
from integrations_ota.adapters.errors import AuthFailed, Malformed, Unavailable, WebhookRefused
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.offers import Offer, WebhookRequest, offers
from integrations_ota.adapters.port import AckItem, AckOutcome, Conn, PullBatch
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.adapters.siteminder import messages
from integrations_ota.adapters.siteminder.adapter import SiteMinderAdapter
from integrations_ota.adapters.smx.adapter import SmxAdapter
from integrations_ota.adapters.soap import Token, unwrap, wrap
from integrations_ota.models import Acknowledgement, ChannelIssue, Connection, RawMessage
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.pull import connection_pull
from integrations_ota.services.store import raw_messages_store
from tests.factories.accounts import HotelFactory
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota import siteminder_shapes as shapes
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.siteminder import envelope, pushed, reservation
from tests.integrations_ota.test_adapters import conn_of

SIZE = int(os.environ.get("OTA_E2E_BOOKINGS", "100"))
AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
JULY = DateRange(date(2026, 7, 1), date(2026, 7, 3))
FAULTS = ("http_500", "html_200", "malformed_xml", "truncated", "throttle_429", "ack_500", "xxe")


@pytest.fixture
def siteminder(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> Connection:
    return connect(sandbox, hotel_a, "siteminder")


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(allow_private=True) as client:
        yield client


def truth(sandbox: Sandbox) -> dict[str, Any]:
    return dict(sandbox.control("truth?channel=siteminder&hotel=MERAN"))


def stays(hotel: Hotel) -> list[tuple[Any, ...]]:
    rows = Stay.objects.filter(hotel=hotel).order_by("source_channel", "reservation_code")
    return list(
        rows.values_list(
            "source_channel", "reservation_code", "status", "arrival", "departure", "total_minor",
            "guest__last_name", "room_name",
        )
    )  # fmt: skip


def test_a_pull_ends_in_what_the_sandbox_knows_to_be_true(
    siteminder: Connection, sandbox: Sandbox, now: datetime
) -> None:
    expected = truth(sandbox)
    outcome = connection_pull(connection_id=siteminder.pk, now=now)
    assert (outcome.error, outcome.quarantined, outcome.acknowledged) == ("", 1, expected["messages"])
    assert Stay.objects.count() == expected["reservations"]
    assert Stay.objects.filter(status="cancelled").count() == expected["cancelled"]
    assert sandbox.summary()["acknowledged"] == expected["messages"]
    assert ChannelIssue.objects.get(kind="malformed").detail.endswith("month must be in 1..12.")


def test_a_poll_asks_once(siteminder: Connection, sandbox: Sandbox, now: datetime) -> None:
    connection_pull(connection_id=siteminder.pk, now=now)
    actions = [request["action"] for request in sandbox.journal()]
    assert actions == ["OTA_ReadRQ", "OTA_NotifReportRQ"]
    siteminder.refresh_from_db()
    assert timedelta(minutes=3) <= siteminder.next_pull_at - now <= timedelta(minutes=3.3)


def test_f02_a_redelivery_changes_nothing_and_is_confirmed_again(
    siteminder: Connection, sandbox: Sandbox, now: datetime
) -> None:
    connection_pull(connection_id=siteminder.pk, now=now)
    before, confirmed = stays(siteminder.hotel), sandbox.summary()["acknowledged"]
    sandbox.redeliver()
    assert connection_pull(connection_id=siteminder.pk, now=now + timedelta(minutes=3)).new == 0
    assert stays(siteminder.hotel) == before
    assert sandbox.summary()["acknowledged"] == confirmed


def test_f11_a_confirmation_taken_in_part_is_told_item_by_item(http: HttpClient, sandbox: Sandbox) -> None:
    adapter, conn = adapter_for("siteminder", http), conn_of(sandbox, "siteminder")
    first = adapter.pull_reservations(conn, {}, 100).messages[0]
    items = [AckItem("Commit:unknown", accepted=True), AckItem(first.ack_token, accepted=True)]
    results = adapter.acknowledge(conn, items)
    assert [(r.outcome, r.detail) for r in results] == [
        (AckOutcome.REJECTED, "unknown message"),
        (AckOutcome.ACCEPTED, ""),
    ]


def test_f47_no_card_number_reaches_the_database(siteminder: Connection, now: datetime) -> None:
    connection_pull(connection_id=siteminder.pk, now=now)
    bodies = "".join(RawMessage.objects.values_list("body", flat=True))
    assert "4111" not in bodies.replace(" ", "")


def test_random_faults_end_in_the_state_of_a_run_without_any(
    siteminder: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.reset(seed=7, reservations=3 * SIZE)
    rng = random.Random("siteminder faults")
    smooth = connect(sandbox, HotelFactory(slug="smooth"), "siteminder")
    connection_pull(connection_id=smooth.pk, now=now)
    sandbox.redeliver()
    at = now
    for _ in range(12):
        at += timedelta(minutes=30)
        sandbox.fail(rng.choice(FAULTS), "siteminder", times=1)
        connection_pull(connection_id=siteminder.pk, now=at)
        if rng.random() < 0.3:
            sandbox.redeliver()
    sandbox.heal()
    assert connection_pull(connection_id=siteminder.pk, now=at + timedelta(hours=1)).error == ""
    assert stays(siteminder.hotel) == stays(smooth.hotel)
    assert len(stays(siteminder.hotel)) == truth(sandbox)["reservations"] >= SIZE
    assert Acknowledgement.objects.filter(acked_at=None).count() == 0


def test_it_offers_pushes_and_calls(http: HttpClient) -> None:
    assert offers(SiteMinderAdapter(http)) >= {Offer.PUSH_AVAILABILITY, Offer.PUSH_RATES, Offer.WEBHOOKS}
    assert offers(SmxAdapter(http)) == {Offer.WEBHOOKS}


def availability(key: str, room: str, available: int = 4) -> AvailabilityChange:
    return AvailabilityChange(key, room, JULY, available)


def rate(key: str, room: str = "EZ", price: int | None = 9000, **limits: Any) -> RateChange:
    return RateChange(key, room, "BAR", JULY, price, "EUR", Restrictions(**limits))


def calendar_of(sandbox: Sandbox) -> dict[str, Any]:
    return dict(sandbox.control("siteminder")["calendar"])


def test_f86_availability_reaches_both_ends_of_a_range(http: HttpClient, sandbox: Sandbox) -> None:
    conn = conn_of(sandbox, "siteminder")
    report = SiteMinderAdapter(http).push_availability(conn, [availability("a", "EZ")])
    assert [(r.key, r.outcome) for r in report.results] == [("a", PushOutcome.ACCEPTED)]
    assert calendar_of(sandbox) == {f"MERAN EZ - 2026-07-0{day}": {"available": 4} for day in (1, 2, 3)}


def test_a_rate_carries_its_price_and_its_restrictions(http: HttpClient, sandbox: Sandbox) -> None:
    change = rate("a", closed_to_arrival=True, min_stay=2, max_stay=14)
    report = SiteMinderAdapter(http).push_rates(conn_of(sandbox, "siteminder"), [change])
    assert [r.outcome for r in report.results] == [PushOutcome.ACCEPTED]
    assert calendar_of(sandbox)["MERAN EZ BAR 2026-07-02"] == {
        "closed": False, "closed Arrival": True, "closed Departure": False,
        "SetMinLOS": 2, "SetMaxLOS": 14, "price": 9000,
    }  # fmt: skip


def test_f43_an_error_at_one_change_refuses_it_and_sends_the_others_again(
    http: HttpClient, sandbox: Sandbox
) -> None:
    changes = [availability("a", "EZ"), availability("b", "NOWHERE")]
    report = SiteMinderAdapter(http).push_availability(conn_of(sandbox, "siteminder"), changes)
    assert [(r.key, r.outcome, r.detail) for r in report.results] == [
        ("a", PushOutcome.RETRY, ""),
        ("b", PushOutcome.REJECTED, "Invalid room type"),
    ]


def test_f84_a_warned_price_holds_and_is_shown(http: HttpClient, sandbox: Sandbox) -> None:
    report = SiteMinderAdapter(http).push_rates(
        conn_of(sandbox, "siteminder"), [rate("a", price=500), rate("b")]
    )
    assert [(r.key, r.outcome, r.detail) for r in report.results] == [
        ("a", PushOutcome.WARNED, "price is very low"),
        ("b", PushOutcome.ACCEPTED, ""),
    ]
    assert calendar_of(sandbox)["MERAN EZ BAR 2026-07-01"]["price"] == 9000


def test_restrictions_without_a_price_send_no_price(http: HttpClient, sandbox: Sandbox) -> None:
    SiteMinderAdapter(http).push_rates(conn_of(sandbox, "siteminder"), [rate("a", price=None, closed=True)])
    assert [r["action"] for r in sandbox.journal()] == ["OTA_HotelAvailNotifRQ"]


def test_f24_a_fault_of_the_channel_fails_the_push_as_a_whole(http: HttpClient, sandbox: Sandbox) -> None:
    sandbox.fail("http_500", "siteminder")
    with pytest.raises(Unavailable):
        SiteMinderAdapter(http).push_availability(conn_of(sandbox, "siteminder"), [availability("a", "EZ")])


@pytest.mark.parametrize(
    ("minor", "currency", "text"), [(9000, "EUR", "90.00"), (9000, "JPY", "9000"), (9001, "KWD", "9.001")]
)
def test_f48_money_is_written_with_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert decimal_text(minor, currency) == text


def test_every_message_we_send_has_the_documented_shape() -> None:
    head: messages.Head = {"hotel_code": "MERAN", "requestor": "BELLHOP", "echo": "e1", "at": AT}
    rates = [rate("a", min_stay=1), rate("b", closed=True, max_stay=7)]
    sent = [
        messages.ping_request(echo="e1", at=AT),
        messages.read_request(**head),
        messages.report_request([AckItem("Commit:m-1", accepted=True)], echo="e1", at=AT),
        messages.availability_request([availability("a", "EZ")], **head),
        messages.restrictions_request(rates, **head),
        messages.rates_request(rates, **head),
    ]
    for message in sent:
        name = etree.QName(message).localname
        assert etree.QName(message).namespace == "http://www.opentravel.org/OTA/2003/05"
        assert shapes.complaints(message, shapes.SITEMINDER[name]) == []


def test_the_shape_checker_finds_what_is_wrong() -> None:
    message = messages.ping_request(echo="", at=AT)
    etree.SubElement(message, "Novelty")
    found = shapes.complaints(message, shapes.SITEMINDER["OTA_PingRQ"])
    assert found == ["/OTA_PingRQ@EchoToken is empty", "/OTA_PingRQ holds Novelty"]


def test_a_password_is_sent_in_the_envelope_and_shown_in_no_repr() -> None:
    token = Token("hotel", "lake & view")
    opened = unwrap(wrap(messages.ping_request(echo="e", at=AT), token)).token
    assert opened is not None
    assert opened == token
    assert "lake" not in repr(opened)


CONN = Conn("https://x", "MERAN", {"push_username": "siteminder", "webhook_secret": "push-sandbox-secret"})


def call(body: bytes) -> WebhookRequest:
    return WebhookRequest("POST", {}, {}, body, AT)


def signed(
    payload: str, *, username: str = "siteminder", password: str = "push-sandbox-secret"
) -> WebhookRequest:
    return call(envelope(payload, username=username, password=password))


@pytest.mark.parametrize("adapter", [SiteMinderAdapter, SmxAdapter])
def test_a_call_with_our_token_carries_its_reservations(adapter: Any, http: HttpClient) -> None:
    request = signed(pushed(reservation(status="Cancelled" if adapter is SmxAdapter else "Cancel")))
    taken = adapter(http).verify_webhook(CONN, request)
    assert (taken.hotel_code, len(taken.messages)) == ("MERAN", 1)
    answer = adapter(http).answer_webhook(request, taken)
    root = unwrap(answer.body).payload
    assert (answer.status, etree.QName(root).localname) == (200, "OTA_HotelResNotifRS")
    assert (root.get("EchoToken"), [etree.QName(e).localname for e in root]) == ("e1", ["Success"])


@pytest.mark.parametrize(
    "request_",
    [
        signed(pushed(reservation()), password="wrong"),
        signed(pushed(reservation()), username="someone"),
        call(envelope(pushed(reservation()))),
        call(pushed(reservation()).encode()),
    ],
)
def test_f63_a_call_without_our_token_is_refused(request_: WebhookRequest, http: HttpClient) -> None:
    with pytest.raises(WebhookRefused):
        SmxAdapter(http).verify_webhook(CONN, request_)


def test_f90_an_empty_secret_proves_nothing(http: HttpClient) -> None:
    open_conn = Conn("https://x", "MERAN", {"push_username": "", "webhook_secret": ""})
    with pytest.raises(WebhookRefused):
        SmxAdapter(http).verify_webhook(
            open_conn, call(envelope(pushed(reservation()), username=" ", password=""))
        )


def test_f90_a_call_about_two_hotels_is_refused(http: HttpClient) -> None:
    other = reservation(message="m-2").replace('HotelCode="MERAN"', 'HotelCode="BREGENZ"')
    with pytest.raises(WebhookRefused):
        SmxAdapter(http).verify_webhook(CONN, signed(pushed(reservation(), other)))


def test_smx_is_told_errors_under_http_200_so_that_it_tries_again(http: HttpClient) -> None:
    answer = SmxAdapter(http).answer_webhook(call(b"rubbish"), None)
    error = unwrap(answer.body).payload.find("{*}Errors/{*}Error")
    assert (answer.status, error is not None and error.get("Code")) == (200, "450")


@pytest.mark.parametrize("body", ["<Profile/>", ""])
def test_another_message_is_kept_and_asked_for_again(body: str, http: HttpClient) -> None:
    with pytest.raises(Malformed):
        SmxAdapter(http).verify_webhook(CONN, signed(body))


def test_smx_checks_that_there_is_a_long_password(http: HttpClient) -> None:
    with pytest.raises(AuthFailed, match="at least 12 characters"):
        SmxAdapter(http).check_connection(Conn("https://x", "MERAN", {"webhook_secret": "short"}))


def deliver(connection: Connection, http: HttpClient, now: datetime, *bodies: bytes) -> None:
    """Take calls of SMX as the door for calls does: prove, store; then apply."""
    adapter = SmxAdapter(http)
    for body in bodies:
        taken = adapter.verify_webhook(CONN, call(body))
        batch = PullBatch(taken.messages, (), {}, has_more=False)
        raw_messages_store(connection=connection, batch=batch, now=now)
    messages_apply(connection=connection, adapter=adapter, now=now)


def smx_call(sandbox: Sandbox, number: int, consent: dict[str, str] | None = None) -> bytes:
    wanted = {"hotel": "MERAN", "number": number, "smx": True, "consent": consent}
    return str(sandbox.control("siteminder", wanted)["body"]).encode()


def test_smx_pushes_end_in_what_the_sandbox_knows_to_be_true_however_often_they_come(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime, http: HttpClient
) -> None:
    connection = connect(sandbox, hotel_a, "smx")
    total = sandbox.control("siteminder", {"hotel": "MERAN", "number": 0, "smx": True})["total"]
    bodies = [smx_call(sandbox, number) for number in range(total)]
    random.Random(3).shuffle(bodies)
    deliver(connection, http, now, *bodies, *bodies[:20])
    expected = sandbox.control("truth?channel=smx&hotel=MERAN")
    assert Stay.objects.count() == expected["reservations"]
    assert Stay.objects.filter(status="cancelled").count() == expected["cancelled"]


def test_f51_a_consent_flag_of_smx_becomes_consent_with_the_messages_hash(
    in_a: Any, hotel_a: Hotel, now: datetime, http: HttpClient
) -> None:
    connection = ConnectionFactory(hotel=hotel_a, channel="smx")
    text = reservation(
        status="Reserved", email="chloe@example.com", flags=' ShareAllMarketInd="Yes"', source="BE"
    )
    deliver(connection, http, now, signed(pushed(text)).body)
    event = ConsentEvent.objects.get()
    assert (event.granted, event.purpose) == (True, "marketing")
    assert event.evidence["message_sha256"] == RawMessage.objects.get().sha256
