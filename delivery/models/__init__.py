"""Tables of the room."""

from delivery.models.content import Content
from delivery.models.dmarc import DmarcReport, DmarcRow
from delivery.models.domain import DkimKey, SendingDomain
from delivery.models.engagement import EngagementEvent, LastOpen
from delivery.models.inbound import InboundMail, StrayMail
from delivery.models.ledger import Mailing, MailingSlice, MailingTally, Message
from delivery.models.pace import DomainWarmUp, SendingPolicy
from delivery.models.route import Relay

__all__ = [
    "Content",
    "DkimKey",
    "DmarcReport",
    "DmarcRow",
    "DomainWarmUp",
    "EngagementEvent",
    "InboundMail",
    "LastOpen",
    "Mailing",
    "MailingSlice",
    "MailingTally",
    "Message",
    "Relay",
    "SendingDomain",
    "SendingPolicy",
    "StrayMail",
]
