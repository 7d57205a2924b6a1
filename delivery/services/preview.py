"""A letter shown before it is sent, and sent to one typed address outside the ledger."""

from datetime import datetime
from secrets import token_urlsafe

from django.core.cache import cache

from accounts.models import Hotel
from delivery.content.address import AddressRefused
from delivery.content.bound import Bound, Letter
from delivery.content.compiled import CompiledContent
from delivery.content.errors import MergeFailed
from delivery.content.message import HeaderRefused, MessageBuilder, RecipientHeaders, SenderHeaders
from delivery.content.values import MergeValues
from delivery.errors import ContentInvalid, MailNotSent
from delivery.services.content import compile_letter
from delivery.services.domain_use import signers_for
from delivery.services.letters import content_bind, signed
from delivery.services.routing import route_choose
from delivery.smtp.errors import OutcomeUnknown, RelayUnavailable, SendFailed
from delivery.smtp.transport import SmtpTransport
from delivery.types import Preview, Stream

PREVIEW_SECONDS = 900
_CACHE = "delivery.preview."
# Links of a letter that went to nobody: the page behind them says so.
TEST_TOKEN = "test"  # noqa: S105
SAMPLE: MergeValues = {
    "guest": {"first_name": "Anna", "last_name": "Gruber", "full_name": "Anna Gruber", "language": "en"},
    "stay": {"arrival": "2026-07-03", "departure": "2026-07-10", "nights": 7, "room_name": "Lake view"},
}


def preview_make(
    *, subject: str, preview_text: str, mjml: str, hotel: Hotel, merge: MergeValues | None = None
) -> Preview:
    """Show a letter as one guest would get it; without `merge`, as an invented guest would.

    The page lies in the cache for a quarter of an hour under a name nobody can guess, so a
    guest's name stands in no address. Raises ContentInvalid.
    """
    letter, shown = _letter(subject, preview_text, mjml, hotel, merge)
    return Preview(letter.subject, shown, letter.plain(), page_keep(letter.page()))


def page_keep(page: str) -> str:
    """Keep a page for a while, and return the path it is read by."""
    token = token_urlsafe(24)
    cache.set(_CACHE + token, page, PREVIEW_SECONDS)
    return f"/preview/{token}"


def preview_page(token: str) -> str | None:
    """The page kept by `page_keep`, or None once it has expired."""
    page: str | None = cache.get(_CACHE + token)
    return page


def message_test_send(
    *,
    subject: str,
    preview_text: str,
    mjml: str,
    hotel: Hotel,
    to: str,
    now: datetime,
    merge: MergeValues | None = None,
) -> str:
    """Send one letter to a typed address, marked as a test; returns the server's answer.

    It leaves no row, counts nowhere and its links are not tracked. Must be called outside a
    transaction. Raises ContentInvalid, MailNotSent.
    """
    letter, _shown = _letter(subject, preview_text, mjml, hotel, merge)
    try:
        domain = hotel.from_email.partition("@")[2]
        builder = MessageBuilder(SenderHeaders(hotel.from_name, hotel.from_email))
        email = builder.build(
            RecipientHeaders(
                to=to.strip(),
                subject=f"[Test] {letter.subject}",
                date=now,
                message_id=f"<test.{token_urlsafe(18)}@{domain}>",
            ),
            letter,
        )
        route = route_choose(stream=Stream.MARKETING, now=now)
        if route is None:
            raise RelayUnavailable("No mail server of yours answers at the moment.")
        signers = [] if route.signs else signers_for(from_email=hotel.from_email)
        transport = SmtpTransport(route.address)
        try:
            return transport.send(signed(email, signers, now)).response
        finally:
            transport.close()
    except (AddressRefused, HeaderRefused) as refused:
        raise MailNotSent(
            f"The test mail was not sent. {refused.reason}", fields={"to": [refused.reason]}
        ) from refused
    except (SendFailed, OutcomeUnknown) as failed:
        raise MailNotSent(
            f"The test mail was not sent, and no guest is affected. {failed.reason}"
        ) from failed


def _letter(
    subject: str, preview_text: str, mjml: str, hotel: Hotel, merge: MergeValues | None
) -> tuple[Letter, str]:
    language = hotel.languages[0] if hotel.languages else "en"
    compiled = compile_letter(subject=subject, preview_text=preview_text, mjml=mjml, language=language)
    values = SAMPLE if merge is None else merge
    return letter_merge(compiled, preview_text=preview_text, hotel=hotel, values=values)


def letter_merge(
    compiled: CompiledContent, *, preview_text: str, hotel: Hotel, values: MergeValues
) -> tuple[Letter, str]:
    """One reader's letter and preview text, untracked; its links lead to TEST_TOKEN. Raises ContentInvalid."""
    bound: Bound = content_bind(compiled, hotel, track=False)
    try:
        return bound.letter(values, TEST_TOKEN), bound.line(preview_text, values)
    except MergeFailed as failed:
        raise ContentInvalid(failed.reason, fields={"mjml": [failed.reason]}) from failed
