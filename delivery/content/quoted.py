"""Quoted-printable (RFC 2045 6.7) for pieces that are joined later.

Each piece starts in column 0 and ends in a soft break, so a value of any length may follow.
"""

from binascii import b2a_qp

SOFT_BREAK = b"=\r\n"
QP_LINE = 75


def qp_piece(text: str) -> bytes:
    """Encode a piece of text; its line ends become CRLF."""
    data = text.encode()
    if len(data) <= QP_LINE and data.isalnum():
        return data + SOFT_BREAK
    plain = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return _soft_ended(b2a_qp(plain, istext=True).replace(b"\n", b"\r\n"))


def _soft_ended(encoded: bytes) -> bytes:
    if not encoded or encoded.endswith(b"\r\n"):
        return encoded
    last = len(encoded) - (encoded.rfind(b"\n") + 1)
    if last <= QP_LINE:
        return encoded + SOFT_BREAK
    cut = 3 if encoded[-3:-2] == b"=" else 1
    return encoded[:-cut] + SOFT_BREAK + encoded[-cut:] + SOFT_BREAK
