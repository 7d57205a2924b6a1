from datetime import timedelta

import pytest

from contacts.services.versions import version_is_older, version_key
from contacts.types import Booking, BookingStatus
from tests.factories.accounts import NOW
from tests.factories.contacts import booking

CANCELLED = BookingStatus.CANCELLED


def at(days: int, **more: object) -> Booking:
    return booking(modified_at=NOW + timedelta(days=days), **more)


UNDATED = booking(modified_at=None, booked_at=None)
UNDATED_CANCEL = booking(modified_at=None, booked_at=None, status=CANCELLED)


@pytest.mark.parametrize(
    ("new", "held", "verdict"),
    [
        (at(1), at(2), True),
        (at(2), at(1), False),
        (at(1), at(1), False),
        (at(1), at(1, status=CANCELLED), True),
        (at(1, status=CANCELLED), at(1), False),
        (at(1), at(2, status=CANCELLED), True),
        (at(3), at(2, status=CANCELLED), False),
        (UNDATED, at(1), False),
        (UNDATED, UNDATED_CANCEL, True),
        (UNDATED, at(1, status=CANCELLED), True),
        (UNDATED_CANCEL, UNDATED, False),
        (at(1), UNDATED_CANCEL, True),
    ],
)
def test_the_older_version_is_known(new: Booking, held: Booking, verdict: bool) -> None:
    assert version_is_older(version_key(new), version_key(held)) is verdict
