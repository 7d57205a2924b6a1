"""Each fault of the list is a scenario of the sandbox; what strikes a call is named, heals, and loses nothing."""

import ipaddress
import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.error import HTTPError

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from accounts.models import Hotel
from config.services.paths import ROOT
from contacts.models import Guest, Stay
from integrations_ota.adapters.amounts import minor_units
from integrations_ota.adapters.booking_com.adapter import BookingComAdapter
from integrations_ota.adapters.expedia.lodging import OVERLAP, ExpediaLodgingAdapter
from integrations_ota.adapters.http import HttpClient
from integrations_ota.models import Connection, RawMessage
from integrations_ota.services.hooks import hook_open
from integrations_ota.services.products import remote_products_refresh
from integrations_ota.services.pull import connection_pull
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox
from tests.integrations_ota.test_adapters import conn_of
from tests.integrations_ota.test_channex import revision
from tests.integrations_ota.test_faults_generic import deliver, later

LISTED = re.findall(r"^\| (F\d\d) \|", (ROOT / "docs" / "ota-faults.md").read_text(), re.MULTILINE)
# Scenarios that strike whatever channel reads, each once for each of their faults.
ANYWHERE = {"F22": 1, "F23": 3, "F24": 4, "F26": 1, "F27": 1, "F28": 1, "F29": 1, "F31": 1, "F40": 1}


def play(sandbox: Sandbox, name: str, channel: str = "") -> dict[str, Any]:
    return dict(sandbox.control("scenario", {"name": name, "channel": channel or None}))


def test_every_fault_of_the_list_is_a_scenario(sandbox: Sandbox) -> None:
    scenarios = sandbox.control("scenario")["scenarios"]
    assert list(scenarios) == LISTED
    ways = ("faults", "action", "calendar", "world", "ours")
    assert [name for name, one in scenarios.items() if not any(one[way] for way in ways)] == []


@pytest.mark.parametrize("name", LISTED)
def test_every_scenario_can_be_played(name: str, sandbox: Sandbox) -> None:
    assert play(sandbox, name, "booking_com")["name"] == name
    sandbox.reset(seed=7, reservations=120)


def test_an_unknown_scenario_is_refused(sandbox: Sandbox) -> None:
    with pytest.raises(HTTPError, match="400"):
        sandbox.control("scenario", {"name": "F99"})


@pytest.mark.parametrize("channel", ["alpinebits", "booking_com", "channex", "expedia", "siteminder"])
@pytest.mark.parametrize("name", ANYWHERE)
def test_f22_to_f40_each_bad_answer_is_named_and_loses_nothing(
    name: str, channel: str, sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    connection = connect(sandbox, hotel_a, channel)
    # Expedia's rooms are read once a day, and a fault there holds no booking up.
    remote_products_refresh(connection_id=connection.pk, now=now)
    play(sandbox, name, channel)
    errors = []
    for turn in range(ANYWHERE[name] + 1):
        outcome = connection_pull(connection_id=connection.pk, now=now + timedelta(hours=turn))
        errors.append(outcome.error)
    assert all(errors[: ANYWHERE[name]]) or (name, channel) == ("F28", "booking_com")
    assert errors[-1] == ""
    assert Stay.objects.count() > 0
    before = Stay.objects.count()
    assert connection_pull(connection_id=connection.pk, now=now + timedelta(days=1)).error == ""
    assert Stay.objects.count() == before


@pytest.mark.parametrize("name", ["F32", "F41"])
def test_f32_f41_no_bomb_reaches_a_parser(
    name: str, alpinebits: Connection, sandbox: Sandbox, now: datetime
) -> None:
    faults = play(sandbox, name)["faults"]
    errors = [
        connection_pull(connection_id=alpinebits.pk, now=now + timedelta(hours=turn)).error
        for turn in range(len(faults) + 1)
    ]
    assert all(errors[:-1])
    assert errors[-1] == ""
    assert Stay.objects.count() == sandbox.reservations_of(alpinebits)


def test_f03_a_change_before_the_receipt_is_merged_or_wins_and_is_one_stay(
    in_a: Any, hotel_a: Hotel, now: datetime
) -> None:
    connection = ConnectionFactory(hotel=hotel_a, channel="channex", plain_credentials={"api_key": "k"})
    deliver(connection, now, revision(amount="100.00"), later(amount="150.00"))
    assert list(Stay.objects.values_list("total_minor", flat=True)) == [minor_units("150.00", "EUR")]
    assert list(RawMessage.objects.order_by("id").values_list("state", flat=True)) == ["applied", "applied"]


def test_f03_booking_com_merges_what_changed_before_the_first_receipt(sandbox: Sandbox) -> None:
    sandbox.reset(seed=11, reservations=400)
    with HttpClient(allow_private=True) as http:
        batch = BookingComAdapter(http).pull_reservations(conn_of(sandbox, "booking_com"), {}, 100)
    queues, numbers = zip(*(message.message_key.split(":")[:2] for message in batch.messages), strict=True)
    assert (set(queues), len(set(numbers))) == ({"new"}, len(numbers))
    assert len(numbers) > 10


def test_f15_what_changed_in_the_very_moment_of_the_cursor_is_fetched_and_taken_once(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    connection = connect(sandbox, hotel_a, "expedia_lodging")
    connection_pull(connection_id=connection.pk, now=now)
    count, stays = RawMessage.objects.count(), Stay.objects.count()
    moments = {
        datetime.fromisoformat(found)
        for body in RawMessage.objects.values_list("body", flat=True)
        for found in re.findall(r'"lastUpdatedDateTime":\s*"([^"]+)"', body)
    }
    with HttpClient(allow_private=True) as http:
        adapter, conn = ExpediaLodgingAdapter(http), conn_of(sandbox, "expedia_lodging")
        for moment in moments:
            since = {"since": (moment + OVERLAP).isoformat()}
            batch = adapter.pull_reservations(conn, since, 100)
            assert any(moment.isoformat() in message.body for message in batch.messages)
    again = connection_pull(connection_id=connection.pk, now=now, since=min(moments))
    assert (again.error, again.new) == ("", 0)
    assert (RawMessage.objects.count(), Stay.objects.count()) == (count, stays)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("ab.123456@guest.booking.com", "alias"),
        ("AB.123456@GUEST.BOOKING.COM", "alias"),
        ("0123456789abcdef0123456789abcdef@m.expediapartnercentral.com", "alias"),
        ("ctriphotelreshk@trip.com", "agency_shared"),
        ("noreply@booking.com", "alias"),
        ("reservations@hotel.example.com", "role"),
        ("anna+spring@example.com", "real"),
        ("", "none"),
    ],
)
def test_f46_each_kind_of_address_is_told_apart(
    address: str, kind: str, in_a: Any, hotel_a: Hotel, now: datetime
) -> None:
    connection = ConnectionFactory(hotel=hotel_a, channel="channex", plain_credentials={"api_key": "k"})
    customer = {**revision()["attributes"]["customer"], "mail": address}
    deliver(connection, now, revision(customer=customer))
    assert list(Guest.objects.values_list("email_kind", flat=True)) == [kind]


@pytest.mark.django_db(transaction=True)
def test_f64_a_call_that_is_quicker_than_the_feed_is_followed_by_another_look(
    live_server: Any, channex: Connection, sandbox: Sandbox, now: datetime
) -> None:
    play(sandbox, "F64")
    opened = hook_open(connection=channex, secret="", actor=None, now=now)
    sandbox.control(
        "ring",
        {
            "channel": "channex",
            "hotel": "MERAN",
            "url": live_server.url + opened.path,
            "secret": opened.secret,
        },
    )
    channex.refresh_from_db()
    due = channex.next_pull_at
    assert channex.last_hook_at == due
    assert connection_pull(connection_id=channex.pk, now=due).new == 0
    channex.refresh_from_db()
    assert due < channex.next_pull_at <= due + timedelta(seconds=70)
    connection_pull(connection_id=channex.pk, now=channex.next_pull_at)
    assert Stay.objects.count() == sandbox.reservations_of(channex) > 0


@pytest.fixture
def untrusted(tmp_path: Path) -> Iterator[tuple[str, list[bytes]]]:
    """A server with a certificate that nobody vouches for; what it heard after the handshake is kept."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime.combine(date(2040, 1, 1), datetime.min.time(), UTC))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file)
    heard: list[bytes] = []

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            try:
                with context.wrap_socket(self.request, server_side=True) as wrapped:
                    heard.append(wrapped.recv(1000))
            except OSError:
                return

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://127.0.0.1:{server.server_address[1]}/alpinebits", heard
        server.shutdown()


def test_f30_a_certificate_nobody_vouches_for_ends_the_call_before_a_word_is_said(
    untrusted: tuple[str, list[bytes]], in_a: Any, hotel_a: Hotel, local: None, now: datetime
) -> None:
    address, heard = untrusted
    connection = ConnectionFactory(hotel=hotel_a, base_url=address)
    outcome = connection_pull(connection_id=connection.pk, now=now)
    connection.refresh_from_db()
    assert outcome.error == connection.last_error
    assert outcome.error.startswith("The channel does not prove who it is: its certificate is not valid.")
    assert (heard, connection.consecutive_failures, connection.status) == ([], 1, "active")
