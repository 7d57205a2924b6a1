"""How long links and codes of a pre-check-in are good, and how often they may be asked for."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from contacts.models import PreCheckIn, Stay
from contacts.tasks import forget_signups
from contacts.types import BookingStatus
from delivery.models import Message
from tests.contacts.checking_in import (
    OWN,
    arrive,
    at_noon,
    code_in,
    code_sent,
    enter,
    guests,
    letters_leave,
    number_of,
    other_than,
    path_of,
    post,
    stay,
)
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW

__all__ = ["at_noon", "journals", "sink", "stay"]
pytestmark = pytest.mark.django_db


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
