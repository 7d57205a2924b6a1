"""What the ledger and returned mail hold of a person. Counts stay when a person is forgotten, addresses do not."""

from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import F, Q, QuerySet
from django.db.models.functions import Length

from compliance.personal import Kept, Person, Row, not_personal, personal
from delivery.models import EngagementEvent, InboundMail, LastOpen, Message, StrayMail
from delivery.types import WAITING, MessageState

_COUNTS = "Counts for each letter, for the hotel's figures; the letter they belong to names nobody any more."


def register() -> None:
    """Called once, when the apps are ready."""
    ours = "the hotel's own"
    to_all = "what everybody reads"
    not_personal(
        "delivery.Content",
        "letters as they go to all; what differs stands with each message",
        text=to_all,
        preview_text=to_all,
    )
    not_personal(
        "delivery.Mailing", "a letter on its way to many", from_name=ours, from_email=ours, reply_to=ours
    )
    not_personal("delivery.MailingSlice", "bounds of parts of an audience")
    not_personal("delivery.MailingTally", "counts")
    not_personal("delivery.SendingDomain", "hotels' domains", dmarc_rua="a mailbox for reports")
    not_personal("delivery.DkimKey", "keys of hotels' domains")
    not_personal("delivery.DomainWarmUp", "plans for hotels' domains")
    not_personal("delivery.SendingPolicy", "limits of a hotel group")
    server = "a mail server's"
    not_personal(
        "delivery.Relay",
        "mail servers",
        name=server,
        username=server,
        source_address=server,
        last_error=server,
    )
    not_personal("delivery.DmarcReport", "what providers say of a domain's mail as a whole")
    not_personal("delivery.DmarcRow", "counts by mail server", source_ip=server)
    personal(
        "delivery.StrayMail",
        section="unassigned_mail",
        export=Kept("It names no letter of ours, so nobody knows whose it is; deleted after thirty days."),
        erase=_stray_erase,
    )
    personal("delivery.InboundMail", section="returned_mail", export=_inbound, erase=_inbound_erase)
    personal("delivery.EngagementEvent", section="opens_and_clicks", export=_events, erase=Kept(_COUNTS))
    personal("delivery.LastOpen", section="last_open", export=_last_open, erase=_last_open_erase)
    personal("delivery.Message", section="letters", export=_messages, erase=_messages_erase)


def messages_of(person: Person) -> QuerySet[Message]:
    """Return the rows of the ledger that went, or did not go, to the person."""
    # Single letters carry no guest's id, and an agency's letters no hash of the person's own.
    own = Q(recipient_ref__in=person.guest_ids, month=F("mailing__month"))
    rows = Message.objects.filter(own | Q(address_hash__in=person.hashes))
    if person.before is not None:
        # A single letter is entered at once, so none of them was written beside the erasure.
        rows = rows.filter(mailing__kind="", mailing__created_at__lte=person.before)
    return rows


def _messages(person: Person, _now: datetime) -> Iterator[Row]:
    for message in messages_of(person).select_related("mailing__content").order_by("pk"):
        mailing = message.mailing
        yield {
            "letter": message.pk,
            "subject": mailing.content.subject,
            "from": mailing.from_email,
            "to": message.address,
            "purpose": mailing.kind or mailing.stream,
            "state": message.state,
            "reason": message.reason,
            "legal_basis": message.basis,
            "sent_at": message.handed_at,
            "filled_in": {} if mailing.kind else message.merge,
        }


def _messages_erase(person: Person, _now: datetime) -> int:
    """Take the person out of their letters. A letter that a worker holds goes out, once; what comes of it is counted.

    The hash stays, as all that a late bounce, complaint or unsubscription needs.
    """
    found = messages_of(person).exclude(address="", merge={}, response="")
    numbers = list(found.values_list("pk", flat=True))
    rows = Message.objects.filter(pk__in=numbers)
    rows.filter(state__in=WAITING).update(
        state=MessageState.SKIPPED, reason="suppressed_other", due_at=None, basis="", evidence_id=None
    )
    # Only a server's words may repeat an address; the codes of our own reasons are short.
    rows.exclude(response="").annotate(words=Length("reason")).filter(words__gt=40).update(reason="")
    return rows.update(address="", merge={}, response="", language="")


def _events(person: Person, _now: datetime) -> Iterator[Row]:
    events = EngagementEvent.objects.filter(message_id__in=messages_of(person).values("pk"))
    for event in events.select_related("message__mailing__content").order_by("pk"):
        links = event.message.mailing.content.links
        yield {
            "letter": event.message_id,
            "kind": event.kind,
            "link": links[event.link_no] if event.kind == "click" and event.link_no < len(links) else "",
            "first_at": event.first_at,
            "last_at": event.last_at,
            "times": event.count,
            "by_a_program": event.machine,
        }


def _last_open(person: Person, _now: datetime) -> Iterator[Row]:
    for row in LastOpen.objects.filter(address_hash__in=person.hashes).order_by("pk"):
        yield {"last_day": row.day}


def _last_open_erase(person: Person, _now: datetime) -> int:
    rows = LastOpen.objects.filter(address_hash__in=person.hashes)
    if person.before is not None:
        rows = rows.filter(day__lte=person.before.astimezone(UTC).date())
    return rows.delete()[0]


def _inbound_of(person: Person) -> QuerySet[InboundMail]:
    wanted = Q(message_id__in=list(messages_of(person).values_list("pk", flat=True)))
    return InboundMail.objects.filter(wanted | Q(envelope_from__in=person.addresses))


def _inbound(person: Person, _now: datetime) -> Iterator[Row]:
    for mail in _inbound_of(person).order_by("pk"):
        yield {
            "received_at": mail.received_at,
            "kind": mail.kind,
            "reason": mail.reason,
            "about_letter": mail.message_id,
            "outcome": mail.outcome,
        }


def _inbound_erase(person: Person, _now: datetime) -> int:
    found = _inbound_of(person).exclude(raw=None, envelope_from="")
    return found.update(raw=None, envelope_from="")


def _stray_erase(person: Person, _now: datetime) -> int:
    """Drop the body of mail that shows the person's address; its counterpart of each organisation names nobody."""
    changed = 0
    for address in person.addresses:
        written = Q(raw__contains=address.encode()) | Q(envelope_from__iexact=address)
        changed += StrayMail.objects.filter(written).update(raw=None, envelope_from="")
    return changed
