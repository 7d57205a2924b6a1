"""Whether two surnames may be one person's."""

import re
import unicodedata
from collections.abc import Iterable

# What one register writes and another leaves out: 'von der Heide' and 'Heide'.
_PARTICLES = frozenset(
    {"von", "van", "vom", "zu", "zur", "der", "den", "de", "del", "della", "delle", "dei", "di", "da", "do"}
    | {"dos", "das", "du", "la", "le", "lo", "el", "y", "e"}
)
_DIGRAPHS = str.maketrans({"ä": "a", "ö": "o", "ü": "u", "ß": "ss", "æ": "a", "ø": "o", "å": "a"})
_SPELLED_OUT = re.compile(r"(?<=[bcdfghjklmnprstvwxz])(ae|oe|ue)|^(ae|oe|ue)")
SHARED_AT_SURNAMES = 3


def surname_tokens(surname: str) -> frozenset[str]:
    """Return the words of a surname without accents, particles and spelling of umlauts.

    'Müller', 'Mueller' and 'MULLER' give the same; 'García López' gives two words.
    """
    text = unicodedata.normalize("NFC", surname).casefold().translate(_DIGRAPHS)
    plain = "".join(char for char in unicodedata.normalize("NFKD", text) if not unicodedata.combining(char))
    words = [word for word in re.split(r"[\W_]+", plain) if word]
    kept = [word for word in words if word not in _PARTICLES] or words
    return frozenset(_SPELLED_OUT.sub(lambda match: match.group()[0], word) for word in kept)


def surnames_compatible(one: str, other: str) -> bool:
    """Say whether two surnames may be the same person's.

    Equal words, or all words of one among the other's ('García' and 'García López'). An empty
    surname contradicts none.
    """
    left, right = surname_tokens(one), surname_tokens(other)
    return left <= right or right <= left


def surnames_make_shared(surnames: Iterable[str]) -> bool:
    """Say whether so many different surnames use one address that it is an agency's.

    A family has two surnames at most times; three speak for a desk that books for others.
    """
    groups: list[frozenset[str]] = []
    for tokens in sorted({surname_tokens(name) for name in surnames}, key=len):
        if tokens and not any(tokens <= group or group <= tokens for group in groups):
            groups.append(tokens)
    return len(groups) >= SHARED_AT_SURNAMES
