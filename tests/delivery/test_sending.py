"""Batches over a real SMTP connection: what left, what waits, what failed, and why."""

from datetime import timedelta
from email import message_from_bytes, policy

import dkim
import pytest
from django.db import connection

from accounts.models import Organization
from delivery.content.message import OutgoingEmail
from delivery.models import Mailing, Message, SendingDomain
from delivery.selectors.mailings import mailing_rate
from delivery.services.domains import dns_records_for, sending_domain_create
from delivery.services.sending import batch_send, mailing_send, mailing_sender
from delivery.smtp.errors import OutcomeUnknown
from delivery.smtp.transport import RelayAddress, SendResult, SmtpTransport
from delivery.types import BatchResult
from tests.delivery.conftest import counts
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.delivery import LETTER, mailing_made, mailing_started

pytestmark = pytest.mark.django_db


def send(mailing: Mailing, *, after: timedelta = timedelta(0), worker: str = "w1") -> list[BatchResult]:
    return mailing_send(mailing_id=mailing.pk, worker=worker, clock=lambda: NOW + after)


def test_every_letter_leaves_once_over_one_connection(in_a: Organization, sink: Sink) -> None:
    mailing = mailing_started(guests=120)
    results = send(mailing)
    assert [result.handed for result in results] == [50, 50, 20]
    assert counts(mailing, handed=120)
    assert Mailing.objects.get(pk=mailing.pk).state == "done"
    assert sink.addresses() == sorted(f"guest{number}@example.com" for number in range(120))
    assert sink.connections == 1
    assert mailing_rate(mailing.pk, now=NOW) == 120
    row = Message.objects.get(address="guest7@example.com")
    assert row.message_id == f"<m{row.pk}.{mailing.pk}@seehof.example>"
    assert (row.handed_at, row.attempts, row.lease_until) == (NOW, 1, None)
    assert row.response.startswith("2.0.0 OK queued as Q")
    assert send(mailing) == []


def test_each_letter_carries_address_ways_out_and_a_signature_that_holds(
    in_a: Organization, sink: Sink
) -> None:
    domain = sending_domain_create(domain="seehof.example", actor=None, now=NOW)
    mailing = mailing_started(
        guests=3, hotel=HotelFactory(name="Seehof"), subject="Frühling für {{ guest.first_name }}"
    )
    send(mailing)
    records = {record.name: record.value for record in dns_records_for(domain)}
    key = records["bellhop1._domainkey.seehof.example"].encode()
    assert len(sink.received) == 3
    for address, raw in sink.received:
        assert dkim.verify(raw, dnsfunc=lambda *_, **__: key)
        message = message_from_bytes(raw, policy=policy.default)
        assert message["To"] == address
        assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert message["List-Unsubscribe"].startswith("<https://mail.seehof.example/u/")
        assert message["List-Id"].startswith("<marketing.")
        assert message["Subject"].startswith("Frühling für Guest ")
        for kind in ("plain", "html"):
            part = message.get_body((kind,))
            assert part is not None
            assert "Seestrasse 1, 6900 Bregenz, AT" in part.get_content()
            assert "https://mail.seehof.example/u/" in part.get_content()


def test_the_private_key_is_stored_sealed(in_a: Organization) -> None:
    domain = sending_domain_create(domain="Seehof.example.", actor=None, now=NOW)
    assert SendingDomain.objects.get().domain == "seehof.example"
    assert "PRIVATE KEY" not in domain.keys.get().private_key


def test_refusals_are_written_down_and_the_rest_goes_on(in_a: Organization, sink: Sink) -> None:
    sink.rcpt_answers = {
        "guest0@example.com": "550 5.1.1 No such user",
        "guest1@example.com": "451 4.7.1 Greylisted",
    }
    sink.data_answers = {"guest2@example.com": "552 5.2.2 Full"}
    mailing = mailing_started(guests=5)
    send(mailing)
    assert counts(mailing, handed=2, bounced=2, deferred=1)
    assert Message.objects.get(address="guest0@example.com").response.startswith("550 ")
    waiting = Message.objects.get(state="deferred")
    assert waiting.next_attempt_at is not None
    assert timedelta(minutes=5) <= waiting.next_attempt_at - NOW <= timedelta(minutes=6, seconds=15)
    assert Mailing.objects.get(pk=mailing.pk).state == "sending"
    sink.rcpt_answers = {}
    send(mailing, after=timedelta(minutes=7))
    assert counts(mailing, handed=3, bounced=2)
    assert Mailing.objects.get(pk=mailing.pk).state == "done"


def test_a_letter_is_given_up_after_three_attempts(in_a: Organization, sink: Sink) -> None:
    sink.rcpt_answers = {"guest0@example.com": "450 4.2.0 Busy"}
    mailing = mailing_started(guests=1)
    for hours in range(3):
        send(mailing, after=timedelta(hours=hours))
    row = Message.objects.get()
    assert (row.state, row.attempts) == ("failed", 3)
    assert row.reason.startswith("Gave up after 3 attempts. ")
    assert Mailing.objects.get(pk=mailing.pk).state == "done"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("address", "a@example.com\r\nRCPT TO:<b@example.com>"),
        ("address", "zoë@example.com"),
        ("merge", {"guest": {"first_name": "x" * 10_000_000}}),
        ("merge", {"guest": "not a mapping", "hotel": None}),
    ],
    ids=["line break", "not ASCII", "ten megabytes", "odd shape"],
)
def test_one_poisoned_row_stops_nobody_else(
    in_a: Organization, sink: Sink, field: str, value: object
) -> None:
    mailing = mailing_started(guests=4)
    poisoned = Message.objects.earliest("id")
    Message.objects.filter(pk=poisoned.pk).update(**{field: value})
    send(mailing)
    if value == {"guest": "not a mapping", "hotel": None}:
        assert counts(mailing, handed=4)
        return
    assert counts(mailing, handed=3, failed=1)
    assert Message.objects.get(pk=poisoned.pk).reason
    others = {f"guest{number}@example.com" for number in range(4)} - {poisoned.address}
    assert sink.addresses() == sorted(others)


def test_a_name_with_line_breaks_adds_no_header(in_a: Organization, sink: Sink) -> None:
    mailing = mailing_started(guests=1, subject="For {{ guest.first_name }}")
    Message.objects.update(
        merge={"guest": {"first_name": "Zoë\r\nBcc: all@example.com\r\n\r\n{{ unsubscribe_url }}"}}
    )
    send(mailing)
    ((_, raw),) = sink.received
    message = message_from_bytes(raw, policy=policy.default)
    assert message["Bcc"] is None
    assert message["Subject"] == "For Zoë Bcc: all@example.com {{ unsubscribe_url }}"


def test_without_a_relay_every_letter_waits_and_no_attempt_is_counted(
    in_a: Organization, settings: object
) -> None:
    settings.BELLHOP_RELAY_URL = "smtp://127.0.0.1:1"  # type: ignore[attr-defined]
    mailing = mailing_started(guests=3)
    (result,) = send(mailing)
    assert result == BatchResult(claimed=3, left=3)
    assert counts(mailing, queued=3)
    assert set(Message.objects.values_list("attempts", "next_attempt_at")) == {
        (0, NOW + timedelta(seconds=30))
    }


def test_an_unanswered_last_dot_is_unknown_and_never_sent_again(in_a: Organization, sink: Sink) -> None:
    class Silent(SmtpTransport):
        def send(self, email: OutgoingEmail) -> SendResult:
            super().send(email)
            raise OutcomeUnknown("no answer")

    mailing = mailing_started(guests=1)
    mailing_send(mailing_id=mailing.pk, worker="w", clock=lambda: NOW, transport_factory=Silent)
    assert counts(mailing, unknown=1)
    assert send(mailing, after=timedelta(days=1)) == []
    assert len(sink.received) == 1


def test_no_transaction_is_open_while_smtp_is_spoken(in_a: Organization, sink: Sink) -> None:
    depth: list[int] = []

    class Watching(SmtpTransport):
        def send(self, email: OutgoingEmail) -> SendResult:
            depth.append(len(connection.savepoint_ids))
            return super().send(email)

    before = len(connection.savepoint_ids)
    mailing = mailing_started(guests=2)
    mailing_send(mailing_id=mailing.pk, worker="w", clock=lambda: NOW, transport_factory=Watching)
    assert depth == [before, before]


def test_an_unsubscribe_between_two_batches_is_honoured(in_a: Organization, sink: Sink) -> None:
    from delivery.services.engagement import unsubscribe_record

    mailing = mailing_started(guests=4)
    last = Message.objects.latest("id")
    with mailing_sender(mailing_id=mailing.pk) as sender:
        batch_send(sender=sender, worker="w", now=NOW, size=2)
        unsubscribe_record(message_id=last.pk, now=NOW, source="one_click")
        batch_send(sender=sender, worker="w", now=NOW, size=2)
    assert counts(mailing, handed=3, skipped=1)
    assert last.address not in sink.addresses()


def test_an_organisations_own_relay_wins(in_a: Organization, sink: Sink) -> None:
    from accounts.secrets import seal
    from delivery.models import Relay
    from delivery.services.letters import relay_for_organization

    Relay.objects.create(host="relay.example", port=587, username="u", password=seal("p"), created_at=NOW)
    relay = relay_for_organization()
    assert (relay.host, relay.port, relay.username, relay.password, relay.security) == (
        "relay.example", 587, "u", "p", "starttls",
    )  # fmt: skip
    assert isinstance(relay, RelayAddress)


def test_a_letter_is_bound_to_its_own_content(in_a: Organization, sink: Sink) -> None:
    first, second = mailing_made(mjml=LETTER), mailing_made(mjml=LETTER)
    assert first.content_id == second.content_id
