"""Many at once: a stay gets its codes and no more, and a code its five tries, whatever a cache forgets."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import time_machine
from django.core.cache import cache
from django.db import connections
from django.test import Client

from accounts.tenancy import tenant_scope
from contacts.models import PreCheckIn, Stay
from delivery.models import Message
from tests.contacts.checking_in import arrive, code_sent, enter, guests, number_of, post
from tests.delivery.conftest import journals, sink
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW, HotelFactory, OrganizationFactory
from tests.factories.delivery import SendingDomainFactory

__all__ = ["journals", "sink"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def stay() -> Iterator[Stay]:
    """Of a group of its own, since what was committed stays for the tests that follow."""
    with time_machine.travel(NOW, tick=False):
        organization = OrganizationFactory()
        with tenant_scope(organization.pk):
            SendingDomainFactory()
            hotel = HotelFactory(name="Seehof Bregenz")
        yield arrive(hotel)


@pytest.mark.parametrize("flushed", [False, True])
def test_however_many_ask_at_once_a_stay_gets_its_codes_and_no_more(stay: Stay, flushed: bool) -> None:
    def ask(number: int) -> int:
        try:
            if flushed:
                cache.clear()
            return int(
                post(Client(), stay, ip=f"203.0.113.{number}", email=f"a{number}@example.com").status_code
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        answers = sorted(threads.map(ask, range(24)))
    assert answers == [303] * 5 + [429] * 19
    assert (number_of(Message, stay), number_of(PreCheckIn, stay)) == (5, 1)


def test_however_many_guess_at_once_five_are_heard(stay: Stay, sink: Sink, visitor: Client) -> None:
    post(visitor, stay)
    code = code_sent(stay, sink)

    def guess(number: int) -> bool:
        try:
            return (
                "This is not the code"
                in enter(Client(), stay, f"{(int(code) + number) % 10**6:06d}").content.decode()
            )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as threads:
        heard = sum(threads.map(guess, range(1, 25)))
    # The fifth is told that the code is spent.
    assert (heard, number_of(PreCheckIn, stay, tries=5)) == (4, 1)
    assert guests(stay) == [("", "alias", "de", "")]
