"""Tables of the room."""

from integrations_ota.models.calendar import ChangedDay, RateDay, RoomDay
from integrations_ota.models.connection import ChannelIssue, Connection
from integrations_ota.models.message import Acknowledgement, RawMessage, Reservation
from integrations_ota.models.product import RateMapping, RatePlan, RoomMapping, RoomType
from integrations_ota.models.webhook import WebhookDelivery

__all__ = [
    "Acknowledgement",
    "ChangedDay",
    "ChannelIssue",
    "Connection",
    "RateDay",
    "RateMapping",
    "RatePlan",
    "RawMessage",
    "Reservation",
    "RoomDay",
    "RoomMapping",
    "RoomType",
    "WebhookDelivery",
]
