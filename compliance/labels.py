"""Where a marketing mail has to say that it is one: the countries, the words, and the law that asks for it.

Defaults of an engineer, not advice of a lawyer. A country that is not listed demands no words of its own;
honest sender and subject are demanded everywhere. Change a row, and its `checked`, when a law changes.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Label:
    """What mail to guests of a country (ISO 3166-1 alpha-2) must show.

    One of `marks`, upper or lower case: at the start of the subject, or with `anywhere` in subject or
    letter. `spares_consent`: not demanded towards guests who asked for the mail themselves.
    """

    country: str
    marks: tuple[str, ...]
    anywhere: bool
    spares_consent: bool
    source: str
    checked: date


# The words by which a letter calls itself an advertisement where the law leaves the wording open.
ADVERTISEMENT = (
    "advertisement", "advertising", "promotional", "anzeige", "werbung", "publicité", "publicidad",
    "pubblicità", "reklame", "reclame",
)  # fmt: skip

LABELS: tuple[Label, ...] = (
    Label(
        "US", ADVERTISEMENT, anywhere=True, spares_consent=True,
        source="15 USC 7704(a)(5)(A)(i), (B): identification as an advertisement, unless affirmative consent",
        checked=date(2026, 11, 24),
    ),
    Label(
        "SG", ("<ADV> ",), anywhere=False, spares_consent=True,
        source="Spam Control Act 2007, Second Schedule: '<ADV>' and a space before the subject of unsolicited mail",
        checked=date(2026, 11, 24),
    ),
    Label(
        "KR", ("(광고)",), anywhere=False, spares_consent=False,
        source="Network Act, art. 50(4) and Enforcement Decree, art. 61: '(광고)' at the start of the subject",
        checked=date(2026, 11, 24),
    ),
    Label(
        "CN", ("AD", "广告"), anywhere=False, spares_consent=False,
        source="Measures for the Administration of Internet E-mail Services 2006, art. 13: 'AD' or '广告' in the subject",
        checked=date(2026, 11, 24),
    ),
    Label(
        "IL", ("פרסומת",), anywhere=False, spares_consent=False,
        source="Communications Law 1982, s. 30A(e): the word 'פרסומת' at the start of the subject",
        checked=date(2026, 11, 24),
    ),
)  # fmt: skip

LABELLED_COUNTRIES = frozenset(label.country for label in LABELS)


def label_shown(label: Label, *, subject: str, letter: str) -> bool:
    """Whether a letter, by its subject and its text part, shows what the country demands."""
    marks = [mark.casefold() for mark in label.marks]
    if not label.anywhere:
        return subject.casefold().startswith(tuple(marks))
    shown = f"{subject}\n{letter}".casefold()
    return any(mark in shown for mark in marks)


def labels_demanded(countries: Iterable[tuple[str, bool]]) -> list[Label]:
    """The labels that guests of these countries call for; each comes with whether it consented itself."""
    asked = set(countries)
    return [
        label
        for label in LABELS
        if (label.country, False) in asked or ((label.country, True) in asked and not label.spares_consent)
    ]
