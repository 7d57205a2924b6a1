"""What a guest does with the link of a stay: reads, leaves an address, enters the code."""

import re
from email import message_from_bytes, policy
from typing import Any

import pytest
import time_machine
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from accounts.models import Hotel
from accounts.tenancy import tenant_scope
from contacts.models import Guest, Stay
from contacts.selectors.arrivals import check_in_url
from contacts.services.stay import stays_record
from delivery.models import Mailing
from delivery.services.sending import mailing_send
from tests.delivery.sink import Sink
from tests.factories.accounts import NOW
from tests.factories.contacts import booking, booking_guest
from tests.factories.delivery import SendingDomainFactory

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
