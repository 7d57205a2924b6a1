"""What the cells say: standing, dates, tags."""

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from enum import StrEnum
from functools import lru_cache
from math import isfinite

from contacts.imports.columns import header_key


class Standing(StrEnum):
    """Where a person stands with the e-mail service that the file comes from."""

    SUBSCRIBED = "subscribed"
    UNSTATED = "unstated"
    UNCLEAR = "unclear"
    UNSUBSCRIBED = "unsubscribed"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


_WORDS = {
    Standing.SUBSCRIBED: """subscribed active confirmed enabled opted_in opt_in aktiv abonniert angemeldet
        actif active_e abonne inscrit attivo iscritto activo suscrito yes true 1 ja oui si""",
    Standing.UNSUBSCRIBED: """unsubscribed opted_out opt_out cancelled canceled blacklisted blocklisted
        suppressed abgemeldet desabonne desinscrit disiscritto cancellato baja no false 0 nein non""",
    Standing.BOUNCED: "bounced hard_bounce hard_bounced cleaned undeliverable invalid unzustellbar",
    Standing.COMPLAINED: "complained complaint spam marked_as_spam spam_complaint abuse",
}
_STANDING = {word: standing for standing, words in _WORDS.items() for word in words.split()}
_YES = frozenset("yes true 1 y ja oui si vrai wahr".split())  # noqa: SIM905 - read as words

_DAY_FIRST = re.compile(r"(\d{1,2})[./-](\d{1,2})[./-](\d{4})")
_MONTHS = 12
CUSTOM_LENGTH = 1_000


@lru_cache(maxsize=4096)
def standing_of(word: str) -> Standing:
    """Read a status word. An unknown one is UNCLEAR, which permits nothing."""
    key = header_key(word)
    return _STANDING.get(key, Standing.UNCLEAR) if key else Standing.UNSTATED


def is_yes(word: str) -> bool:
    """Read a yes-or-no cell."""
    return header_key(word) in _YES


def moment_of(text: str) -> datetime | None:
    """Read a date with or without a time, as aware UTC; None where it cannot be read.

    Without an offset the time is taken as UTC, as e-mail services export it. Days come before
    months ('13-04-2022'), unless the second number can only be a day ('04/13/2022').
    """
    text = text.strip()
    if not text:
        return None
    try:
        moment = datetime.fromisoformat(
            text if text[4:5] == "-" and text.isascii() and text[-1] not in "ZC" else _iso(text)
        )
    except ValueError:
        return None
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        return None


def day_of(text: str) -> date | None:
    """Read a birthday; None for one without a year, as some services keep it."""
    moment = moment_of(text)
    return moment.date() if moment else None


@lru_cache(maxsize=4096)
def tags_of(text: str) -> tuple[str, ...]:
    """Read a list of tags: comma-separated, each perhaps in quotes of its own."""
    if not text:
        return ()
    tags = (tag.strip().strip('"').strip() for tag in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def custom_value(kind: str, choices: Sequence[str], text: str) -> str | float | bool | None:
    """Read a cell as a field's type: text, number, date (``YYYY-MM-DD``), boolean or choice.

    None where it cannot be read so. A number may be written '1234.5', '1234,5' or '1.234,5'.
    """
    return _custom_value(kind, tuple(choices), text)


# A column of a million cells holds some thousand values.
@lru_cache(maxsize=16_384)
def _custom_value(kind: str, choices: tuple[str, ...], text: str) -> str | float | bool | None:
    text = text.replace("\0", "").strip()
    if kind == "number":
        return _number(text)
    if kind == "date":
        day = day_of(text)
        return day.isoformat() if day else None
    if kind == "boolean":
        return True if is_yes(text) else False if standing_of(text) is Standing.UNSUBSCRIBED else None
    if kind == "choice":
        return next((choice for choice in choices if choice.casefold() == text.casefold()), None)
    return text[:CUSTOM_LENGTH]


def _number(text: str) -> float | None:
    if "," in text:
        text = text.replace(".", "") if text.rfind(",") > text.rfind(".") else text.replace(",", "")
    try:
        number = float(text.replace(",", ".").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        return None
    if not isfinite(number):
        return None
    return int(number) if number.is_integer() else number


def _iso(text: str) -> str:
    text = text.replace("Z", "+00:00").removesuffix(" UTC")
    match = _DAY_FIRST.match(text)
    if match is None:
        return text.replace("/", "-", 2)
    day, month, year = match.groups()
    if int(month) > _MONTHS:
        day, month = month, day
    return f"{year}-{int(month):02}-{int(day):02}{text[match.end() :]}"
