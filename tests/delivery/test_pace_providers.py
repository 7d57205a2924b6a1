"""Who keeps whose mailboxes, in Python and in SQL, and the plans of a warm-up."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.db import connection

from delivery.pace.providers import PROVIDERS, provider_of, provider_sql
from delivery.pace.warmup import PLANS, Plan, letters_on

CASES = [
    ("guest@gmail.com", "google"),
    ("Guest@GoogleMail.COM", "google"),
    ("guest@hotmail.co.uk", "microsoft"),
    ("guest@aol.com", "yahoo"),
    ("guest@me.com", "apple"),
    ("guest@web.de", "gmx"),
    ("guest@wanadoo.fr", "orange"),
    ("guest@Hotel.Example", "hotel.example"),
    ('"a@b"@free.fr', "free"),
    ("no-address", "no-address"),
    ("", ""),
]


@pytest.mark.parametrize(("address", "provider"), CASES)
def test_an_address_belongs_to_its_provider(address: str, provider: str) -> None:
    assert provider_of(address) == provider


def test_the_database_agrees(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {provider_sql('address')}"  # noqa: S608 - our own text
            " FROM unnest(%s::text[]) WITH ORDINALITY AS a(address, n) ORDER BY n",
            [[address for address, _ in CASES]],
        )
        assert [row[0] for row in cursor.fetchall()] == [provider for _, provider in CASES]


def test_every_domain_is_written_as_it_is_compared() -> None:
    assert [domain for domain in PROVIDERS if domain != domain.lower().strip()] == []


@pytest.mark.parametrize("plan", PLANS.values(), ids=lambda plan: plan.name)
def test_a_plan_grows_each_day_and_never_doubles(plan: Plan) -> None:
    assert all(before < after <= 2 * before for before, after in pairwise(plan.letters))


def test_a_plan_is_read_by_the_day() -> None:
    first = date(2026, 6, 1)
    allowed = [letters_on("standard", first, first + timedelta(days=day)) for day in (-1, 0, 1, 19, 20)]
    assert allowed == [0, 50, 75, 110_000, None]
    assert letters_on("none", first, first) is None
