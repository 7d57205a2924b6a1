"""What this room refuses."""

from accounts.errors import DomainError, InvalidInput, NotFound


class InvalidBooking(InvalidInput):
    """A reservation that contradicts itself; nothing of its batch was stored."""

    code = "invalid_booking"

    def __init__(self, message: str, *, reservation_code: str) -> None:
        super().__init__(message, fields={"reservation_code": [reservation_code]})
        self.reservation_code = reservation_code


class UnreadableFile(InvalidInput):
    """An import file in which no guests can be found; nothing of it was stored."""

    code = "unreadable_file"


class FileTooLarge(InvalidInput):
    """An import file that is too large to be taken through the browser."""

    code = "file_too_large"
    http_status = 413


class SegmentInUse(DomainError):
    """A segment or list that a campaign goes by."""

    code = "segment_in_use"


class SegmentTooSlow(DomainError):
    """A question that took longer than the others may wait for."""

    code = "segment_too_slow"
    http_status = 400


class ImportConflict(DomainError):
    """An import, or a field of the organisation's own, that is not in a state for what was asked."""

    code = "import_conflict"
    http_status = 409


class GuestChanged(DomainError):
    """A guest that somebody else changed since the page was read."""

    code = "guest_changed"


class GuestMerged(NotFound):
    """A guest who was merged into another; ``fields["survivor"]`` names the other."""

    code = "guest_merged"
