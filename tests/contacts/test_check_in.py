"""Pre-check-in at the guest's own door: shown, posted, proved by a code, written, and kept."""

import re
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from compliance.types import SuppressionReason
from contacts.models import Guest, GuestMerge, MergeSuggestion, PreCheckIn, Stay
from contacts.services.stay import stays_record
from delivery.models import Message
from tests.contacts.checking_in import (
    ALIAS,
    OWN,
    arrive,
    at_noon,
    code_sent,
    enter,
    guests,
    letters_leave,
    number_of,
    path_of,
    post,
    stay,
)
from tests.contacts.signing import proof_sent
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.compliance import SuppressionFactory, hash_of
from tests.factories.contacts import GuestFactory, booking

__all__ = ["at_noon", "journals", "sink", "stay"]
pytestmark = pytest.mark.django_db
LETTER = ("letter", "message_id", "queue_id", "sent_at")


def test_from_the_link_to_an_address_and_a_consent_with_its_evidence(
    visitor: Client, stay: Stay, sink: Sink, at_noon: Any
) -> None:
    answer = post(visitor, stay, consent="yes")
    assert (answer.status_code, answer["Location"]) == (303, f"{path_of(stay)}/code?lang=de")
    assert "Code mit sechs Ziffern" in visitor.get(answer["Location"]).content.decode()
    assert guests(stay) == [("", "alias", "de", "")]
    code = code_sent(stay, sink)
    at_noon.shift(timedelta(minutes=3))
    told = enter(visitor, stay, code).content.decode()
    assert ("Your address is confirmed" in told, "You asked for news" in told) == (True, True)
    assert guests(stay) == [(OWN, "real", "de", "guest")]
    with tenant_scope(stay.organization_id):
        event = ConsentEvent.objects.select_related("text").get()
        assert event.text is not None
        assert (event.source, event.granted, event.applied) == ("pre_check_in", True, True)
        assert event.text.text.startswith("Ja, Seehof Bregenz darf mir Neuigkeiten")
        assert {name: event.evidence[name] for name in event.evidence if name not in LETTER} == {
            "hotel": "Seehof Bregenz",
            "stay": stay.pk,
            "channel": "alpinebits",
            "reservation_code": "R1",
            "language": "de",
            "text_version": event.text.version,
            "requested_at": NOW.isoformat(),
            "requested_ip": "203.0.113.7",
            "requested_user_agent": "Firefox",
            "confirmed_at": (NOW + timedelta(minutes=3)).isoformat(),
            "confirmed_ip": "127.0.0.1",
            "confirmed_user_agent": "Safari",
        }
        assert proof_sent(event.evidence, sink)
        assert ConsentStatus.objects.get().granted


def test_without_the_tick_there_is_an_address_and_no_consent(visitor: Client, stay: Stay, sink: Sink) -> None:
    assert "checked" not in visitor.get(path_of(stay)).content.decode()
    post(visitor, stay)
    assert "You asked for news" not in enter(visitor, stay, code_sent(stay, sink)).content.decode()
    assert guests(stay) == [(OWN, "real", "de", "guest")]
    assert number_of(ConsentEvent, stay) == 0


def test_no_change_of_the_channel_overwrites_the_address(
    visitor: Client, stay: Stay, hotel_a: Hotel, sink: Sink
) -> None:
    post(visitor, stay)
    enter(visitor, stay, code_sent(stay, sink))
    for hour, email in enumerate((ALIAS, "channel@example.org", "", "not an address")):
        arrive(hotel_a, email=email, modified_at=NOW + timedelta(hours=hour), room_name=f"Room {hour}")
    assert guests(stay) == [(OWN, "real", "de", "guest")]
    with tenant_scope(stay.organization_id):
        assert Stay.objects.get().room_name == "Room 3"


def test_no_change_of_the_channel_replaces_an_address_that_it_named_and_the_guest_confirmed(
    visitor: Client, stay: Stay, hotel_a: Hotel, sink: Sink
) -> None:
    arrive(hotel_a, email=OWN, reservation_code="R2")
    post(visitor, stay)
    enter(visitor, stay, code_sent(stay, sink))
    arrive(hotel_a, email="other@example.org", reservation_code="R2", modified_at=NOW)
    assert guests(stay) == [(OWN, "real", "de", "guest")]


def test_reading_the_pages_changes_nothing(visitor: Client, stay: Stay, sink: Sink) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)
    for path in (path_of(stay), f"{path_of(stay)}/code", f"{path_of(stay)}/code?code={code}"):
        assert [visitor.get(path).status_code, visitor.head(path).status_code] == [200, 200]
    assert (guests(stay), number_of(PreCheckIn, stay, tries=0)) == ([("", "alias", "de", "")], 1)


def test_the_page_shows_first_name_hotel_and_dates_and_no_more(visitor: Client, stay: Stay) -> None:
    post(visitor, stay)
    for path in (path_of(stay), f"{path_of(stay)}/code"):
        answer = visitor.get(path + "?lang=en")
        page = unescape(answer.content.decode())
        assert [word for word in ("Moser", ALIAS, OWN) if word in page] == []
        # Tokens between the tags are chance letters, which may spell anything short.
        text = re.sub(r"<style.*?</style>|<[^>]*>", " ", page, flags=re.DOTALL)
        assert [word for word in ("R1", "Double", "360") if word in text] == []
        assert answer.cookies == {}
        policy_of_page = answer["Content-Security-Policy"]
        assert ("unsafe" in policy_of_page, "default-src 'none'" in policy_of_page) == (False, True)
    page = visitor.get(path_of(stay) + "?lang=en").content.decode()
    assert [word in page for word in ("Welcome, Ada", "Seehof Bregenz", "1 July 2026", "4 July 2026")] == [
        True
    ] * 4


@pytest.mark.parametrize(
    ("language", "word"),
    [("en", "Welcome"), ("de", "Willkommen"), ("fr", "Bienvenue"), ("it", "Buongiorno"), ("es", "Hola")],
)
def test_it_speaks_the_guests_language_and_switches(
    visitor: Client, stay: Stay, language: str, word: str
) -> None:
    assert word in visitor.get(f"{path_of(stay)}?lang={language}").content.decode()
    with tenant_scope(stay.organization_id):
        Guest.objects.update(language=f"{language}-XX")
    assert word in visitor.get(path_of(stay)).content.decode()


@pytest.mark.parametrize(
    ("email", "said"),
    [
        ("", "Please fill this in."),
        ("ada@", "not a complete e-mail address"),
        ("a" * 300 + "@example.com", "not a complete e-mail address"),
        (ALIAS, "lent by a booking site"),
        ("info@example.com", "shared mailbox"),
        ("ada@mailinator.com", "lasts only for a short time"),
    ],
)
def test_an_address_that_is_not_the_guests_own_is_refused_kindly(
    visitor: Client, stay: Stay, email: str, said: str
) -> None:
    answer = post(visitor, stay, lang="en", email=email)
    assert (answer.status_code, said in unescape(answer.content.decode())) == (422, True)
    assert (number_of(PreCheckIn, stay), number_of(Message, stay)) == (0, 0)


def test_an_address_of_another_guest_with_the_same_surname_makes_them_one(
    visitor: Client, stay: Stay, sink: Sink
) -> None:
    with tenant_scope(stay.organization_id):
        known = GuestFactory(
            email=OWN,
            first_name="Adelheid",
            last_name="Moser",
            language="fr",
            country="CH",
            provenance={"first_name": "staff", "country": "staff", "email": "ota"},
        )
    post(visitor, stay)
    told = enter(visitor, stay, code_sent(stay, sink)).content.decode()
    assert [word for word in ("Adelheid", "Moser", OWN) if word in told] == []
    assert guests(stay) == [(OWN, "real", "de", "guest")]
    with tenant_scope(stay.organization_id):
        merge = GuestMerge.objects.get()
        assert (merge.survivor_id, merge.reason, Stay.objects.get().guest_id) == (
            known.pk,
            "pre_check_in",
            known.pk,
        )
        kept = Guest.objects.get()
        assert (kept.first_name, kept.country) == ("Adelheid", "CH")


def test_an_address_of_a_guest_with_another_surname_is_a_suggestion(
    visitor: Client, stay: Stay, sink: Sink
) -> None:
    with tenant_scope(stay.organization_id):
        GuestFactory(email=OWN, last_name="Huber")
    post(visitor, stay)
    enter(visitor, stay, code_sent(stay, sink))
    assert [row[:2] for row in guests(stay)] == [(OWN, "real"), (OWN, "real")]
    assert (number_of(MergeSuggestion, stay), number_of(GuestMerge, stay)) == (1, 0)


def test_a_stay_that_names_no_guest_gets_one(visitor: Client, hotel_a: Hotel, stay: Stay, sink: Sink) -> None:
    with tenant_scope(hotel_a.organization_id):
        given = booking(guest=None, reservation_code="N1")
        nobody = stays_record(hotel=hotel_a, bookings=[given], now=timezone.now())[0].stay
    post(visitor, nobody, email="new@example.com")
    enter(visitor, nobody, code_sent(stay, sink))
    with tenant_scope(stay.organization_id):
        guest = Stay.objects.get(pk=nobody.pk).guest
        assert guest is not None
        assert (guest.email, guest.provenance["email"]) == ("new@example.com", "guest")


def test_the_answer_is_the_same_for_a_suppressed_address(visitor: Client, stay: Stay, sink: Sink) -> None:
    with tenant_scope(stay.organization_id):
        SuppressionFactory(
            address_hash=hash_of(stay.organization, OWN), reason=SuppressionReason.COMPLAINT.value
        )
    plain, other = post(visitor, stay), post(visitor, stay, email="other@example.com")
    assert (plain.status_code, plain["Location"]) == (other.status_code, other["Location"])
    letters_leave(stay)
    assert sink.addresses() == ["other@example.com"]


def test_a_ticked_box_lifts_an_unsubscription_and_an_unticked_one_does_not(
    visitor: Client, stay: Stay, hotel_a: Hotel, sink: Sink
) -> None:
    with tenant_scope(stay.organization_id):
        for email in (OWN, "b@example.com"):
            SuppressionFactory(
                address_hash=hash_of(stay.organization, email), reason=SuppressionReason.UNSUBSCRIBED.value
            )
    other = arrive(hotel_a, reservation_code="R2", last_name="Huber")
    post(visitor, stay)
    enter(visitor, stay, code_sent(stay, sink))
    assert number_of(Suppression, stay) == 2
    post(visitor, other, email="b@example.com", consent="yes")
    enter(visitor, other, code_sent(stay, sink))
    assert number_of(Suppression, stay) == 1


def test_a_box_is_bound_to_the_words_that_were_shown(visitor: Client, stay: Stay) -> None:
    answer = post(visitor, stay, lang="en", consent="yes", wording="000000000000")
    page = answer.content.decode()
    assert (answer.status_code, "wording has changed" in page, "checked" in page) == (422, True, False)
    assert number_of(PreCheckIn, stay) == 0


def test_guests_who_agree_to_the_same_words_share_a_version(
    visitor: Client, stay: Stay, hotel_a: Hotel, sink: Sink
) -> None:
    other = arrive(hotel_a, reservation_code="R2", last_name="Huber")
    for one, email in ((stay, OWN), (other, "b@example.com")):
        post(visitor, one, email=email, consent="yes")
        enter(visitor, one, code_sent(stay, sink))
    with tenant_scope(stay.organization_id):
        assert len(set(ConsentEvent.objects.values_list("text_id", flat=True))) == 1
