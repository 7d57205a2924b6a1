"""Made-up guests who leave in the middle of a mailing, in a transaction that is then undone: nothing of it is sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import transaction
from django.db.models import F, JSONField, QuerySet, Value
from django.db.models.functions import JSONObject

from accounts.errors import NotFound
from accounts.models import Hotel
from compliance.personal import Person
from compliance.services.consent import consent_record
from compliance.services.erasure import person_erase
from compliance.services.preferences import preferences_set
from compliance.services.suppression import suppression_add
from compliance.types import Basis, Preferences, Purpose, SuppressionReason
from contacts.models import Guest
from contacts.selectors.permission import guests_permission
from contacts.services.stay import stay_record
from delivery.keys import return_token
from delivery.models import Mailing, Message
from delivery.services.claim import ClaimedMessage, claim_within
from delivery.services.content import content_compile
from delivery.services.engagement import unsubscribe_record
from delivery.services.inbound import inbound_receive
from delivery.services.mailing import mailing_create, mailing_freeze
from delivery.services.withdrawal import letters_withdrawn
from delivery.types import MessageState, Stream
from launch.services.rights_drill import drill_booking

_LETTER = "<mjml><mj-body><mj-section><mj-column><mj-text>A drill.</mj-text></mj-column></mj-section></mj-body></mjml>"
# Guests who stay, of each half.
STAYING = 2

Way = Callable[[Message, datetime], object]


@dataclass(frozen=True, slots=True)
class LeavingDrill:
    """`still_sent` are the ways of leaving after which a letter would still have gone; `stayed` who were to get it."""

    left: int
    still_sent: list[str]
    stayed: int

    @property
    def passed(self) -> bool:
        """Whether nobody who left would have got a letter, and everybody else did."""
        return not self.still_sent and self.stayed == 2 * STAYING


@transaction.atomic
def leaving_drill(*, now: datetime) -> LeavingDrill:
    """Leave by every way from letters that wait and from letters in a worker's hands, then ask what still goes.

    Works in the organisation in scope. Raises NotFound where it has no hotel, OrganizationHeld.
    """
    hotel = Hotel.objects.order_by("pk").first()
    if hotel is None:
        raise NotFound("The organisation has no hotel yet, so no guest can be made up for it.")
    half = len(WAYS) + STAYING
    mailing = _mailing(hotel, [_guest(hotel, now) for _number in range(2 * half)], now)
    held = [letter.id for letter in _claim(mailing, "drill-1", now, half)]
    waiting = list(_letters(mailing).filter(state=MessageState.QUEUED).values_list("pk", flat=True))
    leaving = [*zip(WAYS, held, strict=False), *zip(WAYS, waiting, strict=False)]
    for way, number in leaving:
        WAYS[way](Message.objects.get(pk=number), now)
    laid_aside = letters_withdrawn(numbers=held, month=mailing.month)
    going = {letter.id for letter in _claim(mailing, "drill-2", now, 2 * half)} | set(held) - set(laid_aside)
    still_sent = sorted({way for way, number in leaving if number in going})
    transaction.set_rollback(True)
    return LeavingDrill(len(leaving), still_sent, len(going - {number for _way, number in leaving}))


def _guest(hotel: Hotel, now: datetime) -> int:
    """Somebody who asked for news and confirmed it."""
    name = f"drill{token_hex(8)}"
    guest = stay_record(hotel=hotel, booking=drill_booking(name, now), now=now).guest
    if guest is None:
        raise NotFound("The made-up guest was not taken.")
    consent_record(
        address=guest.email, purpose=Purpose.MARKETING, granted=True, basis=Basis.CONSENT, source="double_opt_in",
        evidence={"drill": name}, occurred_at=now, now=now,
    )  # fmt: skip
    return guest.pk


def _mailing(hotel: Hotel, guests: list[int], now: datetime) -> Mailing:
    content = content_compile(subject="Drill", preview_text="", mjml=_LETTER, now=now)
    mailing = mailing_create(content=content, hotel=hotel, stream=Stream.MARKETING, now=now)
    chosen = Guest.objects.filter(pk__in=guests)
    recipients = guests_permission(chosen, purpose=Purpose.MARKETING, now=now).annotate(
        recipient_ref=F("id"),
        address=F("email"),
        merge=JSONObject(guest=JSONObject(custom=Value({}, output_field=JSONField()))),
    )
    mailing_freeze(mailing=mailing, recipients=recipients, now=now)
    return mailing


def _letters(mailing: Mailing) -> QuerySet[Message]:
    return Message.objects.filter(mailing=mailing, month=mailing.month).order_by("pk")


def _claim(mailing: Mailing, worker: str, now: datetime, size: int) -> list[ClaimedMessage]:
    return claim_within(mailing_id=mailing.pk, worker=worker, now=now, size=size).messages


def _by_mail(letter: Message, now: datetime) -> None:
    token = return_token(organization_id=letter.organization_id, message_id=letter.pk)
    inbound_receive(
        raw=b"Subject: leave\r\n\r\n",
        envelope_to=f"unsubscribe+{token}@drill.example",
        envelope_from="",
        now=now,
    )


def _by_page(letter: Message, now: datetime) -> None:
    preferences_set(
        address_hash=_hash(letter),
        wanted=Preferences(left_all=True),
        evidence={"message": letter.pk},
        now=now,
    )


def _hash(letter: Message) -> bytes:
    return bytes(letter.address_hash or b"")


WAYS: Mapping[str, Way] = {
    "one click": lambda letter, now: unsubscribe_record(message_id=letter.pk, now=now, source="one_click"),
    "mail": _by_mail,
    "preference centre": _by_page,
    "complaint": lambda letter, now: suppression_add(
        address_hash=_hash(letter), reason=SuppressionReason.COMPLAINT, now=now, source="drill"
    ),
    "erasure": lambda letter, now: person_erase(
        person=Person(guest_ids=frozenset({letter.recipient_ref})), actor=None, now=now
    ),
}
