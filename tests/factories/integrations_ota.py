from datetime import timedelta

import factory

from integrations_ota.adapters.port import RawOtaMessage
from integrations_ota.adapters.text import sha256_hex
from integrations_ota.models import (
    Acknowledgement,
    ChannelIssue,
    Connection,
    RateMapping,
    RatePlan,
    RawMessage,
    Reservation,
    RoomMapping,
    RoomType,
)
from integrations_ota.services.channel import credentials_seal
from tests.factories.accounts import NOW, HotelFactory, TenantFactory


class ConnectionFactory(TenantFactory):
    class Meta:
        model = Connection

    class Params:
        plain_credentials = factory.LazyFunction(lambda: {"username": "hotel", "password": "sandbox"})

    hotel = factory.SubFactory(HotelFactory)
    channel = "alpinebits"
    name = factory.Sequence(lambda n: f"Connection {n}")
    base_url = "http://127.0.0.1:9/alpinebits"
    remote_hotel_id = "MERAN"
    credentials = factory.LazyAttribute(lambda o: credentials_seal(o.plain_credentials))
    created_at = NOW
    next_pull_at = NOW


class RawMessageFactory(TenantFactory):
    class Meta:
        model = RawMessage

    connection = factory.SubFactory(ConnectionFactory)
    stream = "guest_requests"
    message_key = factory.Sequence(lambda n: f"14:R{n}:aa")
    sha256 = "ab" * 32
    ack_token = factory.Sequence(lambda n: f"14:R{n}")
    body = "<HotelReservation/>"
    received_at = NOW


class ReservationFactory(TenantFactory):
    class Meta:
        model = Reservation

    connection = factory.SubFactory(ConnectionFactory)
    ota_reservation_id = factory.Sequence(lambda n: f"R{n}")
    status = "booked"
    current_version = "2026-05-01T10:00:00.000000|1"
    updated_at = NOW


class AcknowledgementFactory(TenantFactory):
    class Meta:
        model = Acknowledgement

    raw_message = factory.SubFactory(RawMessageFactory)
    connection = factory.SelfAttribute("raw_message.connection")
    token = factory.SelfAttribute("raw_message.ack_token")
    next_attempt_at = NOW


class ChannelIssueFactory(TenantFactory):
    class Meta:
        model = ChannelIssue

    connection = factory.SubFactory(ConnectionFactory)
    kind = "unmapped_room"
    subject = factory.Sequence(lambda n: f"R{n}")
    detail = factory.LazyAttribute(lambda o: f"Reservation {o.subject}")
    opened_at = NOW - timedelta(hours=1)


def raw_message(body: str, *, key: str = "14:R1:aa", token: str = "14:R1") -> RawOtaMessage:
    return RawOtaMessage(key, "guest_requests", body, sha256_hex(body), token)


class RoomTypeFactory(TenantFactory):
    class Meta:
        model = RoomType

    hotel = factory.SubFactory(HotelFactory)
    code = factory.Sequence(lambda n: f"R{n}")
    name = factory.LazyAttribute(lambda o: f"Room {o.code}")
    created_at = NOW


class RatePlanFactory(TenantFactory):
    class Meta:
        model = RatePlan

    hotel = factory.SubFactory(HotelFactory)
    code = factory.Sequence(lambda n: f"P{n}")
    name = factory.LazyAttribute(lambda o: f"Plan {o.code}")
    currency = "EUR"
    created_at = NOW


class RoomMappingFactory(TenantFactory):
    class Meta:
        model = RoomMapping

    connection = factory.SubFactory(ConnectionFactory)
    room_type = factory.SubFactory(RoomTypeFactory, hotel=factory.SelfAttribute("..connection.hotel"))
    remote_code = factory.Sequence(lambda n: f"remote-{n}")


class RateMappingFactory(TenantFactory):
    class Meta:
        model = RateMapping

    connection = factory.SubFactory(ConnectionFactory)
    room_type = factory.SubFactory(RoomTypeFactory, hotel=factory.SelfAttribute("..connection.hotel"))
    rate_plan = factory.SubFactory(RatePlanFactory, hotel=factory.SelfAttribute("..connection.hotel"))
    remote_code = factory.Sequence(lambda n: f"rate-{n}")
