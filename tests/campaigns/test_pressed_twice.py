"""'Send' pressed many times at the same moment, with real commits: one run, whoever presses (R13)."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any

import pytest
from django.db import connection

from accounts.models import AuditEvent, Organization, User
from accounts.tenancy import tenant_scope
from accounts.types import Role
from campaigns import tasks
from campaigns.models import Campaign
from delivery.models import Mailing, Message
from delivery.tasks import send_mailing
from tests.conftest import client_of, member
from tests.factories.accounts import HotelFactory, OrganizationFactory
from tests.factories.campaigns import CampaignFactory
from tests.factories.delivery import SendingDomainFactory, guest_with_consent

pytestmark = pytest.mark.django_db(transaction=True)

THREADS = 16
GUESTS = 3


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, int]]:
    """The wake-ups that 'send' leaves with the broker."""
    calls: list[dict[str, int]] = []
    monkeypatch.setattr(tasks.start_campaign, "delay", lambda **kwargs: calls.append(kwargs))
    monkeypatch.setattr(send_mailing, "delay", lambda **_: None)
    return calls


@pytest.fixture
def group() -> Organization:
    made: Organization = OrganizationFactory()
    return made


@pytest.fixture
def campaign(group: Organization) -> Campaign:
    with tenant_scope(group.pk):
        SendingDomainFactory()
        for number in range(GUESTS):
            guest_with_consent(email=f"guest{number}@example.com")
        made: Campaign = CampaignFactory(hotel=HotelFactory())
        return made


def press(user: User, group: Organization, campaign: Campaign, key: str) -> tuple[int, str]:
    """One request on a connection of its own, and what it was answered."""
    try:
        answer = client_of(user).post(
            f"/api/v1/orgs/{group.slug}/campaigns/{campaign.pk}/send",
            {"at": None, "acknowledged": GUESTS},
            format="json",
            HTTP_IDEMPOTENCY_KEY=key,
        )
        return answer.status_code, answer.content.decode()
    finally:
        connection.close()


def at_once(calls: Sequence[Callable[[], Any]]) -> list[Any]:
    with ThreadPoolExecutor(THREADS) as pool:
        return [done.result() for done in [pool.submit(call) for call in calls]]


def start(wake_up: dict[str, int]) -> None:
    try:
        tasks.start_campaign.apply(kwargs=wake_up, throw=True)
    finally:
        connection.close()


def runs(group: Organization, woken: list[dict[str, int]]) -> tuple[int, int, int]:
    """Mailings, letters, and entries of the audit trail, after every wake-up was followed at once."""
    at_once([partial(start, wake_up) for wake_up in woken])
    with tenant_scope(group.pk):
        orders = AuditEvent.objects.filter(action="campaign.scheduled").count()
        return Mailing.objects.count(), Message.objects.count(), orders


def test_one_key_pressed_a_hundred_times_is_one_run_and_one_answer(
    group: Organization, campaign: Campaign, woken: list[dict[str, int]]
) -> None:
    owner = member(group, Role.OWNER)
    answers = at_once([lambda: press(owner, group, campaign, "one-press")] * 100)
    assert {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1
    assert runs(group, woken) == (1, GUESTS, 1)


def test_twenty_clicks_without_a_key_are_one_run_and_nineteen_refusals(
    group: Organization, campaign: Campaign, woken: list[dict[str, int]]
) -> None:
    owner = member(group, Role.OWNER)
    answers = at_once([lambda: press(owner, group, campaign, "")] * 20)
    assert Counter(status for status, _ in answers) == {200: 1, 409: 19}
    assert runs(group, woken) == (1, GUESTS, 1)


def test_of_two_people_who_press_at_once_one_is_told_that_it_was_sent_already(
    group: Organization, campaign: Campaign, woken: list[dict[str, int]]
) -> None:
    people = [member(group, Role.OWNER), member(group, Role.MARKETER)]
    answers = sorted(at_once([partial(press, user, group, campaign, f"key of {user.pk}") for user in people]))
    assert [status for status, _ in answers] == [200, 409]
    assert "it was not sent a second time" in answers[1][1]
    assert runs(group, woken) == (1, GUESTS, 1)
