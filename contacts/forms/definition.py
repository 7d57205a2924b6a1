"""What a form may ask, and where it may stand. Pure."""

import re
from urllib.parse import urlsplit

PLAIN_FIELDS = ("first_name", "last_name", "language", "country", "birth_date")
CUSTOM = "custom."
MOST_FIELDS = 20
MOST_ORIGINS = 20
_CUSTOM_KEY = re.compile(r"[a-z][a-z0-9_]{0,49}")
_LOCAL = ("localhost", "127.0.0.1")


def field_is_known(name: str) -> bool:
    """Whether a form can ask for this."""
    if name.startswith(CUSTOM):
        return bool(_CUSTOM_KEY.fullmatch(name.removeprefix(CUSTOM)))
    return name in PLAIN_FIELDS


def origin_normalise(text: str) -> str | None:
    """A site as browsers name it, `https://www.hotel.example`; None for anything else.

    Exact origins only: no wildcard, no path, and no plain HTTP but on one's own machine, since what is
    entered would be shown to whoever listens.
    """
    try:
        parts = urlsplit(text.strip().rstrip("/"))
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        return None
    if not re.fullmatch(r"[a-z0-9](?:[a-z0-9.-]{0,250}[a-z0-9])?", host):
        return None
    if parts.scheme != "https" and not (parts.scheme == "http" and host in _LOCAL):
        return None
    default = {"https": 443, "http": 80}[parts.scheme]
    return f"{parts.scheme}://{host}" + (f":{port}" if port and port != default else "")
