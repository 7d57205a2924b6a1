"""A link as a QR code (ISO/IEC 18004). Pure."""

from io import BytesIO

import segno

# A print at the front desk wears: a quarter of it may become unreadable.
_ERRORS = "q"


def qr_svg(text: str) -> str:
    """The code as an SVG document with its own quiet zone, black on white whatever lies below it."""
    out = BytesIO()
    segno.make(text, error=_ERRORS, micro=False).save(
        out, kind="svg", border=4, dark="#000", light="#fff", xmldecl=False, omitsize=True, nl=False
    )
    return out.getvalue().decode()
