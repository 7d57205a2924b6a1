"""Templates and letters that several tests share."""

from datetime import UTC, datetime

from delivery.content.bound import Bound, Letter
from delivery.content.compiled import CompiledContent, content_build
from delivery.content.message import MessageBuilder, OutgoingEmail, RecipientHeaders, SenderHeaders
from delivery.content.values import MergeValues

NOW = datetime(2026, 5, 4, 9, 30, tzinfo=UTC)
HOTEL: MergeValues = {
    "hotel": {
        "name": "Hotel Alpenblick",
        "address": "Via Roma 1, 39012 Meran, Italy",
        "website": "https://alpenblick.example",
    }
}
SENDER = SenderHeaders(
    from_name="Hotel Alpenblick",
    from_email="news@alpenblick.example",
    reply_to="desk@alpenblick.example",
    list_id="<news.alpenblick.example>",
    feedback_id="7:marketing:1:bellhop",
)


def mjml(body: str, head: str = "") -> str:
    return (
        f"<mjml><mj-head>{head}</mj-head><mj-body><mj-section><mj-column>"
        f"<mj-text>{body}</mj-text></mj-column></mj-section></mj-body></mjml>"
    )


def build(body: str, *, subject: str = "Spring", preview: str = "", head: str = "") -> CompiledContent:
    return content_build(subject=subject, preview_text=preview, mjml=mjml(body, head))


def bind(content: CompiledContent, *, track: bool = True) -> Bound:
    return Bound(content, constants=HOTEL, public_url="https://mail.example", track=track)


def letter(body: str, values: MergeValues, *, subject: str = "Spring", track: bool = True) -> Letter:
    return bind(build(body, subject=subject), track=track).letter(values, "TOKEN")


def email(
    body: str = "Hello {{ guest.first_name }}",
    *,
    first_name: str = "Zoë",
    subject: str = "Spring for {{ guest.first_name }}",
    to: str = "zoe@example.com",
    sender: SenderHeaders = SENDER,
) -> OutgoingEmail:
    merged = letter(body, {"guest": {"first_name": first_name}}, subject=subject)
    return MessageBuilder(sender).build(
        RecipientHeaders(
            to=to,
            subject=merged.subject,
            date=NOW,
            message_id="<m1.1@alpenblick.example>",
            unsubscribe_url="https://mail.example/u/TOKEN",
            unsubscribe_mailto="unsubscribe@alpenblick.example?subject=TOKEN",
        ),
        merged,
    )
