"""Tables of the room."""

from integrations_ota.models.connection import ChannelIssue, Connection
from integrations_ota.models.message import Acknowledgement, RawMessage, Reservation

__all__ = ["Acknowledgement", "ChannelIssue", "Connection", "RawMessage", "Reservation"]
