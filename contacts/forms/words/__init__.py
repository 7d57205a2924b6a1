"""What a form's pages and its letter say, one file for each language. Pure.

They speak the form's language, not the browser session's, so they are no gettext catalogue.
"""

import json
from functools import cache
from hashlib import blake2b
from pathlib import Path

LANGUAGES = ("en", "de", "fr", "it", "es")
# What the hotel writes itself; ours is where it begins.
OWN = ("title", "intro", "consent", "button", "thanks")
_PLACES = ("hotel", "address", "until", "arrival", "departure", "name")


@cache
def words_of(language: str) -> dict[str, str]:
    """All sentences of one of LANGUAGES."""
    found: dict[str, str] = json.loads((Path(__file__).parent / f"{language}.json").read_text("utf-8"))
    return found


def words_fill(text: str, **values: str) -> str:
    """Put names into a sentence of ours. Plain replacement: no value is read as a format."""
    for name in _PLACES:
        if name in values:
            text = text.replace("{" + name + "}", values[name])
    return text


def wording_of(language: str, *, hotel: str) -> str:
    """What the box of a pre-check-in says."""
    return words_fill(words_of(language)["consent"], hotel=hotel)


def wording_digest(text: str) -> str:
    """Twelve letters by which a page says which wording it showed."""
    return blake2b(text.encode(), digest_size=6).hexdigest()


def words_suggested(*, hotel: str) -> dict[str, dict[str, str]]:
    """For each language the words that a hotel may begin with."""
    return {
        language: {name: words_fill(words_of(language)[name], hotel=hotel) for name in OWN}
        for language in LANGUAGES
    }


def language_choose(wanted: list[str], offered: list[str]) -> str:
    """The first wanted language that is offered ('de-AT' takes 'de'), else the first offered."""
    for tag in wanted:
        language = tag.split("-")[0].lower()
        if language in offered:
            return language
    return offered[0]
