"""One mailing's letters, ready to be built: content, headers and key loaded once per run."""

from datetime import datetime

from django.conf import settings

from accounts.models import Hotel
from accounts.secrets import unseal
from delivery.content.address import address_wire
from delivery.content.bound import Bound
from delivery.content.compiled import CompiledContent
from delivery.content.message import MessageBuilder, OutgoingEmail, RecipientHeaders, SenderHeaders
from delivery.content.values import MergeValues
from delivery.keys import default_relay, message_token, public_host
from delivery.models import DkimKey, Mailing, Relay
from delivery.services.claim import ClaimedMessage
from delivery.smtp.dkim import DkimSigner
from delivery.smtp.transport import RelayAddress


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


def content_bind(compiled: CompiledContent, hotel: Hotel, *, track: bool) -> Bound:
    """Compiled content with the hotel's values in it."""
    return Bound(compiled, constants=hotel_values(hotel), public_url=settings.PUBLIC_URL, track=track)


def signer_for(from_email: str) -> DkimSigner | None:
    """The signer of an address's domain or of the nearest parent that has a key; None if none has."""
    domain = address_wire(from_email).partition("@")[2].lower()
    labels = domain.split(".")
    parents = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    keys = DkimKey.objects.filter(domain__domain__in=parents, state="active", algorithm="rsa2048")
    rows = {row.domain.domain: row for row in keys.select_related("domain")}
    for parent in parents:
        if row := rows.get(parent):
            return DkimSigner(domain=parent, selector=row.selector, private_pem=unseal(row.private_key))
    return None


def relay_for_organization() -> RelayAddress:
    """The organisation's own relay, or the installation's."""
    row = Relay.objects.order_by("id").first()
    if row is None:
        return default_relay()
    return RelayAddress(
        host=row.host,
        port=row.port,
        username=row.username,
        password=unseal(row.password) if row.password else "",
        security=row.security,  # type: ignore[arg-type]  # one of RelaySecurity's values
        helo=public_host(),
    )


class MailingLetters:
    """Builds the signed letters of one mailing. Reads the database once, when made."""

    def __init__(self, mailing: Mailing) -> None:
        self.mailing_id = mailing.pk
        self.organization_id = mailing.organization_id
        self.domain = address_wire(mailing.from_email).partition("@")[2].lower()
        self.relay = relay_for_organization()
        self._signer = signer_for(mailing.from_email)
        self._bound = content_bind(
            CompiledContent.from_json(mailing.content.compiled), mailing.hotel, track=True
        )
        self._builder = MessageBuilder(
            SenderHeaders(
                from_name=mailing.from_name,
                from_email=mailing.from_email,
                reply_to=mailing.reply_to,
                list_id=f"<{mailing.stream}.{mailing.hotel.slug}.{self.domain}>",
                feedback_id=f"{mailing.pk}:{mailing.stream}:{mailing.organization_id}:bellhop",
            )
        )

    def message_id(self, message_id: int) -> str:
        """The Message-ID header of a row: the same at each attempt."""
        return f"<m{message_id}.{self.mailing_id}@{self.domain}>"

    def build(self, message: ClaimedMessage, *, now: datetime) -> OutgoingEmail:
        """Merge, put together and sign. Raises MergeFailed, AddressRefused, HeaderRefused."""
        token = message_token(organization_id=self.organization_id, message_id=message.id)
        letter = self._bound.letter(message.merge, token)
        email = self._builder.build(
            RecipientHeaders(
                to=message.address,
                subject=letter.subject,
                date=now,
                message_id=self.message_id(message.id),
                unsubscribe_url=f"{settings.PUBLIC_URL}/u/{token}",
                unsubscribe_mailto=f"unsubscribe@{self.domain}?subject={token}",
            ),
            letter,
        )
        return signed(email, self._signer, now)


def signed(email: OutgoingEmail, signer: DkimSigner | None, now: datetime) -> OutgoingEmail:
    """The letter with its DKIM-Signature on top; unchanged without a signer."""
    if signer is None:
        return email
    signature = signer.sign(email.headers, email.body, at=int(now.timestamp()))
    return OutgoingEmail(
        email.sender, email.recipient, email.message_id, signature + email.headers, email.body
    )
