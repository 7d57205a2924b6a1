"""What the links of a letter leave behind, by what its reader and their law say at that moment (CNIL 2026-042)."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from time_machine import travel

from accounts.models import AuditEvent, Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentText
from compliance.types import TrackingMode
from contacts.models import Guest
from delivery.keys import message_token
from delivery.models import EngagementEvent, LastOpen, Message, SendingPolicy
from tests.factories.accounts import NOW
from tests.factories.delivery import guest_with_consent, mailing_started, tracked, tracking_said

pytestmark = pytest.mark.django_db
ADA = "ada@example.com"
BROWSER: Any = {"HTTP_USER_AGENT": "Mozilla/5.0 (iPhone) AppleWebKit/605 Mobile"}
APPLE: Any = {"HTTP_USER_AGENT": "Mozilla/5.0"}
POLICY = "/api/v1/orgs/alpenblick/sending-policy"
TODAY = date(2026, 6, 2)


def letter_to(group: Organization, country: str, most: TrackingMode | None = None) -> Message:
    """A letter to Ada of this country, handed over at NOW; `most` is the group's setting, None for its default."""
    with tenant_scope(group.pk):
        guest_with_consent(email=ADA, country=country)
        mailing_started()
        if most is not None:
            SendingPolicy.objects.create(tracking=most.value)
        Message.objects.update(handed_at=NOW)
        return Message.objects.get()


def place(letter: Message, kind: str, number: str = "") -> str:
    token = message_token(organization_id=letter.organization_id, message_id=letter.pk)
    return f"/{kind}/{token}{number}"


def read(letter: Message, day: date = TODAY, **headers: Any) -> None:
    """Open the letter and follow both its links, as a person does."""
    with travel(datetime(day.year, day.month, day.day, 9, tzinfo=UTC), tick=False):
        opened = Client().get(place(letter, "o", ".gif"), **(headers or BROWSER))
        assert (opened.status_code, opened["Content-Type"]) == (200, "image/gif")
    for number in (0, 1):
        with travel(datetime(day.year, day.month, day.day, 9, 5 + number, tzinfo=UTC), tick=False):
            clicked = Client().get(place(letter, "c", f"/{number}"), **(headers or BROWSER))
            assert (clicked.status_code, "seehof.example" in clicked["Location"]) == (302, True)


def kept(letter: Message) -> tuple[list[tuple[str, int, int]], list[date]]:
    """The events (kind, link, times) and the days of last opens."""
    with tenant_scope(letter.organization_id):
        events = EngagementEvent.objects.order_by("kind", "link_no").values_list("kind", "link_no", "count")
        return list(events), list(LastOpen.objects.values_list("day", flat=True))


EACH = [("click", 0, 1), ("click", 1, 1), ("open", 0, 1)]


@pytest.mark.parametrize(
    ("country", "most", "events", "days"),
    [
        ("FR", None, [], []),
        ("", TrackingMode.FULL, [], []),
        ("AT", None, [], [TODAY]),
        ("AT", TrackingMode.FULL, [], [TODAY]),
        ("AT", TrackingMode.NONE, [], []),
        ("US", None, [], [TODAY]),
        ("US", TrackingMode.FULL, EACH, []),
    ],
)
def test_of_a_guest_who_was_never_asked_their_law_and_the_group_decide(
    group_a: Organization, country: str, most: TrackingMode | None, events: list[Any], days: list[date]
) -> None:
    letter = letter_to(group_a, country, most)
    read(letter)
    assert kept(letter) == (events, days)


def test_a_thousand_opens_in_hygiene_are_no_event_and_one_day(group_a: Organization) -> None:
    letter = letter_to(group_a, "AT")
    for _ in range(1000):
        with travel(NOW + timedelta(hours=20), tick=False):
            Client().get(place(letter, "o", ".gif"), **BROWSER)
    assert kept(letter) == ([], [TODAY])
    read(letter, date(2026, 6, 9))
    assert kept(letter) == ([], [date(2026, 6, 9)])
    fields = {field.name for field in LastOpen._meta.local_fields}
    assert fields == {"id", "organization", "address_hash", "key_version", "day"}


def test_a_program_sets_no_day(group_a: Organization) -> None:
    letter = letter_to(group_a, "AT")
    read(letter, **APPLE)
    assert kept(letter) == ([], [])


@pytest.mark.parametrize("country", ["FR", "AT", "US"])
def test_who_agreed_is_counted_and_a_no_silences_letters_already_sent(
    group_a: Organization, country: str
) -> None:
    letter = letter_to(group_a, country)
    with tenant_scope(group_a.pk):
        tracked(ADA)
    read(letter)
    assert kept(letter) == (EACH, [])
    with tenant_scope(group_a.pk):
        tracking_said(ADA, granted=False, now=NOW + timedelta(days=2))
    for headers in (BROWSER, APPLE):
        read(letter, date(2026, 6, 5), **headers)
    assert kept(letter) == (EACH, [])


def test_guests_of_one_inbox_in_two_countries_are_of_none(group_a: Organization) -> None:
    letter = letter_to(group_a, "US", TrackingMode.FULL)
    with tenant_scope(group_a.pk):
        twin = Guest.objects.get()
        Guest.objects.create(
            email=ADA, address_hash=twin.address_hash, country="FR", email_kind=twin.email_kind,
            created_at=NOW, updated_at=NOW,
        )  # fmt: skip
    read(letter)
    assert kept(letter) == ([], [])


def test_the_preference_centre_takes_a_yes_with_its_wording_and_a_no_as_easily(
    group_a: Organization,
) -> None:
    letter = letter_to(group_a, "FR", TrackingMode.FULL)
    page = Client().get(place(letter, "m")).content.decode()
    assert (page.count('name="tracking"'), page.count('value="yes" checked')) == (2, 0)
    for answer, opens in (("yes", 1), ("yes", 2), ("no", 2)):
        assert Client().post(place(letter, "m"), {"act": "save", "tracking": answer}).status_code == 200
        again = Client().get(place(letter, "m")).content.decode()
        assert f'name="tracking" value="{answer}" checked' in again
        read(letter, timezone.now().date() + timedelta(days=1))
        assert kept(letter)[0][-1] == ("open", 0, opens)
    with tenant_scope(group_a.pk):
        events = ConsentEvent.objects.filter(purpose="open_tracking").order_by("pk")
        assert [(event.granted, event.basis, event.source) for event in events] == [
            (True, "consent", "preference_centre"),
            (False, "consent", "preference_centre"),
        ]
        text = ConsentText.objects.get(purpose="open_tracking")
        assert {event.text_id for event in events} == {text.pk}
        assert (text.language, text.text in page) == ("de", True)
        assert events[0].evidence == {"message": letter.pk, "mailing": letter.mailing_id}


def test_a_no_forgets_the_day_and_leaves_waiting_letters_alone(group_a: Organization) -> None:
    letter = letter_to(group_a, "AT")
    read(letter)
    assert kept(letter) == ([], [TODAY])
    Client().post(place(letter, "m"), {"act": "save", "tracking": "no"})
    assert kept(letter) == ([], [])
    with tenant_scope(group_a.pk):
        letter.refresh_from_db()
        assert (letter.state, letter.reason) == ("queued", "")


def test_a_saved_form_without_an_answer_says_nothing(group_a: Organization) -> None:
    letter = letter_to(group_a, "AT")
    Client().post(place(letter, "m"), {"act": "save", "frequency": "weekly"})
    with tenant_scope(group_a.pk):
        assert not ConsentEvent.objects.filter(purpose="open_tracking").exists()


def test_the_undo_of_a_first_yes_is_a_no(group_a: Organization) -> None:
    letter = letter_to(group_a, "FR", TrackingMode.FULL)
    saved = Client().post(place(letter, "m"), {"act": "save", "tracking": "yes"}).content.decode()
    undo = saved.split('name="undo" value="')[1].split('"')[0]
    Client().post(place(letter, "m"), {"act": "undo", "undo": undo})
    with tenant_scope(group_a.pk):
        said = ConsentEvent.objects.filter(purpose="open_tracking").order_by("pk")
        assert list(said.values_list("granted", flat=True)) == [True, False]


def test_the_group_chooses_the_most_that_is_noted(client_of_a: Any, group_a: Organization) -> None:
    assert client_of_a.get(POLICY).json()["tracking"] == "hygiene"
    assert client_of_a.patch(POLICY, {"tracking": "full"}, format="json").json()["tracking"] == "full"
    wrong = client_of_a.patch(POLICY, {"tracking": "everything"}, format="json")
    assert (wrong.status_code, list(wrong.json()["fields"])) == (400, ["tracking"])
    with tenant_scope(group_a.pk):
        assert AuditEvent.objects.get(action="sending_policy.changed").detail["tracking"] == "full"


@pytest.mark.parametrize(
    ("country", "most", "mode", "text"),
    [
        (
            "AT",
            None,
            "hygiene",
            "Only the day on which the guest last opened a letter is noted. The guest was not",
        ),
        ("FR", None, "none", "Nothing is noted of what the guest does with letters. The guest was not asked"),
        (
            "US",
            TrackingMode.FULL,
            "full",
            "Each open and click of the guest is noted. The guest's country asks",
        ),
        (
            "US",
            None,
            "hygiene",
            "Only the day on which the guest last opened a letter is noted. More would be",
        ),
    ],
)
def test_a_guests_page_says_what_is_noted_and_why(
    client_of_a: Any, group_a: Organization, country: str, most: TrackingMode | None, mode: str, text: str
) -> None:
    letter = letter_to(group_a, country, most)
    page = client_of_a.get(f"/api/v1/orgs/alpenblick/guests/{letter.recipient_ref}").json()
    assert (page["tracking"]["mode"], page["tracking"]["text"].startswith(text)) == (mode, True)
