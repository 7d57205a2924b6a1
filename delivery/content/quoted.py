"""Quoted-printable (RFC 2045 6.7) for pieces that are joined later.

Each piece starts in column 0 and ends in a soft break, so a value of any length may follow.
"""

import re
from binascii import b2a_qp

SOFT_BREAK = b"=\r\n"
QP_LINE = 75
# Most values: words of characters that no encoding changes, one blank between them, no dot in front.
_PLAIN = re.compile(r"[A-Za-z0-9,:;/()!?_+@-][A-Za-z0-9,.:;/()!?_+@-]*(?: [A-Za-z0-9,.:;/()!?_+@-]+)*")


def qp_piece(text: str) -> bytes:
    """Encode a piece of text: CRLF line ends, no line that starts with a dot, no two blanks in a row."""
    if _PLAIN.fullmatch(text) and len(text) <= QP_LINE:
        return text.encode() + SOFT_BREAK
    plain = text.encode().replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    # Blanks in a row are written =20, so that no server on the way, nor DKIM's relaxed form, makes them one.
    encoded = b2a_qp(plain, quotetabs=b"  " in plain or b"\t" in plain, istext=True)
    if encoded.startswith(b".") or b"\n." in encoded:
        encoded = _without_leading_dots(encoded)
    return _soft_ended(encoded.replace(b"\n", b"\r\n"))


def _without_leading_dots(encoded: bytes) -> bytes:
    """What SMTP would double is written as =2E, so that the letter on the wire is the letter that was signed."""
    lines = []
    for line in encoded.split(b"\n"):
        if not line.startswith(b"."):
            lines.append(line)
        elif len(line) <= QP_LINE - 2:
            lines.append(b"=2E" + line[1:])
        else:
            # Two characters more would make the line too long (RFC 2045 6.7): the dot gets a line of its own.
            lines += [b"=2E=", line[1:]]
    return b"\n".join(lines)


def _soft_ended(encoded: bytes) -> bytes:
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    last = len(encoded) - (encoded.rfind(b"\n") + 1)
    if last <= QP_LINE:
        return encoded + SOFT_BREAK
    cut = 3 if encoded[-3:-2] == b"=" else 1
    return encoded[:-cut] + SOFT_BREAK + encoded[-cut:] + SOFT_BREAK
