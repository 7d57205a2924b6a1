"""Agoda over real HTTP: listed by time, read in detail, pushed to, and hinted at."""

import os
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import etree

from accounts.models import Hotel
from contacts.models import Guest, Stay
from integrations_ota.adapters.agoda import messages
from integrations_ota.adapters.agoda.adapter import AgodaAdapter
from integrations_ota.adapters.ari import AvailabilityChange, DateRange, PushOutcome, RateChange, Restrictions
from integrations_ota.adapters.errors import AuthFailed, ContractViolation, Throttled, WebhookRefused
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.offers import Offer, WebhookRequest, offers
from integrations_ota.adapters.port import Answer, Conn
from integrations_ota.models import ChannelIssue, Connection, RawMessage
from integrations_ota.services.pull import connection_pull
from tests.factories.accounts import HotelFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.siteminder_shapes import MANY, complaints, shape

SIZE = int(os.environ.get("OTA_E2E_BOOKINGS", "100"))
AT = datetime(2026, 6, 1, 12, 0, tzinfo=UTC)
JULY = DateRange(date(2026, 7, 1), date(2026, 7, 3))
FAULTS = ("http_500", "html_200", "malformed_xml", "truncated", "throttle_429", "xxe")


@pytest.fixture
def agoda(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> Connection:
    return connect(sandbox, hotel_a, "agoda")


@pytest.fixture
def http() -> Iterator[HttpClient]:
    with HttpClient(allow_private=True) as client:
        yield client


def conn_of(sandbox: Sandbox, **changes: Any) -> Conn:
    facts = next(c for c in sandbox.connections() if c["channel"] == "agoda")
    values = {name: facts[name] for name in ("base_url", "remote_hotel_id", "credentials")}
    return Conn(**(values | {"now": AT} | changes))


def stays(hotel: Hotel) -> list[tuple[Any, ...]]:
    rows = Stay.objects.filter(hotel=hotel).order_by("reservation_code")
    return list(
        rows.values_list(
            "source_channel",
            "reservation_code",
            "status",
            "arrival",
            "departure",
            "total_minor",
            "guest__last_name",
        )
    )


def test_a_pull_ends_in_what_the_sandbox_knows_to_be_true(
    agoda: Connection, sandbox: Sandbox, now: datetime
) -> None:
    expected = sandbox.control("truth?channel=agoda&hotel=MERAN")
    outcome = connection_pull(connection_id=agoda.pk, now=now)
    assert (outcome.error, outcome.quarantined) == ("", 1)
    found = [
        [str(arrival), str(departure), status == "cancelled"]
        for arrival, departure, status in Stay.objects.values_list("arrival", "departure", "status")
    ]
    assert sorted(found) == sorted([a, d, kind == "cancelled"] for a, d, kind in expected["stays"])
    assert set(Guest.objects.values_list("email", flat=True)) == {""}
    assert ChannelIssue.objects.get(kind="malformed").detail.endswith("month must be in 1..12.")


def test_the_first_poll_looks_89_days_back_in_weeks_and_the_next_one_15_minutes(
    agoda: Connection, sandbox: Sandbox, now: datetime
) -> None:
    connection_pull(connection_id=agoda.pk, now=now)
    lists = [r for r in sandbox.journal() if r["action"] == "type 3"]
    assert len(lists) == 13
    agoda.refresh_from_db()
    assert agoda.cursor == {"from": (now - timedelta(minutes=15)).isoformat()}
    later = now + timedelta(minutes=5)
    assert connection_pull(connection_id=agoda.pk, now=later).new == 0
    assert len([r for r in sandbox.journal() if r["action"] == "type 3"]) == 14


def test_fetching_again_from_a_moment_changes_nothing(
    agoda: Connection, sandbox: Sandbox, now: datetime
) -> None:
    connection_pull(connection_id=agoda.pk, now=now)
    before = stays(agoda.hotel)
    again = connection_pull(connection_id=agoda.pk, now=now, since=now - timedelta(days=60))
    assert (again.new, again.received > 0, stays(agoda.hotel)) == (0, True, before)


def test_f14_more_than_fifty_bookings_are_read_in_portions(
    agoda: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.reset(seed=7, reservations=3000)
    outcome = connection_pull(connection_id=agoda.pk, now=now)
    assert outcome.error == ""
    details = [r for r in sandbox.journal() if r["action"] == "type 4"]
    assert len(details) > 13
    assert {r["status"] for r in details} == {200}


def test_random_faults_end_in_the_state_of_a_run_without_any(
    agoda: Connection, sandbox: Sandbox, now: datetime
) -> None:
    sandbox.reset(seed=7, reservations=3 * SIZE)
    smooth = connect(sandbox, HotelFactory(slug="smooth"), "agoda")
    connection_pull(connection_id=smooth.pk, now=now)
    rng = random.Random("agoda faults")
    at = now
    for _ in range(12):
        at += timedelta(minutes=30)
        sandbox.fail(rng.choice(FAULTS), "agoda", times=1)
        connection_pull(connection_id=agoda.pk, now=at)
    sandbox.heal()
    assert connection_pull(connection_id=agoda.pk, now=at + timedelta(hours=1)).error == ""
    assert stays(agoda.hotel) == stays(smooth.hotel)
    assert (
        len(stays(smooth.hotel)) == sandbox.control("truth?channel=agoda&hotel=MERAN")["reservations"] >= SIZE
    )


def test_f47_no_card_number_reaches_the_database(agoda: Connection, now: datetime) -> None:
    connection_pull(connection_id=agoda.pk, now=now)
    assert "4111" not in "".join(RawMessage.objects.values_list("body", flat=True)).replace(" ", "")


def test_a_check_proves_key_and_property(http: HttpClient, sandbox: Sandbox) -> None:
    adapter = AgodaAdapter(http)
    report = adapter.check_connection(conn_of(sandbox))
    assert report.answers == {"property": Answer.OK, "reservations": Answer.UNKNOWN}
    assert sandbox.summary()["delivered"] == 0
    with pytest.raises(AuthFailed, match="“Invalid API key”"):
        adapter.check_connection(conn_of(sandbox, credentials={"api_key": "x"}))
    with pytest.raises(ContractViolation, match="“Invalid property id”"):
        adapter.check_connection(conn_of(sandbox, remote_hotel_id="NOWHERE"))


def test_f23_throttling_says_how_long(http: HttpClient, sandbox: Sandbox) -> None:
    sandbox.fail("throttle_429", "agoda")
    with pytest.raises(Throttled) as caught:
        AgodaAdapter(http).push_availability(conn_of(sandbox), [AvailabilityChange("a", "EZ", JULY, 4)])
    assert caught.value.retry_after == 30


def test_the_key_in_the_address_is_in_no_error_and_no_log(
    agoda: Connection, sandbox: Sandbox, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    sandbox.fail("http_500", "agoda")
    with caplog.at_level("INFO"):
        connection_pull(connection_id=agoda.pk, now=now)
    agoda.refresh_from_db()
    assert agoda.last_error
    assert "sandbox-key" not in caplog.text + agoda.last_error + agoda.credentials


def rate(key: str, room: str = "EZ", price: int | None = 9000, **limits: Any) -> RateChange:
    return RateChange(key, room, "BAR", JULY, price, "EUR", Restrictions(**limits))


def calendar_of(sandbox: Sandbox) -> dict[str, Any]:
    return dict(sandbox.control("agoda")["calendar"])


def test_it_offers_pushes_and_hints(http: HttpClient) -> None:
    assert offers(AgodaAdapter(http)) >= {Offer.PUSH_AVAILABILITY, Offer.PUSH_RATES, Offer.WEBHOOKS}


def test_f86_availability_reaches_both_ends_of_a_range(http: HttpClient, sandbox: Sandbox) -> None:
    report = AgodaAdapter(http).push_availability(conn_of(sandbox), [AvailabilityChange("a", "EZ", JULY, 4)])
    assert [(r.key, r.outcome) for r in report.results] == [("a", PushOutcome.ACCEPTED)]
    assert calendar_of(sandbox) == {f"MERAN EZ - 2026-07-0{day}": {"available": 4} for day in (1, 2, 3)}


def test_a_rate_carries_its_price_and_its_restrictions(http: HttpClient, sandbox: Sandbox) -> None:
    AgodaAdapter(http).push_rates(conn_of(sandbox), [rate("a", closed_to_arrival=True, min_stay=2)])
    assert calendar_of(sandbox)["MERAN EZ BAR 2026-07-02"] == {
        "price": "90.00", "closed": "false", "cta": "true", "ctd": "false", "min_los": "2", "max_los": "0",
    }  # fmt: skip


def test_f43_a_partial_success_is_told_change_by_change(http: HttpClient, sandbox: Sandbox) -> None:
    report = AgodaAdapter(http).push_rates(
        conn_of(sandbox), [rate("a"), rate("b", "NOWHERE"), rate("c", "DZ-GART")]
    )
    assert [(r.key, r.outcome, r.detail) for r in report.results] == [
        ("a", PushOutcome.ACCEPTED, ""),
        ("b", PushOutcome.REJECTED, "Invalid room id"),
        ("c", PushOutcome.ACCEPTED, ""),
    ]
    assert "MERAN DZ-GART BAR 2026-07-01" in calendar_of(sandbox)


_DATES = (shape("from to", dow=(shape(text=True), 7, 7)), 1, 1)
_WORD = (shape(text=True), 1, 1)
_LIMITS = shape(closed=_WORD, cta=_WORD, ctd=_WORD, min_los=_WORD, max_los=_WORD)
_PRICES = shape("currency", occupancy=(shape(full=_WORD), 1, 1))
_ROOM = shape("id room_id", date_range=_DATES, allotment=_WORD)
_RATE = shape(
    "id room_id rateplan_id", date_range=_DATES, prices=(_PRICES, 0, 1), restrictions=(_LIMITS, 1, 1)
)


def envelope(**criteria: Any) -> Any:
    return shape("timestamp type", criteria=(shape(**criteria), 1, 1))


def test_every_message_we_send_has_the_documented_shape() -> None:
    sent = [
        (
            messages.list_request(property_id="MERAN", start=AT - timedelta(minutes=5), end=AT, at=AT),
            envelope(must="from to", property=(shape("id"), 1, 5)),
        ),
        (
            messages.detail_request(property_id="MERAN", booking_ids=["1", "2"], at=AT),
            envelope(must="property_id", booking=(shape("id"), 1, 50)),
        ),
        (
            messages.availability_request(
                [AvailabilityChange("a", "EZ", JULY, 4)], property_id="MERAN", at=AT
            ),
            envelope(must="property_id", inventory=(shape(update=(_ROOM, 1, MANY)), 1, 1)),
        ),
        (
            messages.rates_request(
                [rate("a"), rate("b", price=None, closed=True)], property_id="MERAN", at=AT
            ),
            envelope(must="property_id", rate=(shape(update=(_RATE, 1, MANY)), 1, 1)),
        ),
    ]
    for message, wanted in sent:
        root = etree.fromstring(message)
        assert root.tag == "request"
        assert complaints(root, wanted) == []


def hint(sandbox: Sandbox, key: str = "hint-sandbox-secret", body: str = "") -> WebhookRequest:
    body = body or str(sandbox.control("agoda", {"hotel": "MERAN"})["body"])
    return WebhookRequest("POST", {}, {"key": key}, body.encode(), AT)


def test_a_hint_only_triggers_a_pull(http: HttpClient, sandbox: Sandbox) -> None:
    adapter, request = AgodaAdapter(http), hint(sandbox)
    taken = adapter.verify_webhook(conn_of(sandbox), request)
    assert (taken.hotel_code, taken.messages) == ("MERAN", ())
    assert adapter.verify_webhook(conn_of(sandbox), request).delivery_id == taken.delivery_id
    assert [adapter.answer_webhook(request, one).status for one in (taken, None)] == [200, 503]


def test_f90_a_hint_with_another_key_or_about_two_hotels_is_refused(
    http: HttpClient, sandbox: Sandbox
) -> None:
    adapter = AgodaAdapter(http)
    two = '<bookings><booking property_id="MERAN"/><booking property_id="BREGENZ"/></bookings>'
    for request in (hint(sandbox, key="wrong"), hint(sandbox, key=""), hint(sandbox, body=two)):
        with pytest.raises(WebhookRefused):
            adapter.verify_webhook(conn_of(sandbox), request)
