"""The aggregate reports that a mail carries."""

from collections.abc import Iterator
from email import message_from_bytes
from email.message import Message
from typing import Final

from delivery.dns.dmarc_report import MAX_PACKED

MAX_PARTS: Final = 50
MAX_REPORTS: Final = 10
_STARTS: Final = (b"\x1f\x8b", b"PK\x03\x04", b"<?xml", b"<feedback", b"\xef\xbb\xbf<")


def dmarc_reports_from_mail(raw: bytes) -> list[bytes]:
    """The parts of a mail that may be aggregate reports, decoded and still packed, ten at most.

    Recognised by their first bytes, since reporters name and label them as they like. Never raises.
    """
    if len(raw) > 2 * MAX_PACKED:
        return []
    # compat32: the newer policies need seconds on hostile headers.
    return list(_reports(message_from_bytes(raw)))[:MAX_REPORTS]


def _reports(mail: Message) -> Iterator[bytes]:
    for number, part in enumerate(mail.walk()):
        if number >= MAX_PARTS:
            return
        body = part.get_payload(decode=True) if not part.is_multipart() else None
        if isinstance(body, bytes) and body.lstrip()[:9].startswith(_STARTS):
            yield body
