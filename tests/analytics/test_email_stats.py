from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from analytics.models import DailyEmailStat
from analytics.selectors.email_stats import email_stats
from analytics.services.rollup import email_stats_roll_up
from delivery.models import Message
from tests.factories.delivery import EngagementEventFactory, MessageFactory, mailing_made

STATS = "/api/v1/analytics/email-stats"
# Half past eleven at night in UTC is the next day in Bregenz.
EVENING = datetime(2026, 6, 1, 23, 30, tzinfo=UTC)


@pytest.fixture
def letters(group_a: Organization, hotel_a: Hotel) -> list[Message]:
    with tenant_scope(group_a.pk):
        mailing = mailing_made(hotel=hotel_a)
        states = ("handed", "handed", "bounced", "queued")
        sent: list[Message] = [
            MessageFactory(mailing=mailing, state=state, handed_at=None if state == "queued" else EVENING)
            for state in states
        ]
        for kind, machine, message in (
            ("open", False, sent[0]),
            ("open", True, sent[1]),
            ("click", False, sent[0]),
        ):
            EngagementEventFactory(
                message=message, kind=kind, first_at=EVENING, last_at=EVENING, machine=machine
            )
        return sent


def test_statistics_count_the_ledger(letters: list[Message], group_a: Organization) -> None:
    with tenant_scope(group_a.pk):
        stats = email_stats(days=30, now=EVENING + timedelta(minutes=1))
    figures = (
        "sent",
        "delivered",
        "bounced",
        "opened",
        "machine_opened",
        "clicked",
        "queue_length",
        "rate_per_minute",
    )
    assert [stats[name] for name in figures] == [3, 2, 1, 1, 1, 1, 1, 0.6]


def test_a_day_is_the_hotels_own_and_counting_again_changes_nothing(
    letters: list[Message], group_a: Organization
) -> None:
    with tenant_scope(group_a.pk):
        for _ in range(2):
            assert email_stats_roll_up(now=EVENING + timedelta(hours=1)) == 1
        day = DailyEmailStat.objects.get()
    assert (day.day.isoformat(), day.sent, day.delivered, day.bounced, day.opened) == (
        "2026-06-02",
        3,
        2,
        1,
        1,
    )


def test_the_api_answers_for_the_only_organisation_of_its_caller(
    client_of_a: Any, letters: list[Message]
) -> None:
    answer = client_of_a.get(f"{STATS}?days=400").json()
    assert (answer["sent"], answer["period_days"]) == (3, 400)


@pytest.mark.parametrize("days", ["0", "401", "many"])
def test_a_period_that_makes_no_sense_is_refused(client_of_a: Any, days: str) -> None:
    assert client_of_a.get(f"{STATS}?days={days}").json()["code"] == "invalid"


def test_the_home_page_shows_the_month_and_the_guests(client_of_a: Any, letters: list[Message]) -> None:
    home = client_of_a.get("/api/v1/orgs/alpenblick/home").json()
    assert (home["guests"], home["arrivals_next_7"], len(home["daily"]), home["recent_campaigns"]) == (
        0,
        0,
        31,
        [],
    )
