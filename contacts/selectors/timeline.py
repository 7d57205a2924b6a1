"""What happened with a guest, in a hotelier's words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from compliance.selectors.ledger import LedgerLine
from compliance.selectors.texts import reason_text, reason_texts
from contacts.models import Guest, Stay
from delivery.models import Message
from delivery.types import MessageState


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened: ``kind`` is stay, message, consent, suppression, import or created."""

    at: datetime
    kind: str
    title: str
    detail: str


def timeline(
    *, guest: Guest, stays: Iterable[Stay], lines: Iterable[LedgerLine], messages: Iterable[Message]
) -> list[TimelineEntry]:
    """Return the guest's story, newest first. Reads nothing: all is given."""
    entries = [_of_guest(guest)]
    entries += [_of_stay(stay) for stay in stays]
    entries += [_of_line(line) for line in lines]
    entries += [_of_message(message) for message in messages]
    return sorted(entries, key=lambda entry: entry.at, reverse=True)


def _of_guest(guest: Guest) -> TimelineEntry:
    batch = guest.imported_in
    if batch is not None:
        title = _("Imported from %(source)s") % {"source": batch.source}
        return TimelineEntry(guest.created_at, "import", title, batch.file_name)
    return TimelineEntry(guest.created_at, "created", _("First seen"), "")


def _of_stay(stay: Stay) -> TimelineEntry:
    title = _STAYS[stay.status]() % {"hotel": stay.hotel.name}
    detail = _("%(arrival)s to %(departure)s, through %(channel)s, number %(code)s") % {
        "arrival": stay.arrival.isoformat(),
        "departure": stay.departure.isoformat(),
        "channel": stay.source_channel,
        "code": stay.reservation_code,
    }
    return TimelineEntry(stay.booked_at or stay.created_at, "stay", title, detail)


# Functions, so that each sentence is translated when it is shown.
_STAYS = {
    "booked": lambda: _("Booked %(hotel)s"),
    "cancelled": lambda: _("Booked %(hotel)s and cancelled"),
    "no_show": lambda: _("Booked %(hotel)s and did not come"),
    "in_house": lambda: _("Is staying at %(hotel)s"),
    "checked_out": lambda: _("Stayed at %(hotel)s"),
}


def _of_message(message: Message) -> TimelineEntry:
    """A letter that left, with what the guest did; or one that did not, with the reason."""
    subject = message.mailing.content.subject
    at = message.handed_at or message.mailing.started_at or message.mailing.created_at
    if message.state == MessageState.SKIPPED:
        known = reason_texts()
        return TimelineEntry(
            at, "message", _("Not sent: %(s)s") % {"s": subject}, known.get(message.reason, "")
        )
    acts = [word for done, word in ((message.opened, _("opened")), (message.clicked, _("clicked"))) if done]  # type: ignore[attr-defined]
    return TimelineEntry(at, "message", _LETTERS[message.state]() % {"s": subject}, ", ".join(acts))


_LETTERS = {
    "queued": lambda: _("Waiting to be sent: %(s)s"),
    "claimed": lambda: _("Being sent: %(s)s"),
    "handed": lambda: _("Sent: %(s)s"),
    "deferred": lambda: _("To be tried again: %(s)s"),
    "bounced": lambda: _("Came back: %(s)s"),
    "failed": lambda: _("Could not be sent: %(s)s"),
    "unknown": lambda: _("May or may not have left: %(s)s"),
}


def _of_line(line: LedgerLine) -> TimelineEntry:
    if line.kind == "suppressed":
        return TimelineEntry(line.at, "suppression", reason_text(line.reason), line.source)
    title = _("Agreed to receive offers") if line.kind == "granted" else _("Withdrew the consent")
    if not line.applied:
        title = _("%(statement)s (kept as evidence, without effect)") % {"statement": title}
    return TimelineEntry(line.at, "consent", title, line.source)
