"""The preference centre behind a letter's link: one form, no script, no cookie, no log-in (CS6, GDPR 7(3), 21)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, MailPreference, Suppression
from compliance.selectors.preferences import preferences_by_hash
from compliance.signals import consent_withdrawn
from compliance.types import Frequency, Preferences
from contacts.models import Guest
from delivery.keys import message_token
from delivery.models import Message
from tests.compliance.borders import made_in
from tests.factories.accounts import HotelFactory
from tests.factories.compliance import SuppressionFactory, TopicFactory
from tests.factories.delivery import guest_with_consent, mailing_started

pytestmark = pytest.mark.django_db


@pytest.fixture
def letter(group_a: Organization) -> Message:
    with tenant_scope(group_a.pk):
        TopicFactory(key="spa", names={"en": "Wellness", "de": "Wohlfühlen"})
        TopicFactory(key="golf", names={"en": "Golf"})
        TopicFactory(key="old", retired=True)
        HotelFactory(name="Alpenblick")
        guest_with_consent(email="guest0@example.com", language="en")
        mailing_started(topic="spa", hotel=HotelFactory(name="Seehof"))
        return Message.objects.get()


@pytest.fixture
def place(letter: Message) -> str:
    return f"/m/{message_token(organization_id=letter.organization_id, message_id=letter.pk)}"


@pytest.fixture
def guest() -> Client:
    return Client(enforce_csrf_checks=True)


def hotels(letter: Message) -> dict[str, int]:
    with tenant_scope(letter.organization_id):
        return dict(Hotel.objects.values_list("name", "pk"))


def form(letter: Message, **changes: Any) -> dict[str, Any]:
    """The form as a browser posts it when nothing was touched, with changes."""
    numbers = list(hotels(letter).values())
    return {
        "shown_topic": ["spa", "golf"],
        "topic": ["spa", "golf"],
        "shown_hotel": numbers,
        "hotel": numbers,
        "frequency": "all",
        "pause": "none",
        "language": "en",
        "act": "save",
    } | changes


def held(letter: Message) -> Preferences:
    with tenant_scope(letter.organization_id):
        letter.refresh_from_db()
        key = bytes(letter.address_hash or b"")
        return preferences_by_hash(address_hashes=[key], now=timezone.now())[key]


def scopes(letter: Message) -> set[str]:
    with tenant_scope(letter.organization_id):
        return set(Suppression.objects.values_list("scope", flat=True))


def said(letter: Message) -> list[tuple[str, bool]]:
    with tenant_scope(letter.organization_id):
        rows = ConsentEvent.objects.filter(source="preference_centre").order_by("pk")
        return list(rows.values_list("scope", "granted"))


def undo_of(answer: Any) -> str:
    return str(answer.content.decode().split('name="undo" value="')[1].split('"')[0])


def test_cs6_looking_changes_nothing(guest: Client, letter: Message, place: str) -> None:
    for _ in range(100):
        assert guest.get(place).status_code == 200
        assert guest.head(place).status_code == 200
    assert (scopes(letter), said(letter)) == (set(), [])
    with tenant_scope(letter.organization_id):
        assert MailPreference.objects.count() == 0


def test_cs6_the_page_is_one_form_without_script_cookie_or_log_in(guest: Client, place: str) -> None:
    answer = guest.get(place)
    page = answer.content.decode()
    assert (page.count("<form"), page.count("<script"), len(answer.cookies)) == (1, 0, 0)
    for text in ("Wellness", "Golf", "Alpenblick", "Seehof", "At most one a month", "No letters for 90 days"):
        assert text in page
    assert 'value="old"' not in page
    assert "default-src 'none'" in answer["Content-Security-Policy"]
    assert (answer["Cache-Control"], answer["Referrer-Policy"]) == ("no-store", "no-referrer")


def test_cs6_all_choices_are_kept_by_one_post_and_told_back(
    guest: Client, letter: Message, place: str
) -> None:
    away = hotels(letter)["Alpenblick"]
    answer = guest.post(
        place,
        form(
            letter,
            topic=["golf"],
            hotel=[hotels(letter)["Seehof"]],
            frequency="monthly",
            pause="30",
            language="de",
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 200
    assert answer["Content-Language"] == "de"
    for text in (
        "Wohlfühlen: nein",
        "Golf: ja",
        "Alpenblick: nein",
        "Seehof: ja",
        "Höchstens eine E-Mail im Monat",
    ):
        assert text in page
    now = held(letter)
    assert (set(now.topics_off), set(now.hotels_off)) == ({"spa"}, {away})
    assert (now.frequency, now.language, now.left_all) == (Frequency.MONTHLY, "de", False)
    assert now.paused_until is not None
    assert timedelta(days=29) < now.paused_until - timezone.now() <= timedelta(days=30)
    assert said(letter) == [
        (f"hotel:{away}", False), ("topic:spa", False), ("pause", False), ("frequency", True),
    ]  # fmt: skip
    with tenant_scope(letter.organization_id):
        assert (letter.state, letter.reason) == ("skipped", "left_topic")
        spoken = Guest.objects.get(address_hash=letter.address_hash)
        assert (spoken.language, spoken.provenance["language"]) == ("de", "guest")
        # Mail as such was agreed to before, and still is.
        assert ConsentStatus.objects.get().event.source == "double_opt_in"


def test_cs6_saving_twice_says_it_once(guest: Client, letter: Message, place: str) -> None:
    for _ in range(3):
        assert guest.post(place, form(letter, topic=["golf"])).status_code == 200
    assert said(letter) == [("topic:spa", False)]
    assert "Undo" not in guest.post(place, form(letter, topic=["golf"])).content.decode()


def test_cs6_what_was_chosen_can_be_undone_for_an_hour(guest: Client, letter: Message, place: str) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        undo = undo_of(guest.post(place, form(letter, topic=[], frequency="weekly", pause="90")))
        clock.shift(timedelta(minutes=59))
        page = guest.post(place, {"act": "undo", "undo": undo}).content.decode()
        assert "Taken back" in page
        assert held(letter) == Preferences()
        guest.post(place, form(letter, topic=[]))
        clock.shift(timedelta(minutes=2))
        assert guest.post(place, {"act": "undo", "undo": undo}).status_code == 410
        assert held(letter).topics_off == {"spa", "golf"}


def test_leaving_everything_is_one_button_and_ends_the_consent(
    guest: Client, letter: Message, place: str
) -> None:
    page = guest.post(place, form(letter, act="leave")).content.decode()
    assert "You get no news and offers any more." in page
    assert said(letter) == [("all", False)]
    with tenant_scope(letter.organization_id):
        assert Suppression.objects.get().reason == "unsubscribed"
        assert not ConsentStatus.objects.get().granted
    assert "nothing to choose" in guest.get(place).content.decode()
    # Only a sign-up that is confirmed brings letters back.
    guest.post(place, form(letter))
    assert held(letter).left_all


def test_leaving_everything_keeps_where_it_was_said_and_tells_it_once(
    guest: Client, letter: Message, place: str
) -> None:
    told: list[Any] = []

    def hear(sender: object, **about: Any) -> None:
        told.append(about)

    consent_withdrawn.connect(hear)
    try:
        guest.post(place, form(letter, act="leave"))
        guest.post(place, form(letter, act="leave"))
    finally:
        consent_withdrawn.disconnect(hear)
    assert len(told) == 1
    with tenant_scope(letter.organization_id):
        event = ConsentEvent.objects.get(granted=False)
        assert (event.source, event.basis, event.scope, event.applied) == (
            "preference_centre", "consent", "all", True,
        )  # fmt: skip
        assert event.evidence == {"message": letter.pk, "mailing": letter.mailing_id}
        left = Suppression.objects.get()
        assert (left.reason, left.source, left.at) == ("unsubscribed", "preference_centre", event.occurred_at)
        letter.refresh_from_db()
        assert (letter.state, letter.reason) == ("skipped", "suppressed_unsubscribed")


def test_having_left_everything_by_mistake_is_undone_with_the_consent_that_stood(
    guest: Client, letter: Message, place: str
) -> None:
    undo = undo_of(guest.post(place, form(letter, act="leave")))
    guest.post(place, {"act": "undo", "undo": undo})
    assert scopes(letter) == set()
    with tenant_scope(letter.organization_id):
        status = ConsentStatus.objects.select_related("event").get()
        assert (status.granted, status.event.source) == (True, "preference_centre")


def test_an_undo_lifts_nothing_that_came_since(guest: Client, letter: Message, place: str) -> None:
    undo = undo_of(guest.post(place, form(letter, act="leave")))
    with tenant_scope(letter.organization_id):
        Suppression.objects.update(reason="complaint")
    guest.post(place, {"act": "undo", "undo": undo})
    assert scopes(letter) == {"all"}


def test_an_undo_of_another_letter_or_a_made_up_one_is_refused(
    guest: Client, letter: Message, place: str
) -> None:
    undo = undo_of(guest.post(place, form(letter, topic=[])))
    with tenant_scope(letter.organization_id):
        mailing_started()
        other = Message.objects.exclude(pk=letter.pk).get()
    elsewhere = f"/m/{message_token(organization_id=other.organization_id, message_id=other.pk)}"
    assert guest.post(elsewhere, {"act": "undo", "undo": undo}).status_code == 410
    assert guest.post(place, {"act": "undo", "undo": undo[:-1] + "x"}).status_code == 410
    assert held(letter).topics_off == {"spa", "golf"}


@pytest.mark.parametrize("body", [{}, {"act": "other"}, {"List-Unsubscribe": "One-Click"}])
def test_a_post_that_chooses_nothing_changes_nothing(
    guest: Client, letter: Message, place: str, body: dict[str, str]
) -> None:
    assert guest.post(place, body).status_code == 400
    assert (scopes(letter), said(letter)) == (set(), [])


def test_only_what_the_form_showed_can_be_switched_off(guest: Client, letter: Message, place: str) -> None:
    guest.post(
        place, {"act": "save", "shown_topic": ["golf", "never-heard-of"], "shown_hotel": ["99999999", "x"]}
    )
    assert scopes(letter) == {"topic:golf"}
    assert held(letter).frequency is Frequency.ALL


def test_a_hotel_alone_in_its_group_is_not_asked_about(guest: Client, letter: Message, place: str) -> None:
    with tenant_scope(letter.organization_id):
        Hotel.objects.exclude(name="Seehof").delete()
    assert "shown_hotel" not in guest.get(place).content.decode()


def test_a_deleted_guests_page_says_so(guest: Client, letter: Message, place: str) -> None:
    with tenant_scope(letter.organization_id):
        Message.objects.all().delete()
    for answer in (guest.get(place), guest.post(place, {"act": "leave"})):
        assert answer.status_code == 200
        assert "nothing to choose any more" in answer.content.decode()


def test_a_forged_token_is_a_clear_404(guest: Client, letter: Message, place: str) -> None:
    for forged in (place[:-1] + ("A" if place[-1] != "A" else "B"), "/m/x"):
        assert guest.post(forged, form(letter, act="leave")).status_code == 404
    assert scopes(letter) == set()


def test_another_groups_choices_stay_its_own(
    guest: Client, letter: Message, place: str, group_b: Organization
) -> None:
    made_in(group_b, SuppressionFactory, address_hash=letter.address_hash, scope="topic:spa")
    assert held(letter).topics_off == set()
    foreign = f"/m/{message_token(organization_id=group_b.pk, message_id=letter.pk)}"
    assert "nothing to choose any more" in guest.post(foreign, form(letter, act="leave")).content.decode()
    assert scopes(letter) == set()


def test_the_letters_footer_leads_there(letter: Message) -> None:
    from delivery.content.compiled import CompiledContent
    from delivery.services.letters import content_bind

    with tenant_scope(letter.organization_id):
        mailing = Message.objects.select_related("mailing__content", "mailing__hotel").get().mailing
        compiled = CompiledContent.from_json(mailing.content.compiled)
        made = content_bind(compiled, mailing.hotel, track=True, public_url="https://mail.example").letter(
            letter.merge, "TOKEN"
        )
    for shown in (made.page(), made.plain()):
        assert "https://mail.example/m/TOKEN" in shown
        assert "https://mail.example/u/TOKEN" in shown
