"""A letter as it goes over the wire after DATA."""

import re

from delivery.content.message import OutgoingEmail

_BARE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_END = b"\r\n.\r\n"


def wire_bytes(email: OutgoingEmail) -> bytes:
    """CRLF only, dots stuffed, end of data at the end (RFC 5321 4.5.2).

    A bare CR or LF would let a server see the end of data where there is none (SMTP smuggling). A letter
    that was built for the wire has neither, nor a line that starts with a dot.
    """
    if email.for_wire:
        return b"%b\r\n%b.\r\n" % (email.headers, email.body)
    data = _BARE_LINE_END.sub(b"\r\n", email.as_bytes()).replace(b"\r\n.", b"\r\n..")
    if data.startswith(b"."):
        data = b"." + data
    return data + (b".\r\n" if data.endswith(b"\r\n") else _END)
