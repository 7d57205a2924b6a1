"""Which of two versions of a reservation is the newer one."""

from datetime import UTC, datetime

from contacts.types import Booking, BookingStatus


def version_key(booking: Booking) -> str:
    """Return a text that sorts versions: the channel's time, then a cancellation last.

    ``|1`` or ``|2`` alone where the channel gives no time.
    """
    at = booking.modified_at or booking.booked_at
    rank = 2 if booking.status is BookingStatus.CANCELLED else 1
    return f"{_sortable(at)}|{rank}"


def version_is_older(key: str, held: str) -> bool:
    """Say whether a version comes before the one that is held.

    Without a time on one side, order of arrival counts, but nothing undated revives a
    cancellation.
    """
    time, rank = key.split("|")
    held_time, held_rank = held.split("|")
    if time and held_time:
        return (time, rank) < (held_time, held_rank)
    return rank < held_rank


def _sortable(at: datetime | None) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f") if at else ""
