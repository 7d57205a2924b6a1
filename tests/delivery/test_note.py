"""One letter to somebody who asked for it a moment ago: ledgered, quick, and no campaign's."""

import re
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Hotel, Organization
from analytics.services.rollup import hotel_days
from compliance.types import SuppressionReason
from delivery.errors import DomainNotVerified, NoteRefused
from delivery.models import Content, Mailing, Message
from delivery.selectors.mailings import mailing_counts, mailings_due
from delivery.services.mailing import mailing_finish_if_done
from delivery.services.note import note_send
from delivery.services.sending import mailing_send
from delivery.tasks import note_wake
from delivery.types import MessageState, Stream
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.compliance import SuppressionFactory, hash_of
from tests.factories.delivery import SendingDomainFactory

pytestmark = pytest.mark.django_db
MJML = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Good day. Your code is {{ note.code }}.</mj-text>"
    '<mj-button href="{{ note.url }}">Confirm</mj-button></mj-column></mj-section></mj-body></mjml>'
)
URL = "https://hotel.example/x?a=1&b=2"


@pytest.fixture
def hotel(in_a: Organization) -> Hotel:
    SendingDomainFactory()
    hotel: Hotel = HotelFactory(name="Seehof Bregenz")
    return hotel


def note(hotel: Hotel, to: str = "ada@example.com", *, now: datetime = NOW, **changes: Any) -> Message:
    given = {"subject": "Your code for {{ hotel.name }}", "mjml": MJML, "kind": "test"} | changes
    return note_send(hotel=hotel, to=to, merge={"note": {"code": "481516", "url": URL}}, now=now, **given)


def leave(message: Message, *, at: datetime = NOW) -> None:
    mailing_send(mailing_id=message.mailing_id, worker="w1", clock=lambda: at)


def test_a_letter_leaves_by_smtp_signed_untracked_and_of_no_list(hotel: Hotel, sink: Sink) -> None:
    leave(note(hotel))
    ((address, raw),) = sink.received
    letter = message_from_bytes(raw, policy=policy.default)
    assert (address, letter["Subject"]) == ("ada@example.com", "Your code for Seehof Bregenz")
    assert [letter[name] for name in ("List-Unsubscribe", "List-Unsubscribe-Post", "List-Id")] == [None] * 3
    text, html = [part.get_content() for part in letter.iter_parts()]
    assert 'href="https://hotel.example/x?a=1&amp;b=2"' in html
    assert URL in text
    assert "Your code is 481516." in text
    assert "Seestrasse 1, 6900 Bregenz, AT" in text
    assert re.findall(r"/(?:u|o|c)/", html + text) == []
    assert sink.senders[0].startswith("bounce+")


def test_its_row_is_handed_and_keeps_no_code(hotel: Hotel, sink: Sink) -> None:
    message = note(hotel)
    assert list(message.merge) == ["sealed"]
    assert "481516" not in str(message.merge)
    leave(message)
    row = Message.objects.get(pk=message.pk)
    assert (row.state, row.merge, row.response[:8], row.basis) == ("handed", {}, "2.0.0 OK", "contract")


def test_letters_of_a_month_share_one_mailing_whose_counts_add_up(hotel: Hotel, sink: Sink) -> None:
    SuppressionFactory(
        address_hash=hash_of(hotel.organization, "no@example.com"), reason=SuppressionReason.COMPLAINT.value
    )
    rows = [note(hotel, to) for to in ("a@example.com", "a@example.com", "no@example.com")]
    leave(rows[0])
    rows.append(note(hotel, "late@example.com"))
    assert (Mailing.objects.count(), Content.objects.count()) == (1, 1)
    expected = {state.value: 0 for state in MessageState} | {"handed": 2, "queued": 1, "skipped": 1}
    assert mailing_counts([rows[0].mailing_id]) == {rows[0].mailing_id: expected}
    assert mailings_due(now=NOW) == {rows[0].mailing_id: Stream.SERVICE}
    leave(rows[0])
    assert sink.addresses() == ["a@example.com", "a@example.com", "late@example.com"]


@pytest.mark.parametrize("reason", [SuppressionReason.COMPLAINT, SuppressionReason.BOUNCE])
def test_a_complaint_and_a_bounce_are_respected(hotel: Hotel, sink: Sink, reason: SuppressionReason) -> None:
    SuppressionFactory(address_hash=hash_of(hotel.organization, "ada@example.com"), reason=reason.value)
    message = note(hotel)
    leave(message)
    assert (message.state, message.reason, message.merge) == ("skipped", f"suppressed_{reason}", {})
    assert sink.received == []


def test_a_complaint_between_asking_and_sending_is_respected_too(hotel: Hotel, sink: Sink) -> None:
    message = note(hotel)
    SuppressionFactory(
        address_hash=hash_of(hotel.organization, "ada@example.com"), reason=SuppressionReason.COMPLAINT.value
    )
    leave(message)
    assert Message.objects.get(pk=message.pk).reason == "suppressed_complaint"
    assert sink.received == []


def test_who_left_the_newsletter_still_gets_what_they_ask_for(hotel: Hotel, sink: Sink) -> None:
    SuppressionFactory(
        address_hash=hash_of(hotel.organization, "ada@example.com"),
        reason=SuppressionReason.UNSUBSCRIBED.value,
    )
    leave(note(hotel))
    assert sink.addresses() == ["ada@example.com"]


def test_it_counts_in_no_statistics_of_campaigns(hotel: Hotel, sink: Sink) -> None:
    leave(note(hotel))
    assert dict(hotel_days(hotel, since=NOW - timedelta(days=1))) == {}


def test_the_mailing_stays_open_for_its_month_and_ends_with_it(hotel: Hotel, sink: Sink) -> None:
    message = note(hotel)
    leave(message)
    assert Mailing.objects.get().state == "sending"
    july = datetime(2026, 7, 2, 1, tzinfo=UTC)
    later = note(hotel, now=july)
    assert later.mailing_id != message.mailing_id
    assert mailing_finish_if_done(mailing_id=message.mailing_id, now=july)
    assert not mailing_finish_if_done(mailing_id=later.mailing_id, now=july)


def test_the_second_letter_costs_a_handful_of_queries(hotel: Hotel) -> None:
    note(hotel)
    with CaptureQueriesContext(connection) as queries:
        note(hotel, "b@example.com")
    ours = [query["sql"] for query in queries if query["sql"].split()[0] in {"SELECT", "INSERT", "UPDATE"}]
    assert len([sql for sql in ours if "set_config" not in sql]) <= 9


def test_what_is_no_address_is_refused_and_nothing_is_entered(hotel: Hotel) -> None:
    with pytest.raises(NoteRefused):
        note(hotel, "ada@example.com\r\nBcc: all@example.com")
    assert Message.objects.count() == 0


def test_nothing_leaves_in_the_name_of_a_domain_that_is_not_verified(in_a: Organization) -> None:
    with pytest.raises(DomainNotVerified):
        note(HotelFactory(from_email="desk@bank.example"))


def test_a_worker_is_woken_once_the_letter_is_committed_and_beat_would_find_it_too(
    hotel: Hotel, settings: Any, django_capture_on_commit_callbacks: Any
) -> None:
    message = note(hotel)
    with django_capture_on_commit_callbacks(execute=True) as woken:
        note_wake(message)
    assert len(woken) == 1
    assert mailings_due(now=NOW) == {message.mailing_id: Stream.SERVICE}
