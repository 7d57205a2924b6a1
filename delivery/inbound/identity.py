"""Our own marks on a mail that came back, in the order in which they are trusted. Nothing is verified here."""

import re
from collections.abc import Iterable
from enum import StrEnum

from delivery.inbound.mime import TEXT_CAP, Mail

TOKENS_CAP = 50
_SIGNED = r"([0-9a-f]{46})"
_RETURN_PATH = re.compile(rf"\bbounce\+{_SIGNED}@", re.IGNORECASE)
_MESSAGE_ID = re.compile(
    rf"^(?:Message-ID|References|In-Reply-To):\s*<{_SIGNED}@", re.IGNORECASE | re.MULTILINE
)
_ANYWHERE = re.compile(rf"(?<![0-9a-f]){_SIGNED}(?![0-9a-f])", re.IGNORECASE)
_ADDRESS = re.compile(r"<?([\w.-]{1,64})(?:\+([^@\s]{0,128}))?@", re.IGNORECASE)
_ENVELOPE_HEADERS = ("Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "To")


class Mailbox(StrEnum):
    """What an address of ours is for."""

    BOUNCE = "bounce"
    UNSUBSCRIBE = "unsubscribe"
    DMARC = "dmarc"
    OTHER = "other"


def mailbox_of(address: str) -> tuple[Mailbox, str]:
    """The purpose of the address a mail came to, and the token after its plus sign or ""."""
    found = _ADDRESS.match(address.strip().lower())
    name, tail = (found[1], found[2] or "") if found else ("", "")
    if name.startswith("dmarc"):
        return Mailbox.DMARC, tail
    return (Mailbox(name), tail) if name in {"bounce", "unsubscribe"} else (Mailbox.OTHER, tail)


def tokens_of(mail: Mail, envelope_to: str) -> list[str]:
    """The tokens that may name the letter: of the envelope first, then of the returned headers, then of any text."""
    addressed = [envelope_to, *(value for name in _ENVELOPE_HEADERS for value in mail.top.headers_all(name))]
    texts = [part.text() for part in mail.parts]
    returned = [text for part, text in zip(mail.parts, texts, strict=True) if _is_copy(part.kind)]
    found = [
        *_all(_RETURN_PATH, addressed),
        *_all(_RETURN_PATH, returned),
        *_all(_MESSAGE_ID, returned),
        *_all(_MESSAGE_ID, texts),
        *_all(_ANYWHERE, texts),
    ]
    return list(dict.fromkeys(found))[:TOKENS_CAP]


def tokens_in(text: str) -> list[str]:
    """The tokens in one recipient's own part of a report."""
    return list(dict.fromkeys(_all(_ANYWHERE, [text[:TEXT_CAP]])))[:TOKENS_CAP]


def _is_copy(kind: str) -> bool:
    return kind in {"message/rfc822", "message/global", "message/partial"} or kind.startswith("text/rfc822")


def _all(pattern: re.Pattern[str], texts: Iterable[str]) -> list[str]:
    return [token.lower() for text in texts for token in pattern.findall(text)]
