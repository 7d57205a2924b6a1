"""A mailing sent the real way, to a mail server that takes everything."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import F, Value
from django.test import override_settings

from accounts.models import Hotel
from compliance.selectors.permission import permission_annotate
from compliance.types import Purpose
from contacts.models import Guest
from delivery.models import Mailing
from delivery.services.content import content_compile
from delivery.services.mailing import mailing_create, mailing_freeze
from delivery.services.routing import default_route_forget
from delivery.services.sending import mailing_send
from delivery.types import Stream
from tests.delivery.sink import RunningSink, Sink
from tests.factories.compliance import ConsentStatusFactory
from tests.factories.contacts import GuestFactory

WORDS = "<mj-text>Spring is here.</mj-text>"
MJML = f"<mjml><mj-body><mj-section><mj-column>{WORDS}</mj-column></mj-section></mj-body></mjml>"


def consenting_guest() -> Any:
    guest = GuestFactory()
    ConsentStatusFactory(address_hash=guest.address_hash)
    return guest


def mail_everybody(*, hotel: Hotel, now: datetime, mjml: str = MJML, subject: str = "Spring") -> Mailing:
    """One letter to every guest of the organisation in scope who may get it."""
    content = content_compile(subject=subject, preview_text="", mjml=mjml, now=now)
    mailing = mailing_create(content=content, hotel=hotel, stream=Stream.MARKETING, now=now)
    guests = permission_annotate(Guest.objects.all(), purpose=Purpose.MARKETING, now=now).annotate(
        recipient_ref=F("id"),
        address=F("email"),
        merge=Value({}, output_field=Guest._meta.get_field("custom")),
    )
    mailing_freeze(mailing=mailing, recipients=guests, now=now)
    later = now + timedelta(seconds=1)
    with (
        RunningSink(Sink()) as running,
        override_settings(BELLHOP_RELAY_URL=f"smtp://127.0.0.1:{running.port}"),
    ):
        default_route_forget()
        mailing_send(mailing_id=mailing.pk, worker=f"test{mailing.pk}", clock=lambda: later)
    return mailing
