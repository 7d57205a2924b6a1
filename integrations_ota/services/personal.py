"""What channels' messages hold of a person."""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import Q, QuerySet

from compliance.personal import ERASED, Kept, Person, Row, not_personal, personal
from integrations_ota.models import ChannelIssue, RawMessage, Reservation


def register() -> None:
    """Called once, when the apps are ready."""
    not_personal(
        "integrations_ota.Connection",
        "a hotel at a channel",
        name="what the hotel calls it",
        credentials="the hotel's, sealed",
        last_error="a server's words on the connection",
        push_error="a server's words on the connection",
    )
    for table in ("RoomType", "RatePlan"):
        not_personal(f"integrations_ota.{table}", "what a hotel sells", name="what the hotel calls it")
    for table in ("RoomMapping", "RateMapping"):
        not_personal(f"integrations_ota.{table}", "what a channel calls it")
    not_personal("integrations_ota.RoomDay", "the hotel's calendar")
    nights = "how many nights a price is for"
    not_personal("integrations_ota.RateDay", "the hotel's calendar", min_stay=nights, max_stay=nights)
    not_personal(
        "integrations_ota.ChangedDay", "what a channel has to be told", last_error="the server's words"
    )
    not_personal("integrations_ota.WebhookDelivery", "numbers of calls")
    number = (
        "The channel's number, dates and price, so that a message delivered again is known; nobody's name."
    )
    personal("integrations_ota.Reservation", section="reservations", export=_reservations, erase=Kept(number))
    not_personal(
        "integrations_ota.Acknowledgement",
        "receipts",
        raw_message="its number",
        last_error="the server's words",
    )
    personal("integrations_ota.ChannelIssue", section="channel_issues", export=_issues, erase=_issues_erase)
    personal("integrations_ota.RawMessage", section="channel_messages", export=_raws, erase=_raws_erase)


def _reservations_of(person: Person) -> QuerySet[Reservation]:
    return Reservation.objects.filter(stay_id__in=person.stay_ids)


def _reservations(person: Person, _now: datetime) -> Iterator[Row]:
    for row in _reservations_of(person).select_related("connection").order_by("pk"):
        yield {"channel": row.connection.channel, "number": row.ota_reservation_id, "status": row.status}


def _raws_of(person: Person) -> QuerySet[RawMessage]:
    """Messages of the person's reservations, and any other that shows their address."""
    wanted = Q(pk__in=[])
    for connection_id, number in _reservations_of(person).values_list("connection_id", "ota_reservation_id"):
        named = Q(message_key__contains=number) | Q(body__contains=number)
        wanted |= Q(connection_id=connection_id) & named
    for address in person.addresses:
        wanted |= Q(body__icontains=address)
    rows = RawMessage.objects.filter(wanted)
    return rows if person.before is None else rows.filter(received_at__lte=person.before)


def _raws(person: Person, _now: datetime) -> Iterator[Row]:
    for raw in _raws_of(person).select_related("connection").order_by("pk"):
        yield {"channel": raw.connection.channel, "received_at": raw.received_at, "message": raw.body}


def _raws_erase(person: Person, _now: datetime) -> int:
    """Empty the messages; their keys stay, so that each is known when the channel delivers it again."""
    return _raws_of(person).exclude(body="").update(body="", error="")


def _issues_of(person: Person) -> list[ChannelIssue]:
    return [row for row in ChannelIssue.objects.exclude(detail="") if person.scrub(row.detail) != row.detail]


def _issues(person: Person, _now: datetime) -> Iterator[Row]:
    for row in _issues_of(person):
        yield {"opened_at": row.opened_at, "kind": row.kind, "detail": row.detail}


def _issues_erase(person: Person, _now: datetime) -> int:
    found = _issues_of(person)
    return ChannelIssue.objects.filter(pk__in=[row.pk for row in found]).update(detail=ERASED)
