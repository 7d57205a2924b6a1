"""RFC 5322 messages as bytes: header block and body, CRLF throughout, seven bits only.

The body is quoted-printable, so no line is longer than 78 and none needs 8BITMIME. Dots at a
line's start are the transport's to stuff.
"""

from base64 import b64encode
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache

from delivery.content.address import address_wire
from delivery.content.bound import Letter
from delivery.content.characters import has_control

# "=_" never occurs in quoted-printable text, so no body can hold the boundary.
_BOUNDARY = b"=_bellhop_alternative"
_PART = (
    b'--%b\r\nContent-Type: text/%b; charset="utf-8"\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
)
_TEXT_HEAD = _PART % (_BOUNDARY, b"plain")
_HTML_HEAD = b"\r\n" + _PART % (_BOUNDARY, b"html")
_TAIL = b"\r\n--" + _BOUNDARY + b"--\r\n"
_SPECIALS = frozenset('()<>[]:;@\\,."')
_WORD_BYTES = 42
_PLAIN_LIMIT = 76
_DISPLAY_LIMIT = 60
_LINE_LIMIT = 900


class HeaderRefused(Exception):
    """A header value that would break out of its line, or that the mail servers would refuse."""

    def __init__(self, name: str, reason: str) -> None:
        self.name = name
        self.reason = reason
        super().__init__(f"{name}: {reason}")


@dataclass(frozen=True, slots=True)
class SenderHeaders:
    """What every letter of one mailing shares. `list_id` and `feedback_id` may be empty."""

    from_name: str
    from_email: str
    reply_to: str = ""
    list_id: str = ""
    feedback_id: str = ""


@dataclass(frozen=True, slots=True)
class RecipientHeaders:
    """What differs from letter to letter. Without `unsubscribe_url` no List-Unsubscribe is set.

    `return_path` is the envelope sender, where bounces go; without it they go to the From address.
    """

    to: str
    subject: str
    date: datetime
    message_id: str
    return_path: str = ""
    unsubscribe_url: str = ""
    unsubscribe_mailto: str = ""


@dataclass(frozen=True, slots=True)
class OutgoingEmail:
    """A letter ready for the wire. `headers` end in CRLF; the empty line stands between.

    `utf8`: an address is not ASCII, so only a server that offers SMTPUTF8 can carry it. `for_wire`: made
    by MessageBuilder, so it ends in CRLF, holds no bare CR or LF, no line starts with a dot, and the body
    is its own relaxed form (RFC 6376 3.4.4).
    """

    sender: str
    recipient: str
    message_id: str
    headers: bytes
    body: bytes
    utf8: bool = False
    for_wire: bool = False

    def as_bytes(self) -> bytes:
        """The whole message."""
        return self.headers + b"\r\n" + self.body


def header_value(name: str, value: str) -> str:
    """Give the value back if it can stand in a header; CR, LF, NUL and their like cannot."""
    if has_control(value):
        raise HeaderRefused(name, "it holds a line break or another control character.")
    return value


def text_encode(name: str, value: str) -> bytes:
    """Unstructured text: plain where it is ASCII and short, else RFC 2047 words, folded."""
    header_value(name, value)
    if value.isascii() and len(value) + len(name) < _PLAIN_LIMIT and "=?" not in value:
        return value.encode()
    return _encoded(value)


def _encoded(value: str) -> bytes:
    return b"\r\n ".join(b"=?utf-8?b?%b?=" % b64encode(word) for word in _words(value))


def _words(value: str) -> list[bytes]:
    """Split at character borders into words of at most 75 encoded characters (RFC 2047 2)."""
    words: list[bytes] = []
    current = b""
    for char in value:
        encoded = char.encode()
        if len(current) + len(encoded) > _WORD_BYTES:
            words.append(current)
            current = b""
        current += encoded
    return [*words, current]


def mailbox_encode(name: str, display: str, address: str) -> bytes:
    """`Display <address>` with the display name quoted or encoded as it needs."""
    header_value(name, display)
    wire = address_wire(address).encode()
    display = " ".join(display.split())
    if not display:
        return wire
    if not display.isascii() or len(display) > _DISPLAY_LIMIT or "=?" in display:
        return _encoded(display) + b"\r\n <" + wire + b">"
    if _SPECIALS & set(display):
        quoted = display.replace("\\", "\\\\").replace('"', '\\"')
        return f'"{quoted}" <'.encode() + wire + b">"
    return display.encode() + b" <" + wire + b">"


class MessageBuilder:
    """Builds the letters of one mailing; what they share is encoded once."""

    def __init__(self, sender: SenderHeaders) -> None:
        self.from_wire = address_wire(sender.from_email)
        lines = [b"From: " + mailbox_encode("From", sender.from_name, sender.from_email)]
        if sender.reply_to:
            lines.append(b"Reply-To: " + mailbox_encode("Reply-To", "", sender.reply_to))
        if sender.list_id:
            lines.append(b"List-Id: " + _ascii("List-Id", sender.list_id))
        if sender.feedback_id:
            lines.append(b"Feedback-ID: " + _ascii("Feedback-ID", sender.feedback_id))
        lines.append(b"MIME-Version: 1.0")
        lines.append(b'Content-Type: multipart/alternative; boundary="' + _BOUNDARY + b'"')
        self._shared = b"\r\n".join(lines) + b"\r\n"

    def build(self, recipient: RecipientHeaders, letter: Letter) -> OutgoingEmail:
        """Raises AddressRefused or HeaderRefused; the message has exactly one recipient."""
        to = address_wire(recipient.to, utf8=True)
        message_id = _ascii("Message-ID", recipient.message_id)
        lines = [
            b"To: " + to.encode(),
            b"Subject: " + text_encode("Subject", recipient.subject),
            b"Date: " + _date(recipient.date),
            b"Message-ID: " + message_id,
        ]
        if recipient.unsubscribe_url:
            lines += _unsubscribe(recipient)
        headers = b"\r\n".join(lines) + b"\r\n" + self._shared
        body = b"".join((_TEXT_HEAD, letter.text, _HTML_HEAD, letter.html, _TAIL))
        sender = recipient.return_path or self.from_wire
        return OutgoingEmail(
            sender, to, recipient.message_id, headers, body, utf8=not to.isascii(), for_wire=True
        )


@lru_cache(maxsize=8)
def _date(at: datetime) -> bytes:
    """Letters of the same moment are many."""
    return format_datetime(at).encode()


def _unsubscribe(recipient: RecipientHeaders) -> list[bytes]:
    """One-click unsubscribe (RFC 8058); both ways are offered."""
    ways = [b"<%b>" % _ascii("List-Unsubscribe", recipient.unsubscribe_url)]
    if recipient.unsubscribe_mailto:
        ways.append(b"<mailto:%b>" % _ascii("List-Unsubscribe", recipient.unsubscribe_mailto))
    return [
        b"List-Unsubscribe: " + b",\r\n ".join(ways),
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click",
    ]


def _ascii(name: str, value: str) -> bytes:
    header_value(name, value)
    if not value.isascii() or len(value) > _LINE_LIMIT:
        raise HeaderRefused(name, "it is too long or not ASCII.")
    return value.encode()
