"""Tables of the room."""

from delivery.models.content import Content
from delivery.models.engagement import EngagementEvent
from delivery.models.ledger import Mailing, Message
from delivery.models.route import Relay, SendingDomain

__all__ = ["Content", "EngagementEvent", "Mailing", "Message", "Relay", "SendingDomain"]
