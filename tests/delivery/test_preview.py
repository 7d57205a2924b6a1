"""A letter shown, and sent to one typed address."""

from email import message_from_bytes, policy

import pytest
from django.test import Client

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.errors import ContentInvalid, MailNotSent
from delivery.models import EngagementEvent, Message
from delivery.services.content import content_check, content_compile
from delivery.services.preview import message_test_send, preview_make
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW, HotelFactory
from tests.factories.delivery import LETTER

pytestmark = pytest.mark.django_db


def test_a_preview_is_its_own_document_in_which_nothing_runs(group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        made = preview_make(
            subject="For {{ guest.first_name }}",
            preview_text="Dear {{ guest.first_name }}",
            mjml=LETTER,
            hotel=HotelFactory(),
            merge={"guest": {"first_name": "<script>alert(1)</script>"}},
        )
    assert made.subject == "For <script>alert(1)</script>"
    assert made.preview_text == "Dear <script>alert(1)</script>"
    answer = Client().get(made.path)
    assert answer.status_code == 200
    assert "<script" not in answer.content.decode()
    policy_header = answer["Content-Security-Policy"]
    assert policy_header.startswith("default-src 'none'; style-src 'unsafe-inline'; img-src https: data:")
    assert policy_header.endswith("sandbox")
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert Client().get("/preview/unknown").status_code == 404


def test_a_test_mail_leaves_no_trace(in_a: Organization, sink: Sink) -> None:
    answer = message_test_send(
        subject="Spring", preview_text="", mjml=LETTER, hotel=HotelFactory(), to="me@example.com", now=NOW
    )
    assert answer == "2.0.0 OK queued as Q1"
    ((address, raw),) = sink.received
    message = message_from_bytes(raw, policy=policy.default)
    assert (address, message["Subject"]) == ("me@example.com", "[Test] Spring")
    html = message.get_body(("html",))
    assert html is not None
    assert "/o/" not in html.get_content()
    assert "/c/" not in html.get_content()
    assert Message.objects.count() == EngagementEvent.objects.count() == 0


@pytest.mark.parametrize("to", ["", "nobody", "a@example.com\r\nBcc: b@example.com", "zoë@@example.com"])
def test_a_bad_address_for_a_test_is_said_at_its_field(in_a: Organization, sink: Sink, to: str) -> None:
    with pytest.raises(MailNotSent) as caught:
        message_test_send(subject="x", preview_text="", mjml=LETTER, hotel=HotelFactory(), to=to, now=NOW)
    assert list(caught.value.fields) == ["to"]
    assert sink.received == []


def test_a_refused_test_mail_says_that_no_guest_is_affected(in_a: Organization, sink: Sink) -> None:
    sink.rcpt_answers = {"me@example.com": "550 5.7.1 Relaying denied"}
    with pytest.raises(MailNotSent, match=r"no guest is affected.*Relaying denied"):
        message_test_send(
            subject="x", preview_text="", mjml=LETTER, hotel=HotelFactory(), to="me@example.com", now=NOW
        )


def test_a_broken_letter_names_field_and_line(in_a: Organization) -> None:
    with pytest.raises(ContentInvalid) as caught:
        content_check(subject="x", preview_text="", mjml="<mjml><mj-body>\n<mj-section>\n</mj-body></mjml>")
    assert caught.value.fields == {"mjml": ["Line 2: <mj-section> is not closed before </mj-body>."]}
    with pytest.raises(ContentInvalid) as caught:
        content_check(subject="{{ guest.nonsense }}", preview_text="", mjml=LETTER)
    assert list(caught.value.fields) == ["subject"]


def test_the_same_letter_is_kept_once(in_a: Organization) -> None:
    first = content_compile(subject="x", preview_text="y", mjml=LETTER, now=NOW)
    assert content_compile(subject="x", preview_text="y", mjml=LETTER, now=NOW).pk == first.pk
    assert content_compile(subject="z", preview_text="y", mjml=LETTER, now=NOW).pk != first.pk
    assert first.links == [
        "https://seehof.example/spring?for={{ guest.first_name }}",
        "https://seehof.example/book",
    ]
    assert "{{ guest.first_name | default: 'guest' }}" in first.text
