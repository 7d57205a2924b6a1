"""The version guard: what is older never wins, and a cancellation is never guessed."""

from datetime import datetime
from typing import Any

import pytest

from accounts.models import Hotel
from compliance.models import ConsentEvent
from contacts.models import Guest, Stay
from integrations_ota.adapters.http import HttpClient
from integrations_ota.adapters.registry import adapter_for
from integrations_ota.models import Acknowledgement, ChannelIssue, Connection, RawMessage, Reservation
from integrations_ota.services.apply import messages_apply
from integrations_ota.services.store import raw_messages_store
from tests.factories.integrations_ota import ConnectionFactory
from tests.integrations_ota.documents import document, reservation

NEW = reservation(identifier="A1", status="Reserved", at="2026-05-01T10:00:00+02:00", start="2026-07-01")
MODIFY = reservation(identifier="A1", status="Modify", at="2026-05-02T10:00:00+02:00", start="2026-07-02")
CANCEL = reservation(identifier="A1", status="Cancelled", at="2026-05-03T10:00:00+02:00")


@pytest.fixture
def connection(in_a: Any, hotel_a: Hotel) -> Connection:
    return ConnectionFactory(hotel=hotel_a)


def deliver(connection: Connection, now: datetime, *reservations: str) -> list[str]:
    """Deliver one document; return the states of all messages so far, in order of arrival."""
    with HttpClient() as http:
        adapter = adapter_for("alpinebits", http)
        raw_messages_store(connection=connection, batch=adapter.split(document(*reservations)), now=now)
        messages_apply(connection=connection, adapter=adapter, now=now)
    return list(RawMessage.objects.order_by("id").values_list("state", flat=True))


def stay_facts() -> list[tuple[Any, ...]]:
    return list(Stay.objects.values_list("status", "arrival__day", "guest__last_name"))


def open_issues() -> list[str]:
    return list(ChannelIssue.objects.filter(resolved_at=None).values_list("kind", flat=True))


def test_a_modification_moves_the_stay(connection: Connection, now: datetime) -> None:
    assert deliver(connection, now, NEW, MODIFY) == ["applied", "applied"]
    assert stay_facts() == [("booked", 2, "Moser")]


def test_an_older_version_that_comes_late_is_superseded_and_acknowledged(
    connection: Connection, now: datetime
) -> None:
    assert deliver(connection, now, MODIFY, NEW) == ["applied", "superseded"]
    assert stay_facts() == [("booked", 2, "Moser")]
    assert Acknowledgement.objects.filter(accepted=True).count() == 2


def test_a_cancellation_without_dates_cancels_the_known_stay_and_keeps_its_guest(
    connection: Connection, now: datetime
) -> None:
    deliver(connection, now, NEW)
    deliver(connection, now, CANCEL)
    assert stay_facts() == [("cancelled", 1, "Moser")]
    assert open_issues() == []


def test_a_cancellation_of_something_unknown_is_an_issue_and_no_stay(
    connection: Connection, now: datetime
) -> None:
    deliver(connection, now, CANCEL)
    assert stay_facts() == []
    assert open_issues() == ["ambiguous_cancellation"]


def test_a_booking_that_comes_after_its_cancellation_stays_cancelled(
    connection: Connection, now: datetime
) -> None:
    deliver(connection, now, CANCEL)
    assert deliver(connection, now, NEW) == ["applied", "superseded"]
    assert stay_facts() == [("cancelled", 1, "Moser")]
    assert open_issues() == []
    assert Reservation.objects.get().status == "cancelled"


def test_a_cancelled_stay_has_what_the_newest_version_said_in_whatever_order_they_came(
    connection: Connection, now: datetime
) -> None:
    for number, order in enumerate([(0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0)]):
        versions = [text.replace('ID="A1"', f'ID="B{number}"') for text in (NEW, MODIFY, CANCEL)]
        for index in order:
            deliver(connection, now, versions[index])
    facts = Stay.objects.values_list("status", "arrival", "departure", "total_minor", "room_name", "adults")
    assert len(set(facts)) == 1
    assert Stay.objects.filter(status="cancelled").count() == 6
    assert Guest.objects.count() == 1


def test_the_same_message_twice_in_one_document_is_stored_once(connection: Connection, now: datetime) -> None:
    assert deliver(connection, now, NEW, NEW) == ["applied"]


def test_a_mark_that_contradicts_itself_cancels_nothing(connection: Connection, now: datetime) -> None:
    deliver(connection, now, NEW)
    unclear = CANCEL.replace('Type="15"', 'Type="14"')
    assert deliver(connection, now, unclear) == ["applied", "quarantined"]
    assert stay_facts() == [("booked", 1, "Moser")]
    assert open_issues() == ["ambiguous_cancellation"]


def test_one_unreadable_reservation_is_refused_and_the_rest_applied(
    connection: Connection, now: datetime
) -> None:
    broken = reservation(identifier="X", status="Reserved", at="2026-05-01T10:00:00Z", start="2026-13-45")
    assert deliver(connection, now, broken, NEW) == ["quarantined", "applied"]
    refusal = Acknowledgement.objects.get(accepted=False)
    assert (refusal.token, refusal.reason) == (
        "14:X",
        "The reservation cannot be read: month must be in 1..12.",
    )
    assert open_issues() == ["malformed"]


def test_one_reservation_that_guests_cannot_take_is_found_and_set_aside(
    connection: Connection, now: datetime
) -> None:
    crowd = NEW.replace('ID="A1"', 'ID="A2"').replace('Count="2"', 'Count="400"')
    crowd = crowd.replace("<GuestCounts>", '<GuestCounts><GuestCount Count="400"/><GuestCount Count="400"/>')
    assert deliver(connection, now, crowd, NEW) == ["quarantined", "applied"]
    assert stay_facts() == [("booked", 1, "Moser")]


def test_an_enquiry_is_kept_without_making_a_stay(connection: Connection, now: datetime) -> None:
    enquiry = reservation(identifier="Q1", status="Requested", at="2026-05-01T10:00:00Z", start="2026-07-01")
    assert deliver(connection, now, enquiry) == ["applied"]
    assert stay_facts() == []
    assert Reservation.objects.get().status == "requested"


def test_a_newsletter_flag_becomes_consent_with_the_messages_hash(
    connection: Connection, now: datetime
) -> None:
    deliver(connection, now, NEW)
    event = ConsentEvent.objects.get()
    assert (event.granted, event.purpose, event.source) == (True, "marketing", "alpinebits")
    assert event.evidence["message_sha256"] == RawMessage.objects.get().sha256


def test_a_reservation_that_is_booked_again_after_its_cancellation_is_shown_to_the_hotel(
    connection: Connection, now: datetime
) -> None:
    again = NEW.replace("2026-05-01T10:00:00+02:00", "2026-05-04T10:00:00+02:00")
    assert deliver(connection, now, NEW, CANCEL, again) == ["applied", "applied", "applied"]
    assert stay_facts() == [("booked", 1, "Moser")]
    assert open_issues() == ["ambiguous_cancellation"]
