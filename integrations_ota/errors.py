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
