"""One mailing's letters, ready to be built: content, headers and keys loaded once per run."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Protocol

import orjson
from django.conf import settings

from accounts.models import Hotel
from accounts.secrets import seal, unseal
from delivery.content.address import address_wire
from delivery.content.bound import Bound
from delivery.content.compiled import CompiledContent
from delivery.content.message import MessageBuilder, OutgoingEmail, RecipientHeaders, SenderHeaders
from delivery.content.values import MergeValues
from delivery.keys import return_token, token_key
from delivery.models import Mailing
from delivery.services.domain_use import Signer, bounce_domain_for, public_url_for, signers_for
from delivery.tokens import return_token_make, token_make


def hotel_values(hotel: Hotel) -> MergeValues:
    """What every letter of a hotel may show of it."""
    return {
        "hotel": {
            "name": hotel.name,
            "address": f"{hotel.street}, {hotel.postal_code} {hotel.city}, {hotel.country}",
            "street": hotel.street,
            "postal_code": hotel.postal_code,
            "city": hotel.city,
            "country": hotel.country,
            "website": hotel.website,
            "phone": hotel.phone,
            "currency": hotel.currency,
            "brand_color": hotel.brand_color,
        }
    }


def content_bind(compiled: CompiledContent, hotel: Hotel, *, track: bool, public_url: str = "") -> Bound:
    """Compiled content with the hotel's values in it; `public_url` is what its links begin with."""
    base = public_url or settings.PUBLIC_URL
    return Bound(compiled, constants=hotel_values(hotel), public_url=base, track=track)


_SEALED = "sealed"


def merge_seal(values: MergeValues) -> dict[str, str]:
    """A single letter's values as the ledger keeps them while it waits: a link or a code in it is a key."""
    return {_SEALED: seal(orjson.dumps(values).decode())}


def merge_unseal(stored: MergeValues) -> MergeValues:
    """What `merge_seal` was given; empty once the letter is settled and its values are gone."""
    sealed = stored.get(_SEALED)
    values: MergeValues = orjson.loads(unseal(str(sealed))) if sealed else {}
    return values


def message_id_of(mailing: Mailing, message_id: int) -> str:
    """The Message-ID header of a row: signed, and the same at each attempt."""
    token = return_token(organization_id=mailing.organization_id, message_id=message_id)
    return f"<{token}@{from_domain(mailing)}>"


def from_domain(mailing: Mailing) -> str:
    """The domain in whose name a mailing is sent."""
    return address_wire(mailing.from_email).rpartition("@")[2].lower()


class MailingLetters:
    """Builds the signed letters of one mailing. Reads the database once, when made.

    With `sign` False the relay signs. A single letter (`mailing.kind`) is not tracked, and of no list.
    """

    def __init__(self, mailing: Mailing, *, sign: bool = True) -> None:
        self.organization_id = mailing.organization_id
        self.domain = from_domain(mailing)
        self._key = token_key()
        self._return_domain = bounce_domain_for(from_email=mailing.from_email)
        self._signers = signers_for(from_email=mailing.from_email) if sign else []
        self._public_url = public_url_for(from_email=mailing.from_email)
        compiled = CompiledContent.from_json(mailing.content.compiled)
        self._single = bool(mailing.kind)
        self._tracked, self._straight = (
            content_bind(compiled, mailing.hotel, track=track, public_url=self._public_url)
            for track in (True, False)
        )
        self._builder = MessageBuilder(
            SenderHeaders(
                from_name=mailing.from_name,
                from_email=mailing.from_email,
                reply_to=mailing.reply_to,
                list_id="" if self._single else f"<{mailing.stream}.{mailing.hotel.slug}.{self.domain}>",
                feedback_id=f"{mailing.pk}:{mailing.stream}:{mailing.organization_id}:bellhop",
            )
        )

    def build(self, message: "Addressed", *, now: datetime, track: bool) -> OutgoingEmail:
        """Merge, put together and sign. Raises MergeFailed, AddressRefused, HeaderRefused.

        With `track` False the letter holds no pixel, and its links lead straight to their target.
        """
        key, owner = self._key, self.organization_id
        link = token_make(key=key, organization_id=owner, message_id=message.id)
        back = return_token_make(key=key, organization_id=owner, message_id=message.id)
        bound = self._tracked if track and not self._single else self._straight
        letter = bound.letter(merge_unseal(message.merge) if self._single else message.merge, link)
        email = self._builder.build(
            RecipientHeaders(
                to=message.address,
                subject=letter.subject,
                date=now,
                message_id=f"<{back}@{self.domain}>",
                return_path=f"bounce+{back}@{self._return_domain}",
                unsubscribe_url="" if self._single else f"{self._public_url}/u/{link}",
                unsubscribe_mailto=f"unsubscribe+{back}@{self._return_domain}",
            ),
            letter,
        )
        return signed(email, self._signers, now)


class Addressed(Protocol):
    """What a letter needs of its row."""

    @property
    def id(self) -> int: ...
    @property
    def address(self) -> str: ...
    @property
    def merge(self) -> MergeValues: ...


def signed(email: OutgoingEmail, signers: Sequence[Signer], now: datetime) -> OutgoingEmail:
    """The letter with a DKIM-Signature of each signer on top."""
    if not signers:
        return email
    at = int(now.timestamp())
    signatures = [
        signer.sign(email.headers, email.body, at=at, canonical=email.for_wire) for signer in signers
    ]
    return replace(email, headers=b"".join([*signatures, email.headers]))
