"""The promise to a victim: however many posts, from however many networks, at most one letter in 72 hours."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from contacts.models import SignupForm, SignupRequest
from contacts.selectors.forms import form_counts
from contacts.tasks import forget_signups
from tests.contacts.signing import letters_leave, path_of, post
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.forms import form_made

__all__ = ["journals", "sink"]
VICTIM = "victim@example.com"


@pytest.fixture(autouse=True)
def quick(settings: Any) -> None:
    settings.BELLHOP_FORM_WORK = 4
    cache.clear()


def forms_of(hotel: Hotel) -> list[SignupForm]:
    with tenant_scope(hotel.organization_id):
        return [form_made(hotel=hotel, name=f"Form {number}") for number in range(2)]


def bot(number: int) -> str:
    """Each post from a network of its own, as a botnet does."""
    return f"10.{number // 65536 % 256}.{number // 256 % 256}.{number % 256}"


def attack(paths: list[str], numbers: range) -> list[int]:
    """Post for the victim; forget Redis now and then."""
    statuses = []
    for number in numbers:
        if number % 100 == 50:
            cache.clear()
        spelling = VICTIM.upper() if number % 3 else f" {VICTIM} "
        answer = post(Client(), paths[number % len(paths)], ip=bot(number), email=spelling)
        statuses.append(answer.status_code)
    return statuses


@pytest.mark.django_db
def test_a_thousand_posts_send_the_victim_one_letter(hotel_a: Hotel, sink: Sink) -> None:
    forms = forms_of(hotel_a)
    with time_machine.travel(NOW, tick=False):
        assert set(attack([path_of(form) for form in forms], range(1_000))) == {303}
        letters_leave(forms[0])
    assert sink.addresses() == [VICTIM]
    with tenant_scope(hotel_a.organization_id):
        assert SignupRequest.objects.count() == 1
        counts = form_counts([form.pk for form in forms])
    sums = [sum(counts[form.pk][name] for form in forms) for name in ("posted", "sent")]
    held = sum(counts[form.pk]["refused"].get("held", 0) for form in forms)
    assert (sums, held) == ([1_000, 1], 999)


@pytest.mark.django_db(transaction=True)
def test_in_threads_too(hotel_a: Hotel, sink: Sink) -> None:
    forms = forms_of(hotel_a)
    paths = [path_of(form) for form in forms]

    def run(part: tuple[int, ...]) -> list[int]:
        try:
            return attack(paths, range(part[0], part[-1] + 1))
        finally:
            connection.close()

    with time_machine.travel(NOW, tick=False), ThreadPoolExecutor(8) as threads:
        statuses = [status for part in threads.map(run, parts(240, 30)) for status in part]
        letters_leave(forms[0])
    assert set(statuses) == {303}
    assert sink.addresses() == [VICTIM]


def parts(total: int, size: int) -> list[tuple[int, ...]]:
    return [tuple(range(start, min(start + size, total))) for start in range(0, total, size)]


@pytest.mark.django_db
def test_letters_that_nobody_answers_come_ever_more_rarely(hotel_a: Hotel, sink: Sink) -> None:
    form = forms_of(hotel_a)[0]
    days_of_letters = []
    with time_machine.travel(NOW, tick=False) as clock:
        for day in range(60):
            before = len(sink.received)
            post(Client(), path_of(form), email=VICTIM, ip=bot(day))
            letters_leave(form)
            if len(sink.received) > before:
                days_of_letters.append(day)
            clock.shift(timedelta(days=1))
            # Its clock does not travel; the promise stands without it.
            cache.clear()
            forget_signups()
    assert days_of_letters == [0, 3, 9, 21, 45]
