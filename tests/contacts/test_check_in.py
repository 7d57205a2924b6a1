"""Pre-check-in at the guest's own door: shown, posted, proved by a code, written, and kept."""

import re
from datetime import date, timedelta
from email import message_from_bytes, policy
from html import unescape
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent, ConsentStatus, Suppression
from compliance.types import SuppressionReason
from contacts.models import Guest, GuestMerge, MergeSuggestion, PreCheckIn, Stay
from contacts.selectors.arrivals import check_in_url
from contacts.services.stay import stays_record
from contacts.tasks import forget_signups
from contacts.types import BookingStatus
from delivery.models import Mailing, Message
from delivery.services.sending import mailing_send
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.compliance import SuppressionFactory, hash_of
from tests.factories.contacts import GuestFactory, booking, booking_guest
from tests.factories.delivery import SendingDomainFactory

__all__ = ["journals", "sink"]
pytestmark = pytest.mark.django_db
ALIAS = "ada.moser.123@guest.booking.com"
OWN = "ada@example.com"
_WORDING = re.compile(r'name="wording" value="(\w+)"')


@pytest.fixture(autouse=True)
def at_noon() -> Any:
    cache.clear()
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def stay(hotel_a: Hotel) -> Stay:
    with tenant_scope(hotel_a.organization_id):
        SendingDomainFactory()
    return arrive(hotel_a)


def arrive(hotel: Hotel, *, email: str = ALIAS, **changes: Any) -> Stay:
    """A reservation as a channel sends it."""
    guest = {name: changes.pop(name) for name in ("last_name", "first_name") if name in changes}
    with tenant_scope(hotel.organization_id):
        given = booking(**{"guest": booking_guest(email=email, **guest)} | changes)
        return stays_record(hotel=hotel, bookings=[given], now=timezone.now())[0].stay


def path_of(stay: Stay) -> str:
    return re.sub(r"^https?://[^/]+", "", check_in_url(stay))


def post(client: Client, stay: Stay, *, ip: str = "203.0.113.7", lang: str = "de", **changes: str) -> Any:
    """Read the page, fill it in and send it."""
    path = f"{path_of(stay)}?lang={lang}"
    found = _WORDING.search(client.get(path).content.decode())
    fields = {"email": OWN, "language": "de", "wording": found[1] if found else ""} | changes
    return client.post(path, fields, REMOTE_ADDR=ip, headers={"User-Agent": "Firefox"})


def enter(client: Client, stay: Stay, code: str) -> Any:
    return client.post(f"{path_of(stay)}/code?lang=en", {"code": code}, headers={"User-Agent": "Safari"})


def letters_leave(stay: Stay) -> None:
    with tenant_scope(stay.organization_id):
        for mailing_id in Mailing.objects.exclude(kind="").values_list("pk", flat=True):
            mailing_send(mailing_id=mailing_id, worker="w1", clock=timezone.now)


def code_in(sink: Sink, number: int = -1) -> str:
    letter = message_from_bytes(sink.received[number][1], policy=policy.default)
    found = re.search(r"\b\d{6}\b", next(letter.iter_parts()).get_content())
    assert found is not None
    return found[0]


def code_sent(stay: Stay, sink: Sink) -> str:
    letters_leave(stay)
    return code_in(sink)


def other_than(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def guests(stay: Stay) -> list[tuple[str, str, str, str]]:
    with tenant_scope(stay.organization_id):
        rows = Guest.objects.order_by("pk")
        return [(row.email, row.email_kind, row.language, row.provenance.get("email", "")) for row in rows]


def number_of(model: Any, stay: Stay, **which: Any) -> int:
    with tenant_scope(stay.organization_id):
        count: int = model.objects.filter(**which).count()
        return count


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
        assert {name: event.evidence[name] for name in event.evidence if name != "letter"} == {
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
        assert [word for word in ("Moser", ALIAS, OWN, "R1", "Double", "360") if word in page] == []
        assert answer.cookies == {}
        policy_of_page = answer["Content-Security-Policy"]
        assert ("unsafe" in policy_of_page, "default-src 'none'" in policy_of_page) == (False, True)
    page = visitor.get(path_of(stay) + "?lang=en").content.decode()
    assert [word in page for word in ("Welcome, Ada", "Seehof Bregenz", "July 1, 2026", "July 4, 2026")] == [
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


def test_five_wrong_codes_close_it_to_the_right_one(visitor: Client, stay: Stay, sink: Sink) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)
    wrong = [enter(visitor, stay, other_than(code)) for _ in range(5)]
    said = ["This is not the code" in answer.content.decode() for answer in wrong]
    assert said == [True, True, True, True, False]
    assert "no longer good" in enter(visitor, stay, code).content.decode()
    assert guests(stay) == [("", "alias", "de", "")]


def test_a_code_is_good_for_fifteen_minutes(visitor: Client, stay: Stay, sink: Sink, at_noon: Any) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)
    at_noon.shift(timedelta(minutes=15))
    assert "no longer good" in enter(visitor, stay, code).content.decode()
    assert guests(stay) == [("", "alias", "de", "")]


def test_a_code_works_once_and_then_the_link_is_closed(visitor: Client, stay: Stay, sink: Sink) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)
    enter(visitor, stay, code)
    assert "has an address by which it can reach you" in enter(visitor, stay, code).content.decode()
    assert "has an address" in post(visitor, stay, lang="en", email="thief@example.com").content.decode()
    assert guests(stay) == [(OWN, "real", "de", "guest")]
    assert number_of(PreCheckIn, stay) == 1


def test_a_new_code_takes_the_place_of_the_older(visitor: Client, stay: Stay, sink: Sink) -> None:
    post(visitor, stay, email="typo@example.com")
    first = code_sent(stay, sink)
    post(visitor, stay)
    second = code_sent(stay, sink)
    if first != second:
        assert "This is not the code" in enter(visitor, stay, first).content.decode()
    enter(visitor, stay, second)
    assert guests(stay) == [(OWN, "real", "de", "guest")]


def test_the_code_can_be_entered_as_people_write_it(visitor: Client, stay: Stay, sink: Sink) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)
    enter(visitor, stay, f" {code[:3]} {code[3:]} ")
    assert guests(stay) == [(OWN, "real", "de", "guest")]


def test_nothing_entered_and_no_code_can_be_read_in_the_database(
    visitor: Client, stay: Stay, sink: Sink
) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)
    with tenant_scope(stay.organization_id):
        stored = " ".join(str(value) for value in PreCheckIn.objects.values().get().values())
    assert [word for word in (OWN, code, "203.0.113.7", "Firefox") if word in stored] == []


def test_a_code_of_one_stay_opens_no_other(visitor: Client, stay: Stay, hotel_a: Hotel, sink: Sink) -> None:
    other = arrive(hotel_a, reservation_code="R2", last_name="Huber")
    post(visitor, stay)
    code = code_sent(stay, sink)
    post(visitor, other, email="huber@example.com")
    letters_leave(stay)
    if code_in(sink) != code:
        enter(visitor, other, code)
    assert [row[1] for row in guests(stay)] == ["alias", "alias"]


def test_a_stay_gets_five_codes_a_day_whatever_a_cache_forgets(
    visitor: Client, stay: Stay, at_noon: Any
) -> None:
    answers = []
    for number in range(8):
        cache.clear()
        answer = post(visitor, stay, ip=f"203.0.113.{number}", email=f"ada{number}@example.com")
        answers.append(answer.status_code)
    assert answers == [303] * 5 + [429] * 3
    assert number_of(Message, stay) == 5
    at_noon.shift(timedelta(days=1))
    assert post(visitor, stay).status_code == 303


def test_an_address_gets_four_codes_a_day_of_however_many_stays(
    visitor: Client, stay: Stay, hotel_a: Hotel
) -> None:
    stays = [arrive(hotel_a, reservation_code=f"S{number}", last_name=f"Name{number}") for number in range(6)]
    answers = []
    for number, one in enumerate(stays):
        cache.clear()
        answers.append(post(visitor, one, ip=f"203.0.113.{number}").status_code)
    assert answers == [303] * 4 + [429] * 2


def test_a_network_gets_thirty_codes_an_hour(
    visitor: Client, stay: Stay, hotel_a: Hotel, at_noon: Any
) -> None:
    stays = [
        arrive(hotel_a, reservation_code=f"S{number}", last_name=f"Name{number}") for number in range(32)
    ]
    answers = [
        post(visitor, one, email=f"g{number}@example.com").status_code for number, one in enumerate(stays)
    ]
    assert answers == [303] * 30 + [429] * 2
    at_noon.shift(timedelta(hours=1))
    assert post(visitor, stays[31], email="g31@example.com").status_code == 303


def test_a_code_that_was_refused_counts_nowhere(visitor: Client, stay: Stay, hotel_a: Hotel) -> None:
    for number in range(7):
        post(visitor, stay, email=f"ada{number}@example.com")
    other = arrive(hotel_a, reservation_code="S", last_name="Huber")
    answers = [post(visitor, other, email="ada6@example.com").status_code for _ in range(4)]
    assert answers == [303] * 4


def test_a_forged_or_broken_link_says_so(visitor: Client, stay: Stay) -> None:
    path = path_of(stay)
    forged = path[:-1] + ("A" if path[-1] != "A" else "B")
    answers = [visitor.get(one) for one in (forged, path[:-4], "/p/x", f"{forged}/code")]
    assert [answer.status_code for answer in answers] == [404] * 4
    assert all("This link is not valid" in answer.content.decode() for answer in answers)
    assert visitor.post(forged, {"email": OWN}).status_code == 404


def test_the_link_ends_with_the_day_of_departure_at_the_hotel(
    visitor: Client, stay: Stay, at_noon: Any
) -> None:
    at_noon.move_to(f"{stay.departure.isoformat()}T21:59:59+00:00")
    assert visitor.get(path_of(stay)).status_code == 200
    at_noon.shift(timedelta(seconds=1))
    answer = visitor.get(path_of(stay) + "?lang=en")
    assert (answer.status_code, "This link has ended" in answer.content.decode()) == (410, True)
    assert visitor.post(path_of(stay), {"email": OWN}).status_code == 410
    assert number_of(PreCheckIn, stay) == 0


def test_the_link_of_a_cancelled_stay_has_ended(visitor: Client, stay: Stay, hotel_a: Hotel) -> None:
    arrive(hotel_a, status=BookingStatus.CANCELLED, modified_at=NOW)
    assert visitor.get(path_of(stay)).status_code == 410


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


def test_what_nobody_confirmed_is_deleted_with_its_address(
    visitor: Client, stay: Stay, sink: Sink, at_noon: Any
) -> None:
    post(visitor, stay)
    letters_leave(stay)
    at_noon.shift(timedelta(minutes=44))
    forget_signups()
    assert number_of(PreCheckIn, stay) == 1
    at_noon.shift(timedelta(minutes=1))
    forget_signups()
    assert (number_of(PreCheckIn, stay), number_of(Message, stay, address="")) == (0, 1)


def test_a_hotel_whose_sending_domain_is_not_in_order_says_what_to_do(
    visitor: Client, hotel_a: Hotel
) -> None:
    stay = arrive(hotel_a, arrival=date(2026, 6, 2))
    answer = post(visitor, stay, lang="en")
    assert (answer.status_code, "tell the front desk" in answer.content.decode()) == (422, True)
    assert number_of(PreCheckIn, stay) == 0
