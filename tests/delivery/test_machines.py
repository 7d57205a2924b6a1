"""Machines told from people: the bars, and the counting at the doors of a letter's links."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from time_machine import travel

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from delivery.keys import message_token
from delivery.machines import Sign, Visit, machine_sign
from delivery.models import EngagementEvent, Message
from delivery.selectors.machines import machine_counts
from delivery.selectors.mailings import engagement_counts
from tests.delivery import visits
from tests.factories.accounts import NOW
from tests.factories.delivery import mailing_started, tracked

BROWSER: Any = {"HTTP_USER_AGENT": visits.PEOPLE_BROWSE[0]}
APPLE: Any = {"HTTP_USER_AGENT": "Mozilla/5.0"}
LINKS = "".join(f"<mj-text><a href='https://seehof.example/{number}'>x</a></mj-text>" for number in range(6))
LETTER = f"<mjml><mj-body><mj-section><mj-column>{LINKS}</mj-column></mj-section></mj-body></mjml>"


def test_at_least_nineteen_of_twenty_machines_are_recognised() -> None:
    made = list(visits.programs())
    missed = [visit for visit in made if machine_sign(visit) is Sign.NONE]
    assert len(made) >= 100
    assert len(missed) <= len(made) * 0.05, missed


def test_at_most_one_person_of_a_hundred_is_taken_for_a_machine() -> None:
    made = list(visits.people())
    wronged = [visit for visit in made if machine_sign(visit) is not Sign.NONE]
    assert len(made) >= 150
    assert len(wronged) <= len(made) * 0.01, wronged


@pytest.mark.parametrize(
    ("visit", "sign"),
    [
        (Visit(""), Sign.SILENT),
        (Visit("Mozilla/5.0", since_handed=900), Sign.PREFETCH),
        (Visit("curl/8.5.0"), Sign.AGENT),
        (Visit(visits.PEOPLE_BROWSE[0], address="40.107.1.1"), Sign.NETWORK),
        (Visit(visits.PEOPLE_BROWSE[0], address="not an address"), Sign.NONE),
        (Visit(visits.PEOPLE_BROWSE[0], since_handed=4.9), Sign.TOO_SOON),
        (Visit(visits.PEOPLE_BROWSE[0], since_handed=5.0), Sign.NONE),
        (Visit(visits.PEOPLE_BROWSE[0], since_handed=-0.5), Sign.TOO_SOON),
        (Visit(visits.PEOPLE_BROWSE[0], click=True, since_handed=9.9), Sign.TOO_SOON),
        (Visit(visits.PEOPLE_BROWSE[0], click=True, since_handed=9.9, opened=True), Sign.NONE),
        (Visit(visits.PEOPLE_BROWSE[0], click=True, gaps=(1.0,)), Sign.BURST),
        (Visit(visits.PEOPLE_BROWSE[0], click=True, gaps=(1.1,)), Sign.NONE),
        (Visit(visits.PEOPLE_BROWSE[0], click=True, gaps=(1.1, 2.0)), Sign.BURST),
    ],
)
def test_each_sign_has_its_border(visit: Visit, sign: Sign) -> None:
    assert machine_sign(visit) is sign


@pytest.fixture
def letter(group_a: Organization) -> Message:
    """A letter with six links that was handed over just now."""
    with tenant_scope(group_a.pk):
        mailing_started(guests=1, mjml=LETTER)
        tracked("guest0@example.com")
        Message.objects.update(handed_at=NOW)
        return Message.objects.get()


def fetch(letter: Message, path: str, after: float, **headers: Any) -> None:
    token = message_token(organization_id=letter.organization_id, message_id=letter.pk)
    with travel(NOW + timedelta(seconds=after), tick=False):
        assert Client().get(path.format(token), **headers).status_code in {200, 302}


def events(letter: Message) -> list[tuple[str, int, bool]]:
    with tenant_scope(letter.organization_id):
        rows = EngagementEvent.objects.order_by("kind", "link_no")
        return list(rows.values_list("kind", "link_no", "machine"))


def figures(letter: Message) -> tuple[int, int, int, int]:
    """Opens and clicks of people, then of machines."""
    mailing_id = letter.mailing_id
    with tenant_scope(letter.organization_id):
        people, machines = (
            engagement_counts([mailing_id])[mailing_id],
            machine_counts([mailing_id])[mailing_id],
        )
    return people["open"], people["click"], machines["open"], machines["click"]


@pytest.mark.django_db
def test_apples_proxy_is_a_machines_open_until_the_person_opens(letter: Message) -> None:
    fetch(letter, "/o/{}.gif", 600, **APPLE)
    assert figures(letter) == (0, 0, 1, 0)
    fetch(letter, "/o/{}.gif", 700, **BROWSER)
    assert figures(letter) == (1, 0, 0, 0)


@pytest.mark.django_db
def test_a_scanner_that_follows_every_link_clicked_nothing(letter: Message) -> None:
    for number in range(6):
        fetch(letter, f"/c/{{}}/{number}", 60 + number * 0.3, **BROWSER)
    assert events(letter) == [("click", number, True) for number in range(6)]
    assert figures(letter) == (0, 0, 0, 1)


@pytest.mark.django_db
def test_a_person_who_clicked_before_the_scan_stays_a_person(letter: Message) -> None:
    fetch(letter, "/c/{}/0", 60, **BROWSER)
    for number in range(1, 6):
        fetch(letter, f"/c/{{}}/{number}", 90 + number * 0.3, **BROWSER)
    assert events(letter)[0] == ("click", 0, False)
    assert figures(letter) == (0, 1, 0, 0)


@pytest.mark.django_db
def test_a_click_seconds_after_the_hand_over_counts_only_after_an_open(letter: Message) -> None:
    fetch(letter, "/c/{}/0", 4, **BROWSER)
    fetch(letter, "/o/{}.gif", 6, **BROWSER)
    fetch(letter, "/c/{}/1", 8, **BROWSER)
    assert events(letter) == [("click", 0, True), ("click", 1, False), ("open", 0, False)]


@pytest.mark.django_db
def test_a_reader_of_several_links_stays_a_person(letter: Message) -> None:
    fetch(letter, "/o/{}.gif", 30, **BROWSER)
    for number in range(6):
        fetch(letter, f"/c/{{}}/{number}", 40 + number * 5, **BROWSER)
    assert figures(letter) == (1, 1, 0, 0)


@pytest.mark.django_db
def test_a_filter_is_known_by_its_network(letter: Message) -> None:
    fetch(letter, "/c/{}/0", 600, REMOTE_ADDR="40.107.1.1", **BROWSER)
    fetch(letter, "/c/{}/1", 660, REMOTE_ADDR="203.0.113.1", **BROWSER)
    assert events(letter) == [("click", 0, True), ("click", 1, False)]
