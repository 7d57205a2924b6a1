"""What the room refuses, in a hotelier's words."""

from __future__ import annotations

from accounts.errors import DomainError


class ConnectionBusy(DomainError):
    """Another worker is talking to this channel for this hotel."""

    code = "connection_busy"
    http_status = 409

    def __init__(self) -> None:
        super().__init__("This connection is being synchronised right now. Wait a moment and look again.")


class ConnectionExists(DomainError):
    """The same hotel is already connected in this way."""

    code = "connection_exists"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "This hotel already has a connection to this channel with this number. Change that one, "
            "so that no reservation is counted twice."
        )


class CodeTaken(DomainError):
    """The hotel uses this code already."""

    code = "code_taken"
    http_status = 409

    def __init__(self, code: str) -> None:
        super().__init__(f"This hotel already uses the code {code}. Choose another one.")


class ChannelUnreachable(DomainError):
    """The channel could not be asked just now."""

    code = "channel_unreachable"
    http_status = 502


class NoWebhooks(DomainError):
    """The channel never calls."""

    code = "no_webhooks"
    http_status = 409

    def __init__(self) -> None:
        super().__init__("This channel does not call us; its reservations are fetched every minute.")


class NothingToRead(DomainError):
    """The issue has no message that was set aside."""

    code = "nothing_to_read"
    http_status = 409

    def __init__(self) -> None:
        super().__init__(
            "No message of this issue is set aside any more, so there is nothing to read again. Compare "
            "with the channel, then mark the issue solved."
        )


class StillUnreadable(DomainError):
    """Today's parser cannot read the message either."""

    code = "still_unreadable"
    http_status = 409

    def __init__(self, reason: str) -> None:
        super().__init__(f"It still cannot be read, and stays set aside: {reason}")
