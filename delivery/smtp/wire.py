"""A letter as it goes over the wire after DATA."""

import re

from delivery.content.message import OutgoingEmail

_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_END = b"\r\n.\r\n"


def wire_bytes(email: OutgoingEmail) -> bytes:
    """CRLF only, dots stuffed, end of data at the end (RFC 5321 4.5.2).

    A bare CR or LF would let a server see the end of data where there is none (SMTP smuggling).
    """
    data = email.headers + b"\r\n" + email.body
    line_ends = data.count(b"\r\n")
    if data.count(b"\n") != line_ends or data.count(b"\r") != line_ends:
        data = _BARE_LINE_END.sub(b"\r\n", data)
    data = data.replace(b"\r\n.", b"\r\n..")
    if data.startswith(b"."):
        data = b"." + data
    return data + (b".\r\n" if data.endswith(b"\r\n") else _END)
