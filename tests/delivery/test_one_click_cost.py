"""What one click costs the database: few statements, and one read where the wish was heard before."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, Suppression
from compliance.services.suppression import suppression_lift
from delivery.keys import message_token
from delivery.models import EngagementEvent, Message
from delivery.services.mailing import mailing_freeze
from tests.factories.accounts import NOW, OrganizationFactory
from tests.factories.delivery import audience, mailing_made, mailing_started

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def group() -> Organization:
    organization: Organization = OrganizationFactory()
    return organization


@pytest.fixture
def letters(group: Organization) -> list[Message]:
    """Two letters to one guest, both waiting."""
    with tenant_scope(group.pk):
        first = mailing_started(guests=1)
        mailing_freeze(mailing=mailing_made(hotel=first.hotel), recipients=audience(), now=NOW)
        return list(Message.objects.order_by("pk"))


def clicked(letter: Message) -> list[str]:
    """The statements of one click, each by its verb and the table it writes or reads."""
    token = message_token(organization_id=letter.organization_id, message_id=letter.pk)
    with CaptureQueriesContext(connection) as queries:
        answer = Client(enforce_csrf_checks=True).post(f"/u/{token}", {"List-Unsubscribe": "One-Click"})
    assert (answer.status_code, answer.content) == (200, b"You are unsubscribed.\n")
    return [named(query["sql"]) for query in queries.captured_queries]


MARKS = {
    "pg_advisory_xact_lock": "lock the address",
    "WITH left_now": "suppress and prove",
    "UPDATE delivery_message": "take letters out",
    "INSERT INTO delivery_engagementevent": "note the click",
    "FROM delivery_message": "read the letter",
}
HEARD = ["BEGIN", "read the letter", "COMMIT"]
ALL = [
    "BEGIN", "read the letter", "lock the address", "suppress and prove", "take letters out", "note the click", "COMMIT",
]  # fmt: skip
OF_ANOTHER_LETTER = [statement for statement in ALL if statement != "take letters out"]


def named(sql: str) -> str:
    return next((name for mark, name in MARKS.items() if mark in sql), sql)


def test_one_click_takes_five_statements_and_a_second_one_a_single_read(letters: list[Message]) -> None:
    assert [clicked(letters[0]), clicked(letters[0])] == [ALL, HEARD]


def test_a_click_in_another_letter_is_noted_and_proves_nothing_more(
    group: Organization, letters: list[Message]
) -> None:
    assert [clicked(letter) for letter in (*letters, *letters)] == [ALL, OF_ANOTHER_LETTER, HEARD, HEARD]
    with tenant_scope(group.pk):
        assert set(Message.objects.values_list("state", "reason")) == {("skipped", "suppressed_unsubscribed")}
        assert EngagementEvent.objects.filter(kind="unsubscribe").count() == 2
        assert (Suppression.objects.count(), ConsentEvent.objects.filter(granted=False).count()) == (1, 1)


def test_who_came_back_can_leave_by_the_same_letter_again(
    group: Organization, letters: list[Message]
) -> None:
    clicked(letters[0])
    with tenant_scope(group.pk):
        address = letters[0].address
        suppression_lift(address=address, evidence={}, occurred_at=NOW, now=NOW)
    assert clicked(letters[0]) == ALL
    with tenant_scope(group.pk):
        assert list(Suppression.objects.values_list("reason", flat=True)) == ["unsubscribed"]
        assert ConsentEvent.objects.filter(granted=False).count() == 2
