"""Small readers of text from strangers, shared by all parsers."""

from __future__ import annotations

import hashlib
import unicodedata
from datetime import UTC, date, datetime
from typing import Final

_MAX_NAME: Final = 200
_MAX_KEY: Final = 128
_MAX_COMMENT: Final = 2000
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
_JOINERS: Final = frozenset({"\u200c", "\u200d"})


def sha256_hex(text: str) -> str:
    """Return the hex SHA-256 of a text's UTF-8 bytes."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def usable_key(text: str) -> bool:
    """Say whether an identifier can be stored and shown: printable and of bounded length."""
    return 0 < len(text) <= _MAX_KEY and text.isprintable()


def one_line(text: str | None, limit: int = _MAX_NAME) -> str:
    r"""Return text on one line: no control, bidirectional or line-breaking character.

    A control character inside becomes a space, so `a@b.c\r\nBcc: d` stays visible, and
    invalid as an address, instead of becoming a shorter valid one.
    """
    if not text:
        return ""
    clean = "".join(" " if unicodedata.category(c) in _INVISIBLE and c not in _JOINERS else c for c in text)
    return " ".join(clean.split())[:limit].strip()


def comment(text: str | None) -> str:
    """Return a comment on one line, shortened."""
    return one_line(text, _MAX_COMMENT)


def parse_instant(text: str) -> datetime:
    """Read an ISO 8601 date-time; one without offset is UTC. Raises ValueError."""
    at = datetime.fromisoformat(text.strip())
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def parse_day(text: str) -> date:
    """Read `YYYY-MM-DD`. Raises ValueError, also for years outside 2000 to 2199."""
    day = date.fromisoformat(text.strip())
    if not 2000 <= day.year < 2200:  # noqa: PLR2004
        message = f"{text!r} is not a plausible date"
        raise ValueError(message)
    return day


def parse_birth_date(text: str | None) -> date | None:
    """Read a birth date; an unreadable one is dropped, since no stay depends on it."""
    try:
        return date.fromisoformat(text.strip()) if text else None
    except ValueError:
        return None


def country_code(text: str | None) -> str:
    """Return an ISO 3166 alpha-2 shaped code in capitals, or ''."""
    code = one_line(text).upper()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004


def language_code(text: str | None) -> str:
    """Return a lower-case ISO 639-1 code from `de`, `DE` or `de-AT`, or ''."""
    code = one_line(text).replace("_", "-").split("-")[0].lower()
    return code if len(code) == 2 and code.isascii() and code.isalpha() else ""  # noqa: PLR2004
