"""The table of countries: what `countries.toml` says, read once and checked."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

# Keys of the two rows for guests of an unknown country.
UNKNOWN = ""
UNKNOWN_CONFIRMED = "*"
_MONTHS = ("soft_opt_in_months", "implied_stay_months", "implied_enquiry_months")
_WORDS = {"consent": {"stated", "confirmed"}, "tracking": {"none", "hygiene", "full"}}


@dataclass(frozen=True, slots=True)
class CountryLaw:
    """One row: what a country asks. Months count from the departure, or from the enquiry; 0 is never."""

    consent: str
    tracking: str
    law: str
    source: str
    read: date
    soft_opt_in_months: int = 0
    implied_stay_months: int = 0
    implied_enquiry_months: int = 0
    opt_out: bool = False


def table_read(text: str) -> tuple[str, dict[str, CountryLaw]]:
    """Return the table's version and its rows by country. Raises ValueError for a table that is not sound."""
    held = tomllib.loads(text)
    laws = {UNKNOWN: _law(held["unknown"]), UNKNOWN_CONFIRMED: _law(held["unknown_confirmed"])}
    for row in held["rows"]:
        countries = row.pop("countries")
        for country in countries:
            if country in laws:
                raise ValueError(f"{country} stands twice in the table of countries.")
            laws[country] = _law(row)
    for key in (UNKNOWN, UNKNOWN_CONFIRMED):
        if laws[key].opt_out or any(getattr(laws[key], name) for name in _MONTHS):
            raise ValueError("Of an unknown country nothing but consent can be assumed.")
    return held["version"], laws


def _law(row: Mapping[str, Any]) -> CountryLaw:
    law = CountryLaw(**row)
    for name, words in _WORDS.items():
        if getattr(law, name) not in words:
            raise ValueError(f"{name} is one of {sorted(words)}, not {getattr(law, name)!r}.")
    return law


VERSION, LAWS = table_read(Path(__file__).with_name("countries.toml").read_text())


def countries_where(**wanted: object) -> tuple[str, ...]:
    """Return the keys of the rows with these values, in the order of the table."""
    return tuple(
        key for key, law in LAWS.items() if all(getattr(law, name) == value for name, value in wanted.items())
    )


def months_of(name: str) -> dict[int, tuple[str, ...]]:
    """Return which countries have which number of months in a column, those without one left out."""
    numbers = sorted({getattr(law, name) for law in LAWS.values()} - {0})
    return {number: countries_where(**{name: number}) for number in numbers}


KNOWN = tuple(key for key in LAWS if key not in {UNKNOWN, UNKNOWN_CONFIRMED})
CONFIRMED = tuple(key for key in countries_where(consent="confirmed") if key in KNOWN)
OPT_OUT = countries_where(opt_out=True)
SOFT_OPT_IN = months_of("soft_opt_in_months")
IMPLIED_STAY = months_of("implied_stay_months")
IMPLIED_ENQUIRY = months_of("implied_enquiry_months")
TRACKED = countries_where(tracking="full")


def law_of(country: str, *, confirmed_at_home: bool) -> CountryLaw:
    """Return the row that holds for a guest: their country's, else one of the two for unknown ones.

    Guests whose country nobody knows may live where the group's hotels are, so a confirmation that one
    of the hotels' countries asks for (``confirmed_at_home``) is asked for them too.
    """
    if country in KNOWN:
        return LAWS[country]
    return LAWS[UNKNOWN_CONFIRMED if confirmed_at_home else UNKNOWN]
