"""Expedia's Booking Notification: posted, proved, confirmed with our number, taken once."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from lxml import etree

from accounts.models import Hotel
from contacts.models import Stay
from integrations_ota.adapters.errors import Malformed, WebhookRefused
from integrations_ota.adapters.expedia import bn
from integrations_ota.adapters.expedia.adapter import ExpediaAdapter
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.offers import WebhookAnswer, WebhookRequest
from integrations_ota.adapters.port import Conn, ParsedReservation, ReservationStatus
from integrations_ota.models import Acknowledgement, ChannelIssue, Connection, RawMessage
from integrations_ota.public import hooks
from integrations_ota.services.hooks import hook_open
from integrations_ota.services.pull import connection_pull
from tests.factories.accounts import HotelFactory
from tests.integrations_ota.conftest import connect
from tests.integrations_ota.sandbox import Sandbox

AT = datetime(2026, 6, 1, 8, 0, tzinfo=UTC)
SECRET = "expedia-knows-this"
CONN = Conn("https://x", "MERAN", {"username": "hotel", "password": "p", "webhook_secret": SECRET})
OTA = "http://www.opentravel.org/OTA/2003/05"
STAY = """<RoomStays><RoomStay><RoomTypes><RoomType RoomTypeCode="201"/></RoomTypes>
 <RatePlans><RatePlan RatePlanCode="301A"/></RatePlans>
 <RoomRates><RoomRate EffectiveDate="2026-07-01" ExpireDate="2026-07-03"/></RoomRates>
 <GuestCounts><GuestCount AgeQualifyingCode="10" Count="2"/>
 <GuestCount AgeQualifyingCode="8" Age="6" Count="1"/></GuestCounts>
 <TimeSpan Start="2026-07-01" End="2026-07-03"/><BasicPropertyInfo HotelCode="MERAN"/></RoomStay></RoomStays>"""
INFO = """<ResGlobalInfo><SpecialRequests><SpecialRequest><Text>late, card 4111 1111 1111 1111</Text></SpecialRequest>
 </SpecialRequests><Total AmountAfterTax="198.00" CurrencyCode="EUR"/><HotelReservationIDs>
 <HotelReservationID ResID_Type="8" ResID_Value="9001"/></HotelReservationIDs></ResGlobalInfo>"""
NEW = f"""<OTA_HotelResNotifRQ xmlns="{OTA}" ResStatus="Commit" TimeStamp="2026-06-01T07:00:00Z"><HotelReservations>
 <HotelReservation>{STAY}{INFO}</HotelReservation></HotelReservations></OTA_HotelResNotifRQ>"""
CHANGED = f"""<OTA_HotelResModifyNotifRQ xmlns="{OTA}" TimeStamp="2026-06-01T07:30:00Z"><HotelResModifies>
 <HotelResModify>{STAY}{INFO}</HotelResModify></HotelResModifies></OTA_HotelResModifyNotifRQ>"""
CANCELLED = f"""<OTA_CancelRQ xmlns="{OTA}" TimeStamp="2026-06-01T07:45:00Z">
 <UniqueID Type="8" ID="9001"/></OTA_CancelRQ>"""
PING = f'<OTA_PingRQ xmlns="{OTA}" TimeStamp="2026-06-01T07:00:00Z"/>'


def call(
    payload: str,
    *,
    username: str = "hotel",
    password: str = SECRET,
    request_id: str = "r-1",
    hotel: str = "MERAN",
) -> WebhookRequest:
    body = f"""<soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/"><soap:Header>
 <Interface xmlns="{bn.HEADER}" Name="ExpediaDirectConnect" Version="4.0">
 <PayloadInfo RequestId="{request_id}" RequestorId="Expedia" ResponderId="Bellhop" Location="Body">
 <CommDescriptor SourceId="Expedia" DestinationId="Bellhop" RetryIndicator="false">
 <Authentication Username="{username}" Password="{password}"/></CommDescriptor>
 <PayloadDescriptor Name="x" Version="2003A"><PayloadReference SupplierHotelCode="1" DistributorHotelId="{hotel}"/>
 </PayloadDescriptor></PayloadInfo></Interface></soap:Header><soap:Body>{payload}</soap:Body></soap:Envelope>"""
    return WebhookRequest("POST", {}, {}, body.encode(), AT)


def adapter() -> ExpediaAdapter:
    return ExpediaAdapter(HttpClient())


def parsed(payload: str) -> ParsedReservation:
    [message] = adapter().verify_webhook(CONN, call(payload)).messages
    return adapter().parse(message)


def read(answer: WebhookAnswer) -> etree._Element:
    return etree.fromstring(answer.body)


def test_a_posted_booking_is_normalised() -> None:
    booking = parsed(NEW)
    assert (booking.reservation_id, booking.source_channel, booking.status) == (
        "9001",
        "expedia",
        ReservationStatus.BOOKED,
    )
    assert (str(booking.arrival), str(booking.departure), booking.adults, booking.children) == (
        "2026-07-01",
        "2026-07-03",
        2,
        1,
    )
    assert (booking.total_minor, booking.currency, booking.version.at) == (
        19800,
        "EUR",
        datetime(2026, 6, 1, 7, tzinfo=UTC),
    )
    assert booking.comments == ("late, card [card number removed]",)
    assert [issue.kind for issue in booking.issues] == ["no_guest"]


def test_a_change_and_a_cancellation_are_of_the_same_booking_and_newer() -> None:
    new, changed, cancelled = parsed(NEW), parsed(CHANGED), parsed(CANCELLED)
    assert {b.reservation_id for b in (new, changed, cancelled)} == {"9001"}
    assert new.version < changed.version < cancelled.version
    assert cancelled.status is ReservationStatus.CANCELLED


@pytest.mark.parametrize(
    ("payload", "kind"), [(NEW, "Committed"), (CHANGED, "Modified")], ids=["new", "changed"]
)
def test_the_answer_bears_both_numbers_and_turns_the_header_round(payload: str, kind: str) -> None:
    request = call(payload)
    root = read(adapter().answer_webhook(request, adapter().verify_webhook(CONN, request)))
    info = root.find(".//{*}PayloadInfo")
    desk = root.find(".//{*}CommDescriptor")
    assert info is not None
    assert desk is not None
    assert (info.get("RequestId"), desk.get("SourceId"), desk.get("DestinationId")) == (
        "r-1",
        "Bellhop",
        "Expedia",
    )
    answer = root.find("{*}Body")
    assert answer is not None
    assert answer[0].get("ResResponseType") == kind
    ids = [(i.get("ResID_Type"), i.get("ResID_Value")) for i in root.iter(f"{{{OTA}}}HotelReservationID")]
    assert ids == [("3", "BH9001"), ("8", "9001")]
    assert SECRET.encode() not in etree.tostring(root)


def test_a_cancellation_and_a_ping_have_answers_of_their_own() -> None:
    cancel = read(adapter().answer_webhook(call(CANCELLED), adapter().verify_webhook(CONN, call(CANCELLED))))
    assert [(i.get("Type"), i.get("ID")) for i in cancel.iter(f"{{{OTA}}}UniqueID")] == [
        ("3", "BH9001"),
        ("8", "9001"),
    ]
    taken = adapter().verify_webhook(CONN, call(PING))
    assert (taken.messages, taken.hotel_code) == ((), "MERAN")
    assert read(adapter().answer_webhook(call(PING), taken)).find(".//{*}OTA_PingRS/{*}Success") is not None


def test_what_cannot_be_stored_is_refused_by_a_fault_so_that_it_comes_again() -> None:
    answer = adapter().answer_webhook(call(NEW), None)
    assert (answer.status, read(answer).findtext(".//faultcode")) == (500, "soap:Server")


@pytest.mark.parametrize(
    "request_",
    [
        call(NEW, password="wrong"),
        call(NEW, username="somebody"),
        call(NEW, password=""),
        WebhookRequest("POST", {}, {}, NEW.join(("<e><Body>", "</Body></e>")).encode(), AT),
    ],
    ids=["password", "user", "empty", "no header"],
)
def test_f63_a_notification_without_our_log_in_is_refused(request_: WebhookRequest) -> None:
    with pytest.raises(WebhookRefused):
        adapter().verify_webhook(CONN, request_)


def test_f90_without_a_secret_a_connection_takes_no_notification() -> None:
    with pytest.raises(WebhookRefused):
        adapter().verify_webhook(Conn("https://x", "MERAN", {"username": "hotel"}), call(NEW, password=""))


@pytest.mark.parametrize(
    "payload",
    ["<Novelty/>", "", NEW.replace('ResID_Type="8"', 'ResID_Type="5"')],
    ids=["other", "none", "number"],
)
def test_f45_a_notification_without_a_booking_is_kept_and_asked_for_again(payload: str) -> None:
    with pytest.raises(Malformed):
        adapter().verify_webhook(CONN, call(payload))


def test_f47_a_card_is_gone_before_anything_is_stored() -> None:
    card = '<Guarantee><PaymentCard CardNumber="4111111111111111" SeriesCode="737"/></Guarantee>'
    taken = adapter().verify_webhook(CONN, call(NEW.replace("<TimeSpan", f"{card}<TimeSpan")))
    body = taken.messages[0].body
    assert "4111" not in body
    assert "737" not in body


@pytest.fixture
def posted(
    sandbox: Sandbox, in_a: Any, hotel_a: Hotel, local: None, monkeypatch: pytest.MonkeyPatch
) -> Connection:
    monkeypatch.setattr(hooks, "wake_worker", lambda **_: None)
    sandbox.reset(seed=11, reservations=400)
    return connect(sandbox, hotel_a, "expedia")


def ring(
    sandbox: Sandbox, url: str, connection: Connection, now: datetime, *numbers: int, **how: Any
) -> list[Any]:
    opened = hook_open(connection=connection, secret=SECRET, actor=None, now=now)
    wanted = {"channel": "expedia", "hotel": "MERAN", "url": url + opened.path, "secret": SECRET, **how}
    return [sandbox.control("ring", {**wanted, "number": number}) for number in numbers]


FACTS = ("reservation_code", "status", "arrival", "departure", "adults", "total_minor", "guest__last_name")


def stays(hotel: Hotel) -> list[tuple[Any, ...]]:
    return sorted(Stay.objects.filter(hotel=hotel).values_list(*FACTS))


@pytest.mark.django_db(transaction=True)
def test_bookings_come_alike_by_notification_and_by_retrieval(
    live_server: Any, posted: Connection, sandbox: Sandbox, now: datetime
) -> None:
    fetched = connect(sandbox, HotelFactory(slug="fetched"), "expedia")
    for hour in range(6):
        connection_pull(connection_id=fetched.pk, now=now + timedelta(hours=hour))
    count = RawMessage.objects.filter(connection=fetched).count()
    answers = ring(sandbox, live_server.url, posted, now, *range(count))
    assert {answer["status"] for answer in answers} == {200}
    # Only what was posted is applied: the queue is empty, since the other connection confirmed it.
    connection_pull(connection_id=posted.pk, now=now)
    assert stays(posted.hotel) == stays(fetched.hotel)
    assert len(stays(posted.hotel)) > 5
    assert not Acknowledgement.objects.filter(connection=posted, acked_at=None).exists()


@pytest.mark.django_db(transaction=True)
def test_f02_a_retry_is_taken_once_and_told_the_same_number(
    live_server: Any, posted: Connection, sandbox: Sandbox, now: datetime
) -> None:
    [first] = ring(sandbox, live_server.url, posted, now, 0)
    [again] = ring(sandbox, live_server.url, posted, now, 0, retry=True)
    numbers = [
        [
            i.get("ResID_Value")
            for i in etree.fromstring(a["body"].encode()).iter(f"{{{OTA}}}HotelReservationID")
        ]
        for a in (first, again)
    ]
    assert numbers[0] == numbers[1]
    assert numbers[0][0] == f"BH{numbers[0][1]}"
    assert RawMessage.objects.filter(connection=posted).count() == 1


def test_f90_a_notification_about_another_hotel_is_refused_and_kept_nowhere(
    posted: Connection, visitor: Client, now: datetime
) -> None:
    path = hook_open(connection=posted, secret=SECRET, actor=None, now=now).path
    answer = visitor.post(path, call(NEW, hotel="BREGENZ").body, content_type="text/xml")
    assert answer.status_code == 401
    assert not RawMessage.objects.filter(connection=posted).exists()


def test_f40_a_broken_notification_is_kept_and_answered_by_a_fault(
    posted: Connection, visitor: Client, now: datetime
) -> None:
    path = hook_open(connection=posted, secret=SECRET, actor=None, now=now).path
    answer = visitor.post(path, call(NEW).body[:-40], content_type="text/xml")
    assert (answer.status_code, b"soap:Server" in answer.content) == (500, True)
    assert ChannelIssue.objects.get(connection=posted).kind == "malformed"
