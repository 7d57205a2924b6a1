from datetime import timedelta
from typing import Any

import pytest

from accounts.models import Hotel
from compliance.models import ConsentEvent, ConsentStatus
from contacts.services.stay import stay_record
from tests.factories.accounts import NOW
from tests.factories.contacts import booking, booking_guest

pytestmark = pytest.mark.usefixtures("in_a")


def say(hotel: Hotel, newsletter: bool | None, **more: Any) -> None:
    stay_record(hotel=hotel, booking=booking(newsletter=newsletter, **more), now=NOW)


def test_a_yes_of_the_channel_is_consent_with_its_evidence(hotel_a: Hotel) -> None:
    say(hotel_a, True)
    event = ConsentEvent.objects.get()
    assert ConsentStatus.objects.get().granted is True
    assert (event.source, event.occurred_at, event.evidence) == (
        "alpinebits",
        NOW - timedelta(days=1),
        {
            "signal": "newsletter:yes",
            "channel": "alpinebits",
            "hotel": "Seehof Bregenz",
            "reservation_code": "R1",
            "message_sha256": "ab" * 32,
        },
    )


def test_a_no_of_the_channel_is_a_withdrawal(hotel_a: Hotel) -> None:
    say(hotel_a, False)
    assert ConsentStatus.objects.get().granted is False


def test_a_reservation_alone_is_no_consent(hotel_a: Hotel) -> None:
    say(hotel_a, None)
    assert ConsentEvent.objects.count() == 0


@pytest.mark.parametrize(
    "email", ["x@guest.booking.com", "info@example.com", "ctriphotelreshk@trip.com", "", "x@@"]
)
def test_a_yes_for_an_address_not_the_guests_own_is_no_consent(hotel_a: Hotel, email: str) -> None:
    say(hotel_a, True, guest=booking_guest(email=email))
    assert ConsentEvent.objects.count() == 0


def test_a_later_yes_of_the_channel_does_not_undo_a_no(hotel_a: Hotel) -> None:
    say(hotel_a, False)
    say(hotel_a, True, modified_at=NOW)
    assert ConsentStatus.objects.get().granted is False


def test_a_redelivered_message_says_nothing_twice(hotel_a: Hotel) -> None:
    say(hotel_a, True)
    say(hotel_a, True)
    assert ConsentEvent.objects.count() == 1


def test_a_superseded_version_says_nothing(hotel_a: Hotel) -> None:
    say(hotel_a, None)
    say(hotel_a, True, modified_at=NOW - timedelta(days=9), booked_at=None)
    assert ConsentEvent.objects.count() == 0
