"""Days into ranges: nothing lost, nothing doubled, as few as can be."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integrations_ota.adapters.amounts import decimal_text, minor_units
from integrations_ota.adapters.ari import DateRange
from integrations_ota.adapters.ranges import merged

DAYS = st.dictionaries(
    st.integers(0, 80).map(lambda n: date(2028, 2, 1) + timedelta(days=n)), st.integers(0, 2)
)


@given(DAYS, st.booleans())
def test_ranges_hold_exactly_the_days_they_were_made_of(days: dict[date, int], by_month: bool) -> None:
    found = [(day, state) for span, state in merged(days, by_month=by_month) for day in span.each()]
    assert found == sorted(days.items())


@given(DAYS)
def test_no_two_ranges_could_be_one(days: dict[date, int]) -> None:
    found = list(merged(days))
    for (before, state), (after, following) in pairwise(found):
        assert before.last + timedelta(days=1) < after.first or state != following


@given(DAYS)
def test_by_month_no_range_crosses_the_end_of_one(days: dict[date, int]) -> None:
    assert all(span.first.month == span.last.month for span, _ in merged(days, by_month=True))


def test_a_leap_day_and_the_turn_of_the_year_are_days_like_others() -> None:
    days = {date(2027, 12, 31): 1, date(2028, 1, 1): 1, date(2028, 2, 28): 1, date(2028, 2, 29): 1}
    assert [(span.first, span.days) for span, _ in merged(days)] == [
        (date(2027, 12, 31), 2),
        (date(2028, 2, 28), 2),
    ]


def test_a_range_that_ends_before_it_begins_is_refused() -> None:
    with pytest.raises(ValueError, match="lies before"):
        DateRange(date(2026, 5, 2), date(2026, 5, 1))


@given(st.integers(0, 10**12), st.sampled_from(["EUR", "JPY", "KWD", "HUF"]))
def test_money_survives_its_way_as_text(minor: int, currency: str) -> None:
    assert minor_units(decimal_text(minor, currency), currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [(19950, "EUR", "199.50"), (5, "EUR", "0.05"), (1200, "JPY", "1200"), (1, "KWD", "0.001")],
)
def test_money_has_the_decimals_of_its_currency(minor: int, currency: str, text: str) -> None:
    assert decimal_text(minor, currency) == text
