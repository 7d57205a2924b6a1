"""What the cells say: standing, dates, tags."""

import re
from datetime import UTC, date, datetime
from enum import StrEnum

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
    text = text.strip().replace("Z", "+00:00").removesuffix(" UTC")
    try:
        moment = datetime.fromisoformat(_iso(text))
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


def tags_of(text: str) -> tuple[str, ...]:
    """Read a list of tags: comma-separated, each perhaps in quotes of its own."""
    tags = (tag.strip().strip('"').strip() for tag in text.split(","))
    return tuple(dict.fromkeys(tag for tag in tags if tag))


def _iso(text: str) -> str:
    match = _DAY_FIRST.match(text)
    if match is None:
        return text.replace("/", "-", 2)
    day, month, year = match.groups()
    if int(month) > _MONTHS:
        day, month = month, day
    return f"{year}-{int(month):02}-{int(day):02}{text[match.end() :]}"
