"""RFC 5322 messages: one From, one recipient, nothing smuggled into a header (S4, S8, A15)."""
# ruff: noqa: E501

import dataclasses
import email.policy
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from delivery.content.address import AddressRefused, address_wire
from delivery.content.bound import Letter
from delivery.content.message import (
    HeaderRefused,
    MessageBuilder,
    OutgoingEmail,
    RecipientHeaders,
    SenderHeaders,
)
from tests.delivery.letters import NOW, SENDER
from tests.delivery.letters import email as build_email

LETTER = Letter("Spring", b"text\r\n", b"<p>html</p>\r\n")
NAMES = ["to", "subject", "date", "message-id", "list-unsubscribe", "list-unsubscribe-post", "from", "reply-to",
         "list-id", "feedback-id", "mime-version", "content-type"]  # fmt: skip


def parsed(outgoing: OutgoingEmail) -> EmailMessage:
    return message_from_bytes(outgoing.as_bytes(), policy=email.policy.default)


def test_a_letter_has_each_header_once_and_both_parts() -> None:
    outgoing = build_email()
    message = parsed(outgoing)
    assert [name.lower() for name in message] == NAMES
    assert message["Subject"] == "Spring for Zoë"
    assert message["From"] == "Hotel Alpenblick <news@alpenblick.example>"
    assert message["To"] == "zoe@example.com"
    assert message["List-Unsubscribe"] == (
        "<https://mail.example/u/TOKEN>, <mailto:unsubscribe@alpenblick.example?subject=TOKEN>"
    )
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Message-ID"] == "<m1.1@alpenblick.example>"
    assert message["Date"] == "Mon, 04 May 2026 09:30:00 +0000"
    assert [part.get_content_type() for part in message.iter_parts()] == ["text/plain", "text/html"]
    text = message.get_body(("plain",))
    assert text is not None
    assert text.get_content().startswith("Hello Zoë\r\n")


def test_lines_are_short_end_in_crlf_and_hold_seven_bits() -> None:
    raw = build_email(first_name="ö" * 300).as_bytes()
    assert raw.isascii()
    assert raw.replace(b"\r\n", b"").count(b"\n") == 0
    assert raw.replace(b"\r\n", b"").count(b"\r") == 0
    assert max(len(line) for line in raw.split(b"\r\n")) <= 100


@pytest.mark.parametrize(
    "name",
    [
        "Alpenblick & Söhne",
        'The "Inn"',
        "Haus, am See",
        "ホテル" * 40,
        "x" * 300,
        "=?utf-8?q?x?=",
        "back\\slash",
    ],
)
def test_a_senders_name_comes_through_whole(name: str) -> None:
    sender = dataclasses.replace(SENDER, from_name=name)
    message = parsed(build_email(sender=sender))
    raw = message_from_bytes(build_email(sender=sender).as_bytes())["From"]
    assert parseaddr(str(make_header(decode_header(raw))))[0].replace("\\\\", "\\") == name
    assert message["From"].addresses[0].addr_spec == "news@alpenblick.example"


@pytest.mark.parametrize("subject", ["plain", "Grüße " * 60, "=?utf-8?b?eA==?=", "x" * 500, "🌞" * 50])
def test_a_subject_comes_through_whole(subject: str) -> None:
    headers = RecipientHeaders(
        to="a@example.com", subject=subject.strip(), date=NOW, message_id="<a@b.example>"
    )
    assert parsed(MessageBuilder(SENDER).build(headers, LETTER))["Subject"] == subject.strip()


breaking = st.builds(
    lambda before, middle, after: before + middle + after,
    st.text(max_size=20),
    st.sampled_from(
        ["\r", "\n", "\r\n", "\0", "\x0b", "\x0c", "\x1b", "\x85", "\r\nBcc: evil@example.com", "\n\nbody"]
    ),
    st.text(max_size=20),
)


@given(value=breaking)
@settings(max_examples=400, deadline=None)
def test_a_control_character_in_any_header_value_is_refused(value: str) -> None:
    for field in ("from_name", "from_email", "reply_to", "list_id", "feedback_id"):
        with pytest.raises((HeaderRefused, AddressRefused)):
            MessageBuilder(dataclasses.replace(SENDER, **{field: value}))
    base = RecipientHeaders(
        to="a@example.com",
        subject="x",
        date=NOW,
        message_id="<a@b.example>",
        unsubscribe_url="https://x.example/",
    )
    for field in ("to", "subject", "message_id", "unsubscribe_url", "unsubscribe_mailto"):
        with pytest.raises((HeaderRefused, AddressRefused)):
            MessageBuilder(SENDER).build(dataclasses.replace(base, **dict[str, Any]({field: value})), LETTER)


@given(name=st.text(max_size=120), subject=st.text(max_size=200))
@settings(max_examples=400, deadline=None)
def test_no_name_and_no_subject_adds_a_header_or_a_line(name: str, subject: str) -> None:
    try:
        builder = MessageBuilder(SenderHeaders(from_name=name, from_email="news@alpenblick.example"))
        raw = builder.build(
            RecipientHeaders(to="a@example.com", subject=subject, date=NOW, message_id="<a@b.example>"),
            LETTER,
        ).headers
    except HeaderRefused:
        return
    lines = [line for line in raw.split(b"\r\n")[:-1] if not line.startswith(b" ")]
    assert [line.split(b":")[0] for line in lines] == [
        b"To", b"Subject", b"Date", b"Message-ID", b"From", b"MIME-Version", b"Content-Type",
    ]  # fmt: skip
    assert raw.isascii()
    assert b"\r" not in raw.replace(b"\r\n", b"")
    assert b"\n" not in raw.replace(b"\r\n", b"")


@pytest.mark.parametrize(
    ("address", "wire"),
    [
        ("zoe@example.com", "zoe@example.com"),
        ("o'brien+news@example.com", "o'brien+news@example.com"),
        ("zoe@münchen.example", "zoe@xn--mnchen-3ya.example"),
    ],
)
def test_a_mailable_address_has_one_form_on_the_wire(address: str, wire: str) -> None:
    assert address_wire(address) == wire


@pytest.mark.parametrize(
    "address",
    ["", "zoe", "@example.com", "zoe@", "zoë@example.com", "a b@example.com", "a@b@example.com", "a@example.com\r\nRCPT TO:<b@example.com>",
     "<a@example.com>", "a@example.com,b@example.com", "a..b@example.com", ".a@example.com", "a@localhost", "a@-x.example",
     "x" * 65 + "@example.com", "a@" + "x." * 130 + "example", "a@exa\0mple.com", "a@[127.0.0.1]", '"a b"@example.com'],
)  # fmt: skip
def test_an_address_that_cannot_be_mailed_is_refused(address: str) -> None:
    with pytest.raises(AddressRefused):
        address_wire(address)
