"""Channels that call us, at the door they call: SiteMinder's pushes and Agoda's hints."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.models import ConsentEvent
from contacts.models import Stay
from integrations_ota.models import Connection, RawMessage
from integrations_ota.public import hooks
from integrations_ota.services.pull import connection_pull
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.siteminder import envelope, pushed, reservation

URL = "/api/v1/orgs/alpenblick/connections"
FLAGS = ' ShareAllMarketInd="Yes"'


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    found: list[int] = []
    monkeypatch.setattr(hooks, "wake_worker", lambda **kwargs: found.append(kwargs["connection_id"]))
    return found


def connection(hotel: Hotel, channel: str, now: datetime) -> Connection:
    credentials = {"push_username": "siteminder", "api_key": "k"}
    return ConnectionFactory(
        hotel=hotel, channel=channel, plain_credentials=credentials, next_pull_at=now + timedelta(days=3650)
    )


def opened(client: Any, channel: Connection) -> dict[str, str]:
    answer = client.post(f"{URL}/{channel.pk}/hook", {}, format="json")
    assert answer.status_code == 201
    return dict(answer.json())


def post(visitor: Client, path: str, body: bytes) -> Any:
    return visitor.post(path, body, content_type="text/xml; charset=utf-8")


def said(answer: Any) -> list[str]:
    payload = etree.fromstring(answer.content)[-1][0]
    return [str(etree.QName(child).localname) for child in payload]


def test_smx_pushes_a_stay_and_its_consent(
    visitor: Client, client_of_a: Any, in_a: Any, hotel_a: Hotel, now: datetime, woken: list[int]
) -> None:
    smx = connection(hotel_a, "smx", now)
    door = opened(client_of_a, smx)
    text = pushed(reservation(status="In-house", email="chloe@example.com", flags=FLAGS, source="BE"))
    body = envelope(text, username="siteminder", password=door["secret"])
    for _ in range(2):
        answer = post(visitor, door["path"], body)
        assert (answer.status_code, said(answer)) == (200, ["Success"])
    assert woken == [smx.pk]
    connection_pull(connection_id=smx.pk, now=now)
    stay = Stay.objects.get()
    assert (stay.status, stay.guest is not None and stay.guest.email) == ("in_house", "chloe@example.com")
    assert ConsentEvent.objects.filter(granted=True).count() == 1
    assert RawMessage.objects.count() == 1


def test_siteminder_may_push_instead_of_being_asked(
    visitor: Client, client_of_a: Any, in_a: Any, hotel_a: Hotel, now: datetime, woken: list[int]
) -> None:
    siteminder = connection(hotel_a, "siteminder", now)
    door = opened(client_of_a, siteminder)
    body = envelope(pushed(reservation()), username="siteminder", password=door["secret"])
    assert said(post(visitor, door["path"], body)) == ["Success"]
    assert woken == [siteminder.pk]
    assert RawMessage.objects.get().message_key == "16:m-77"


def test_what_cannot_be_read_is_kept_and_asked_for_again(
    visitor: Client, client_of_a: Any, in_a: Any, hotel_a: Hotel, now: datetime, woken: list[int]
) -> None:
    smx = connection(hotel_a, "smx", now)
    door = opened(client_of_a, smx)
    body = envelope("<OTA_ProfileCreateRQ/>", username="siteminder", password=door["secret"])
    answer = post(visitor, door["path"], body)
    assert (answer.status_code, said(answer), woken) == (200, ["Errors"], [])
    assert RawMessage.objects.get().state == "quarantined"


@pytest.mark.parametrize("change", ["password", "hotel"])
def test_f90_a_call_that_is_not_this_hotels_is_refused(
    change: str, visitor: Client, client_of_a: Any, in_a: Any, hotel_a: Hotel, now: datetime, woken: list[int]
) -> None:
    door = opened(client_of_a, connection(hotel_a, "smx", now))
    secret = "another secret" if change == "password" else door["secret"]
    text = pushed(reservation(status="Reserved"))
    if change == "hotel":
        text = text.replace('HotelCode="MERAN"', 'HotelCode="BREGENZ"')
    answer = post(visitor, door["path"], envelope(text, username="siteminder", password=secret))
    assert (answer.status_code, woken, RawMessage.objects.count()) == (401, [], 0)


def test_f90_the_secret_of_another_group_opens_nothing(
    visitor: Client,
    client_of_a: Any,
    group_a: Organization,
    group_b: Organization,
    hotel_a: Hotel,
    now: datetime,
) -> None:
    with tenant_scope(group_a.pk):
        door = opened(client_of_a, connection(hotel_a, "smx", now))
    with tenant_scope(group_b.pk):
        other = ConnectionFactory(
            channel="smx", plain_credentials={"push_username": "b", "webhook_secret": "b" * 20}
        )
        assert other.pk
    body = envelope(pushed(reservation(status="Reserved")), username="b", password="b" * 20)
    assert post(visitor, door["path"], body).status_code == 401


def test_agodas_hint_pulls_at_once(
    visitor: Client, client_of_a: Any, in_a: Any, hotel_a: Hotel, now: datetime, woken: list[int]
) -> None:
    agoda = connection(hotel_a, "agoda", now)
    door = opened(client_of_a, agoda)
    body = b'<bookings><booking booking_id="1" property_id="MERAN" status="ConfirmBooking"/></bookings>'
    assert post(visitor, f"{door['path']}?key=wrong", body).status_code == 401
    assert post(visitor, f"{door['path']}?key={door['secret']}", body).status_code == 200
    assert woken == [agoda.pk]
