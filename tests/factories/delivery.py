"""Letters, mailings and ledger rows; call them inside `tenant_scope`."""

from datetime import datetime
from typing import Any

import factory
from django.db.models import F, JSONField, Value
from django.db.models.functions import JSONObject

from accounts.models import Hotel
from compliance.selectors.permission import permission_annotate
from compliance.services.consent import consent_record
from compliance.types import Basis, Purpose, TrackingMode
from contacts.models import Guest
from delivery.models import EngagementEvent, LastOpen, Mailing, Message, SendingDomain, SendingPolicy
from delivery.services.content import content_compile
from delivery.services.mailing import mailing_create, mailing_freeze
from delivery.types import EngagementKind, MessageState, Stream
from tests.factories.accounts import NOW, HotelFactory, TenantFactory
from tests.factories.contacts import GuestFactory

LETTER = (
    "<mjml><mj-body><mj-section><mj-column><mj-text>Dear {{ guest.first_name | default: 'guest' }}, "
    "<a href='https://seehof.example/spring?for={{ guest.first_name }}'>spring is here</a>.</mj-text>"
    "<mj-button href='https://seehof.example/book'>Book</mj-button></mj-column></mj-section></mj-body></mjml>"
)


def guest_with_consent(now: datetime = NOW, **fields: Any) -> Guest:
    """A guest who asked for news."""
    guest: Guest = GuestFactory(**fields)
    consent_record(
        address=guest.email,
        purpose=Purpose.MARKETING,
        granted=True,
        basis=Basis.CONSENT,
        source="double_opt_in",
        evidence={"form": "newsletter"},
        occurred_at=now,
        now=now,
    )
    return guest


def audience(now: datetime = NOW) -> Any:
    """All guests in scope, with the columns a freeze copies."""
    guests = permission_annotate(Guest.objects.all(), purpose=Purpose.MARKETING, now=now)
    return guests.annotate(
        recipient_ref=F("id"),
        address=F("email"),
        merge=JSONObject(
            guest=JSONObject(first_name=F("first_name"), custom=Value({}, output_field=JSONField()))
        ),
    )


def mailing_made(
    *,
    hotel: Hotel | None = None,
    subject: str = "Spring",
    mjml: str = LETTER,
    now: datetime = NOW,
    topic: str = "",
) -> Mailing:
    """A mailing that was not released yet."""
    content = content_compile(subject=subject, preview_text="", mjml=mjml, now=now)
    return mailing_create(
        content=content, hotel=hotel or HotelFactory(), stream=Stream.MARKETING, now=now, topic=topic
    )


def mailing_started(*, guests: int = 0, now: datetime = NOW, **made: Any) -> Mailing:
    """A mailing released to every guest in scope, and to `guests` new ones who asked for news."""
    for number in range(guests):
        guest_with_consent(now, email=f"guest{number}@example.com", first_name=f"Guest {number}")
    mailing = mailing_made(now=now, **made)
    mailing_freeze(mailing=mailing, recipients=audience(now), now=now)
    return mailing


def tracked(*addresses: str, now: datetime = NOW) -> None:
    """The organisation notes all that it may, and these people agreed to it."""
    SendingPolicy.objects.update_or_create(defaults={"tracking": TrackingMode.FULL.value})
    for address in addresses:
        tracking_said(address, granted=True, now=now)


def tracking_said(address: str, *, granted: bool, now: datetime = NOW) -> None:
    consent_record(
        address=address, purpose=Purpose.OPEN_TRACKING, granted=granted, basis=Basis.CONSENT,
        source="preference_centre", evidence={}, occurred_at=now, now=now,
    )  # fmt: skip


class MessageFactory(TenantFactory):
    class Meta:
        model = Message

    mailing = factory.LazyFunction(mailing_made)
    recipient_ref = factory.Sequence(lambda n: n + 1)
    address = factory.Sequence(lambda n: f"guest{n}@example.com")
    address_hash = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    merge = factory.LazyFunction(lambda: {"guest": {"first_name": "Zoë"}})
    state = MessageState.HANDED
    handed_at = NOW


class EngagementEventFactory(TenantFactory):
    class Meta:
        model = EngagementEvent

    message = factory.SubFactory(MessageFactory)
    kind = EngagementKind.OPEN
    first_at = NOW
    last_at = NOW


class LastOpenFactory(TenantFactory):
    class Meta:
        model = LastOpen

    address_hash = factory.Sequence(lambda n: n.to_bytes(32, "big"))
    key_version = 1
    day = NOW.date()


class SendingDomainFactory(TenantFactory):
    """A verified domain without a key."""

    class Meta:
        model = SendingDomain

    domain = "seehof.example"
    verified_at = NOW
    checked_at = NOW
    created_at = NOW
