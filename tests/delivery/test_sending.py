"""Batches over a real SMTP connection: what left, what waits, what failed, and why."""

import itertools
from datetime import timedelta
from email import message_from_bytes, policy
from threading import Event
from typing import Any

import dkim
import pytest
from django.db import connection

from accounts.models import Organization
from delivery.keys import message_of_return_token
from delivery.models import Mailing, Message, SendingDomain
from delivery.selectors.mailings import mailing_counts, mailing_rate
from delivery.services.desk import Desk
from delivery.services.domain_records import dns_records_for
from delivery.services.domains import sending_domain_create
from delivery.services.mailing import mailing_pause
from delivery.services.routing import default_route_forget
from delivery.services.run import Run
from delivery.services.sending import mailing_send
from delivery.types import SendTotals
from tests.delivery.conftest import counts
from tests.delivery.sink import ScriptedServer, Sink
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.delivery import LETTER, mailing_made, mailing_started

pytestmark = pytest.mark.django_db


def send(mailing: Mailing, *, after: timedelta = timedelta(0), worker: str = "w1") -> SendTotals:
    return mailing_send(mailing_id=mailing.pk, worker=worker, clock=lambda: NOW + after)


def test_every_letter_leaves_once_over_few_connections(in_a: Organization, sink: Sink) -> None:
    mailing = mailing_started(guests=120)
    totals = send(mailing)
    assert (totals.claimed, totals.handed, totals.left) == (120, 120, 0)
    assert counts(mailing, handed=120)
    assert Mailing.objects.get(pk=mailing.pk).state == "done"
    assert sink.addresses() == sorted(f"guest{number}@example.com" for number in range(120))
    assert 1 <= sink.connections <= 4
    assert mailing_rate(mailing.pk, now=NOW) == 120
    row = Message.objects.get(address="guest7@example.com")
    assert (row.handed_at, row.attempts, row.due_at, row.provider) == (NOW, 1, None, "example.com")
    assert row.response.startswith("2.0.0 OK queued as Q")
    assert row.queue_id == row.response.rpartition(" ")[2]
    assert send(mailing) == SendTotals()


def test_envelope_and_message_id_lead_back_to_the_row(in_a: Organization, sink: Sink) -> None:
    mailing = mailing_started(guests=1)
    send(mailing)
    ((_, raw),) = sink.received
    message = message_from_bytes(raw, policy=policy.default)
    row = Message.objects.get()
    token, _, domain = message["Message-ID"].strip("<>").partition("@")
    assert domain == "seehof.example"
    known = message_of_return_token(token)
    assert known is not None
    assert (known.organization_id, known.message_id) == (in_a.pk, row.pk)
    assert sink.senders == [f"bounce+{token}@mail.seehof.example"]
    assert f"<mailto:unsubscribe+{token}@mail.seehof.example>" in message["List-Unsubscribe"]


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
        "guest1@example.com": "450 4.2.0 Busy",
    }
    sink.data_answers = {"guest2@example.com": "552 5.2.2 Full"}
    mailing = mailing_started(guests=5)
    send(mailing)
    assert counts(mailing, handed=2, bounced=2, deferred=1)
    assert Message.objects.get(address="guest0@example.com").response.startswith("550 ")
    waiting = Message.objects.get(state="deferred")
    assert waiting.due_at is not None
    assert timedelta(minutes=5) <= waiting.due_at - NOW <= timedelta(minutes=6, seconds=15)
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
        ("address", "zoë@@example.com"),
        ("merge", {"guest": {"first_name": "x" * 10_000_000}}),
        ("merge", {"guest": "not a mapping", "hotel": None}),
    ],
    ids=["line break", "no address", "ten megabytes", "odd shape"],
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
    assert send(mailing) == SendTotals(claimed=3, left=3)
    assert counts(mailing, queued=3)
    assert set(Message.objects.values_list("attempts", "due_at")) == {(0, NOW + timedelta(seconds=30))}


def hang_up(stream: Any) -> None:
    """Take a letter, and go away without a word."""
    stream.write(b"220 sink.example\r\n")
    stream.flush()
    while line := stream.readline():
        stream.write(b"354 go\r\n" if line.startswith(b"DATA") else b"250 ok\r\n")
        stream.flush()
        if line.startswith(b"DATA"):
            while stream.readline() not in (b".\r\n", b""):
                pass
            return


def test_an_unanswered_last_dot_is_unknown_and_never_sent_again(in_a: Organization, settings: Any) -> None:
    mailing = mailing_started(guests=1)
    with ScriptedServer(hang_up) as server:
        settings.BELLHOP_RELAY_URL = f"smtp://127.0.0.1:{server.port}"
        default_route_forget()
        send(mailing)
        assert counts(mailing, unknown=1)
        assert send(mailing, after=timedelta(days=1)) == SendTotals()
        assert server.connections == 1
    assert Mailing.objects.get(pk=mailing.pk).state == "done"


def test_no_transaction_is_open_while_smtp_is_spoken(in_a: Organization, sink: Sink) -> None:
    before = len(connection.savepoint_ids)
    depth: list[int] = []
    sink.on_rcpt = lambda _address: depth.append(len(connection.savepoint_ids))
    mailing = mailing_started(guests=2)
    send(mailing)
    assert set(depth) == {0}
    assert len(connection.savepoint_ids) == before


def test_a_pause_in_mid_run_leaves_the_rest_where_it_was(
    in_a: Organization, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    mailing = mailing_started(guests=80)
    seen, reached, gone_on = itertools.count(1), Event(), Event()

    def tenth_waits(_address: str) -> None:
        if next(seen) == 10:
            reached.set()
            gone_on.wait(5)

    sink.on_rcpt = tenth_waits
    looks = Run._is_wanted

    def somebody_pauses(run: Run, desk: Desk) -> bool:
        if reached.is_set() and not gone_on.is_set():
            mailing_pause(mailing_id=mailing.pk, now=NOW)
            run._looked_at = 0.0
            gone_on.set()
        return looks(run, desk)

    monkeypatch.setattr(Run, "_is_wanted", somebody_pauses)
    send(mailing)
    known = mailing_counts([mailing.pk])[mailing.pk]
    assert gone_on.is_set()
    assert known["handed"] + known["queued"] == 80
    assert known["queued"] > 0
    assert known["claimed"] == 0


def test_a_letter_is_bound_to_its_own_content(in_a: Organization, sink: Sink) -> None:
    first, second = mailing_made(mjml=LETTER), mailing_made(mjml=LETTER)
    assert first.content_id == second.content_id
