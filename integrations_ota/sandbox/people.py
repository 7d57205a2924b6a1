"""Draws the guests: regulars, families behind one address, an agency, OTA customers."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from integrations_ota.sandbox.names import EMAIL_DOMAINS, LOCALES, PHONE_PREFIX, WEIGHTS
from integrations_ota.sandbox.world import Person

AGENCY_ADDRESS: Final = "groups@travel-agency.example.org"
_OLDEST, _YOUNGEST = 84, 21


def mailbox_part(text: str) -> str:
    """Fold a name to what fits a mailbox: ASCII letters, no blanks."""
    text = text.replace("ß", "ss").replace("ü", "ue").replace("ö", "oe").replace("ä", "ae")
    folded = unicodedata.normalize("NFKD", text)
    return "".join(c for c in folded if c.isascii() and c.isalnum()).lower()


class People:
    """A source of persons; draws from `rng` only, so a seed gives the same people again."""

    def __init__(self, rng: random.Random, today: date) -> None:
        self._rng = rng
        self._today = today
        self._taken: dict[str, int] = {}

    def stranger(self) -> Person:
        """Draw somebody new, with an address of their own."""
        rng = self._rng
        locale = rng.choices(LOCALES, WEIGHTS)[0]
        first, last = rng.choice(locale.first_names), rng.choice(locale.last_names)
        country = rng.choice(locale.countries)
        postal_code, city = rng.choice(locale.towns)
        years = rng.randint(_YOUNGEST, _OLDEST)
        born = self._today - timedelta(days=years * 365 + rng.randrange(365))
        return Person(
            first_name=first,
            last_name=last,
            email=self._address(first, last),
            phone=f"{PHONE_PREFIX[country]}{rng.randrange(10**6, 10**7)}",
            language=locale.language,
            country=country,
            postal_code=postal_code,
            city=city,
            gender="Female" if locale.first_names.index(first) < len(locale.first_names) // 2 else "Male",
            birth_date=born if rng.random() < 0.6 else None,  # noqa: PLR2004
            newsletter=rng.choices((True, False, None), (60, 14, 26))[0],
        )

    def _address(self, first: str, last: str) -> str:
        local = f"{mailbox_part(first)}.{mailbox_part(last)}"
        count = self._taken[local] = self._taken.get(local, 0) + 1
        suffix = "" if count == 1 else str(count)
        return f"{local}{suffix}@{EMAIL_DOMAINS[count % 3 if count > 1 else len(local) % 3]}"

    def relative(self, person: Person) -> Person:
        """Draw a member of the same family, who shares the address."""
        locale = next(x for x in LOCALES if x.language == person.language)
        first = self._rng.choice([n for n in locale.first_names if n != person.first_name])
        return replace(person, first_name=first, birth_date=None)

    def agency_customer(self) -> Person:
        """Draw somebody whom a travel agency booked, under the agency's address."""
        return replace(self.stranger(), email=AGENCY_ADDRESS, newsletter=None, birth_date=None)
