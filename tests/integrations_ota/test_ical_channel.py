"""Calendars over real HTTP: polled, compared, and never trusted on a bad day."""

import logging
import os
import random
from datetime import datetime, timedelta
from typing import Any

import httpx2
import pytest

from accounts.models import Hotel
from contacts.models import Guest, Stay
from integrations_ota.adapters.errors import ContractViolation
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.ical.adapter import IcalAdapter
from integrations_ota.adapters.port import Answer, Conn
from integrations_ota.models import ChannelIssue, Connection, RawMessage
from integrations_ota.services.channel import conn_of
from integrations_ota.services.connections import connection_create
from integrations_ota.services.pull import connection_pull
from integrations_ota.types import PullOutcome
from tests.factories.accounts import HotelFactory
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.sandbox import Sandbox

SIZE = int(os.environ.get("OTA_E2E_BOOKINGS", "100"))
STEPS = 6
FAULTS = ("empty", "shrunk", "cut", "no_body", "gone", "http_500", "html_200", "throttle_429")
OWN_FAULTS = {"empty", "shrunk", "cut", "no_body", "gone", "moved", "moved_in_circles"}


def connect(sandbox: Sandbox, hotel: Hotel, style: str = "airbnb") -> Connection:
    label = f"Apartment {style}"
    facts = next(c for c in sandbox.connections() if c["remote_hotel_id"] == label)
    return ConnectionFactory(
        hotel=hotel,
        channel="ical",
        base_url=facts["base_url"],
        remote_hotel_id=label,
        plain_credentials=facts["credentials"],
    )


@pytest.fixture
def airbnb(sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None) -> Connection:
    return connect(sandbox, hotel_a)


def pull(connection: Connection, at: datetime) -> PullOutcome:
    return connection_pull(connection_id=connection.pk, now=at)


def stays(hotel: Hotel) -> list[tuple[Any, ...]]:
    return list(
        Stay.objects.filter(hotel=hotel)
        .order_by("arrival", "reservation_code")
        .values_list("source_channel", "reservation_code", "status", "arrival", "departure", "room_name")
    )


def strike(sandbox: Sandbox, fault: str) -> None:
    if fault in OWN_FAULTS:
        sandbox.control("ical", {"fault": fault, "times": 1})
    else:
        sandbox.fail(fault, "ical", times=1)


@pytest.mark.parametrize("style", ["airbnb", "booking", "vrbo", "generic"])
def test_a_feed_becomes_stays_without_guests(
    style: str, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    connection = connect(sandbox, hotel_a, style)
    sandbox.control("ical", {"step": STEPS})
    outcome = pull(connection, now)
    assert (outcome.error, outcome.quarantined) == ("", 0)
    assert Stay.objects.filter(status="booked", guest=None).count() == outcome.applied > 20
    assert set(Stay.objects.values_list("room_name", flat=True)) == {f"Apartment {style}"}
    assert Guest.objects.count() == 0


def test_an_unchanged_feed_is_not_sent_again(airbnb: Connection, sandbox: Sandbox, now: datetime) -> None:
    pull(airbnb, now)
    assert pull(airbnb, now + timedelta(minutes=15)).received == 0
    assert [request["status"] for request in sandbox.journal()] == [200, 304]


def test_changes_and_cancellations_reach_the_stays(
    airbnb: Connection, sandbox: Sandbox, now: datetime
) -> None:
    for poll in range(STEPS + 1):
        sandbox.control("ical", {"step": poll})
        assert pull(airbnb, now + timedelta(minutes=15 * poll)).error == ""
    pull(airbnb, now + timedelta(hours=3))
    statuses = Stay.objects.values_list("status", flat=True)
    sandbox.control("ical", {"step": STEPS})
    with HttpClient(allow_private=True) as http:
        shown = IcalAdapter(http).pull_reservations(conn_of(airbnb, now), {}, 100)
    assert statuses.filter(status="booked").count() == len(shown.messages)
    assert statuses.filter(status="cancelled").count() > 0


@pytest.mark.parametrize("fault", ["empty", "shrunk", "cut", "no_body", "gone"])
def test_f72_no_bad_day_cancels_anything(
    fault: str, airbnb: Connection, sandbox: Sandbox, now: datetime
) -> None:
    pull(airbnb, now)
    before = stays(airbnb.hotel)
    for poll in range(1, 5):
        sandbox.control("ical", {"fault": fault})
        pull(airbnb, now + timedelta(minutes=15 * poll))
    assert stays(airbnb.hotel) == before
    pull(airbnb, now + timedelta(hours=3))
    assert stays(airbnb.hotel) == before


def test_a_feed_that_loses_most_of_its_bookings_is_shown_to_the_hotel_once(
    airbnb: Connection, sandbox: Sandbox, now: datetime
) -> None:
    pull(airbnb, now)
    for poll in range(1, 4):
        sandbox.control("ical", {"fault": "empty"})
        pull(airbnb, now + timedelta(minutes=15 * poll))
    issue = ChannelIssue.objects.get(kind="ambiguous_cancellation")
    assert "coming bookings no more. None was cancelled" in issue.detail


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        ("cut", "The calendar cannot be read: it is cut off before its end."),
        ("no_body", "The calendar cannot be read: it is empty."),
        ("gone", "The channel no longer knows this calendar."),
        ("moved_in_circles", "The calendar's address leads in circles."),
        ("html_200", "The calendar cannot be read: it is no calendar."),
        ("truncated", "The channel broke off its answer."),
        ("http_500", "The channel has a fault of its own (HTTP 500)."),
        ("throttle_429", "The channel asks us to call less often"),
        ("body_200mb", "The channel sent more than 20 MB in one answer"),
    ],
)
def test_each_fault_has_its_sentence(
    fault: str, words: str, airbnb: Connection, sandbox: Sandbox, now: datetime
) -> None:
    if fault in OWN_FAULTS:
        sandbox.control("ical", {"fault": fault, "times": 4})
    else:
        sandbox.fail(fault, "ical")
    assert pull(airbnb, now).error.startswith(words)
    assert Stay.objects.count() == 0


def test_f75_a_feed_that_moved_is_followed(airbnb: Connection, sandbox: Sandbox, now: datetime) -> None:
    sandbox.control("ical", {"fault": "moved"})
    assert (pull(airbnb, now).error, Stay.objects.count() > 0) == ("", True)


def test_f29_a_redirect_into_a_private_network_is_refused(
    airbnb: Connection, settings: Any, now: datetime
) -> None:
    settings.OTA_ALLOW_PRIVATE_URLS = False
    assert pull(airbnb, now).error == "The channel's address must begin with https://."


def test_f76_the_feeds_address_is_in_no_log_no_error_and_no_plain_column(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime, caplog: pytest.LogCaptureFixture
) -> None:
    address = next(c for c in sandbox.connections() if c["channel"] == "ical")["credentials"]["feed_url"]
    connection = connection_create(
        hotel=hotel_a, channel="ical", name="", base_url=address, remote_hotel_id="Loft", credentials={},
        actor=None, now=now,
    )  # fmt: skip
    sandbox.control("ical", {"fault": "gone"})
    with caplog.at_level(logging.INFO):
        pull(connection, now)
        pull(connection, now + timedelta(hours=1))
    connection.refresh_from_db()
    assert Stay.objects.count() > 0
    assert address.startswith(f"{connection.base_url}/ical/")
    written = caplog.text + connection.credentials + connection.base_url + connection.last_error
    assert "feed-secret" not in written
    assert "feed-secret" not in repr(conn_of(connection))


def test_names_and_telephone_digits_stay_at_the_channel(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    for style in ("airbnb", "vrbo"):
        pull(connect(sandbox, hotel_a, style), now)
    bodies = "".join(RawMessage.objects.values_list("body", flat=True))
    for word in ("Chiara", "Bruno", "Phone", "Reservation URL"):
        assert word not in bodies


def test_a_check_reads_the_feed_and_keeps_nothing(airbnb: Connection) -> None:
    with HttpClient(allow_private=True) as http:
        report = IcalAdapter(http).check_connection(conn_of(airbnb))
    assert report.answers == {"calendar": Answer.OK, "guests": Answer.UNKNOWN}
    assert RawMessage.objects.count() == 0


def test_an_unencrypted_redirect_is_refused() -> None:
    def moved(request: httpx2.Request) -> httpx2.Response:
        headers = {"Location": "http://calendar.example/plain.ics"}
        return httpx2.Response(302, headers=headers, stream=httpx2.ByteStream(b""))

    conn = Conn("https://calendar.example", "Loft", {"feed_url": "https://calendar.example/a.ics"})
    with (
        HttpClient(transport=httpx2.MockTransport(moved), resolver=lambda *_: ["93.184.215.14"]) as http,
        pytest.raises(ContractViolation, match="not encrypted"),
    ):
        IcalAdapter(http).check_connection(conn)


@pytest.mark.parametrize("style", ["airbnb", "booking", "vrbo", "generic"])
def test_random_faults_end_in_the_state_of_a_run_without_any(
    style: str, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    """The feed goes through all its steps; the second hotel meets a fault at every other poll, and sees each step."""
    hotel_b = HotelFactory(slug="faulty")
    smooth, rough = connect(sandbox, hotel_a, style), connect(sandbox, hotel_b, style)
    rng = random.Random(f"{style} faults")
    at = now
    for step in range(STEPS + 1):
        sandbox.control("ical", {"step": step, "count": SIZE})
        pull(smooth, at)
        for _ in range(4):
            at += timedelta(minutes=15)
            if rng.random() < 0.5:
                strike(sandbox, rng.choice(FAULTS))
            pull(rough, at)
        sandbox.heal()
        sandbox.control("ical", {"fault": "empty", "times": 0})
        # A feed keeps no past: what no reading ever showed, nobody can know.
        at += timedelta(minutes=15)
        pull(rough, at)
    for connection in (smooth, rough):
        for poll in range(3):
            assert pull(connection, at + timedelta(hours=1 + poll)).error == ""
    assert stays(hotel_b) == stays(hotel_a)
    assert len(stays(hotel_a)) > SIZE // 2
