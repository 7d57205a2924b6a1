"""A mailing sent the real way, to a mail server that takes everything."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Value

from accounts.models import Hotel
from compliance.selectors.permission import permission_annotate
from compliance.types import Purpose
from contacts.models import Guest
from delivery.content.message import OutgoingEmail
from delivery.models import Mailing
from delivery.services.content import content_compile
from delivery.services.mailing import mailing_create, mailing_freeze
from delivery.services.sending import mailing_send
from delivery.smtp.transport import RelayAddress, SendResult
from delivery.types import Stream
from tests.factories.compliance import ConsentStatusFactory
from tests.factories.contacts import GuestFactory

WORDS = "<mj-text>Spring is here.</mj-text>"
MJML = f"<mjml><mj-body><mj-section><mj-column>{WORDS}</mj-column></mj-section></mj-body></mjml>"


class TakesAll:
    """The relay's side of the port, so that no test waits for a network."""

    def __init__(self, _relay: RelayAddress) -> None:
        self.taken = 0

    def send(self, email: OutgoingEmail) -> SendResult:
        self.taken += 1
        return SendResult(accepted=True, code=250, response=f"250 taken {email.message_id}")

    def close(self) -> None:
        """Nothing is open."""


def consenting_guest() -> Any:
    guest = GuestFactory()
    ConsentStatusFactory(address_hash=guest.address_hash)
    return guest


def mail_everybody(*, hotel: Hotel, now: datetime, mjml: str = MJML) -> Mailing:
    """One letter to every guest of the organisation in scope who may get it."""
    content = content_compile(subject="Spring", preview_text="", mjml=mjml, now=now)
    mailing = mailing_create(content=content, hotel=hotel, stream=Stream.MARKETING, now=now)
    guests = permission_annotate(Guest.objects.all(), purpose=Purpose.MARKETING, now=now).annotate(
        recipient_ref=F("id"),
        address=F("email"),
        merge=Value({}, output_field=Guest._meta.get_field("custom")),
    )
    mailing_freeze(mailing=mailing, recipients=guests, now=now)
    later = now + timedelta(seconds=1)
    mailing_send(mailing_id=mailing.pk, worker="test", clock=lambda: later, transport_factory=TakesAll)
    return mailing
