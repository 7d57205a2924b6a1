"""What happened with a guest, in a hotelier's words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import AuditEvent
from compliance.selectors.ledger import LedgerLine
from compliance.selectors.texts import reason_text, reason_texts
from contacts.models import Guest, GuestMerge, Stay
from delivery.models import EngagementEvent, Message
from delivery.types import EngagementKind, MessageState


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """One thing that happened.

    ``kind`` is stay, message, open, click, consent, suppression, import, created, edit, merge or unmerge.
    """

    at: datetime
    kind: str
    title: str
    detail: str


@dataclass(frozen=True, slots=True)
class Story:
    """All that is known of a guest's past, read already. ``events`` are opens and clicks of ``messages``."""

    guest: Guest
    stays: Sequence[Stay]
    lines: Sequence[LedgerLine]
    messages: Sequence[Message]
    events: Sequence[EngagementEvent]
    merges: Sequence[GuestMerge]
    edits: Sequence[AuditEvent]


def timeline(story: Story) -> list[TimelineEntry]:
    """Return the guest's story, newest first. Reads nothing: all is given."""
    subjects = {message.pk: message.mailing.content.subject for message in story.messages}
    entries = [_of_guest(story.guest)]
    entries += [_of_stay(stay) for stay in story.stays]
    entries += [_of_line(line) for line in story.lines]
    entries += [_of_message(message) for message in story.messages]
    entries += [_of_event(event, subjects[event.message_id]) for event in story.events]
    entries += [entry for merge in story.merges for entry in _of_merge(merge)]
    entries += [_of_edit(edit) for edit in story.edits]
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


def _of_event(event: EngagementEvent, subject: str) -> TimelineEntry:
    title = _("Opened: %(s)s") if event.kind == EngagementKind.OPEN else _("Clicked a link in: %(s)s")
    detail = _("by a machine, which says nothing of the guest") if event.machine else ""
    return TimelineEntry(event.first_at, event.kind, title % {"s": subject}, detail)


def _of_merge(merge: GuestMerge) -> Iterator[TimelineEntry]:
    name = {"name": merge.absorbed_name or _("a guest without a name")}
    by = merge.actor.email if merge.actor else ""
    yield TimelineEntry(merge.merged_at, "merge", _("Merged with %(name)s") % name, by)
    if merge.undone_at is not None:
        yield TimelineEntry(merge.undone_at, "unmerge", _("Parted from %(name)s again") % name, "")


def _of_edit(edit: AuditEvent) -> TimelineEntry:
    fields = ", ".join(name.replace("_", " ") for name in edit.detail["fields"])
    title = (
        _("Changed as the guest asked: %(f)s") if edit.detail["for_guest"] else _("Changed by staff: %(f)s")
    )
    return TimelineEntry(edit.at, "edit", title % {"f": fields}, edit.actor_label)
