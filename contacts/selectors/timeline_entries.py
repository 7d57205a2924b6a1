"""Each thing that happened with a guest, in a hotelier's words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import AuditEvent
from compliance.models import ConsentEvent, Suppression
from compliance.selectors.texts import reason_text, reason_texts
from compliance.types import Purpose
from contacts.models import Guest, GuestMerge, Import, ImportChange, Stay
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


# Each takes a row and the time by which it is ordered.


def of_first_sight(_guest: Guest, at: datetime) -> TimelineEntry:
    return TimelineEntry(at, "created", _("First seen"), "")


def of_arrival_by_import(guest: Guest, at: datetime) -> TimelineEntry:
    return _of_import(_("Imported from %(source)s"), guest.imported_in, at)


def of_change_by_import(change: ImportChange, at: datetime) -> TimelineEntry:
    return _of_import(_("Updated by an import from %(source)s"), change.batch, at)


def _of_import(title: str, batch: Import | None, at: datetime) -> TimelineEntry:
    source, file_name = (batch.source, batch.file_name) if batch else ("", "")
    return TimelineEntry(at, "import", title % {"source": source}, file_name)


def of_stay(stay: Stay, at: datetime) -> TimelineEntry:
    title = _STAYS[stay.status]() % {"hotel": stay.hotel.name}
    detail = _("%(arrival)s to %(departure)s, through %(channel)s, number %(code)s") % {
        "arrival": stay.arrival.isoformat(),
        "departure": stay.departure.isoformat(),
        "channel": stay.source_channel,
        "code": stay.reservation_code,
    }
    return TimelineEntry(at, "stay", title, detail)


# Functions, so that each sentence is translated when it is shown.
_STAYS = {
    "booked": lambda: _("Booked %(hotel)s"),
    "cancelled": lambda: _("Booked %(hotel)s and cancelled"),
    "no_show": lambda: _("Booked %(hotel)s and did not come"),
    "in_house": lambda: _("Is staying at %(hotel)s"),
    "checked_out": lambda: _("Stayed at %(hotel)s"),
}


def of_message(message: Message, at: datetime) -> TimelineEntry:
    """A letter that left, with what the guest did; or one that did not, with the reason."""
    subject = message.mailing.content.subject
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


_SAID = {
    (Purpose.MARKETING, True): lambda: _("Agreed to receive offers"),
    (Purpose.MARKETING, False): lambda: _("Withdrew the consent to offers"),
    (Purpose.NEWSLETTER, True): lambda: _("Agreed to receive the newsletter"),
    (Purpose.NEWSLETTER, False): lambda: _("Withdrew the consent to the newsletter"),
    (Purpose.STAY_SERVICE, True): lambda: _("Agreed to messages about a stay"),
    (Purpose.STAY_SERVICE, False): lambda: _("Wants no messages about a stay"),
    (Purpose.OPEN_TRACKING, True): lambda: _("Agreed that it is noted which mails are opened"),
    (Purpose.OPEN_TRACKING, False): lambda: _("Wants it not to be noted which mails are opened"),
    (Purpose.PROFILING, True): lambda: _("Agreed to offers chosen by past stays"),
    (Purpose.PROFILING, False): lambda: _("Objected to offers chosen by past stays"),
}


def of_consent(event: ConsentEvent, at: datetime) -> TimelineEntry:
    """What was said of one purpose, and where."""
    title = _SAID[Purpose(event.purpose), event.granted]()
    if not event.applied:
        title = _("%(statement)s (kept as evidence, without effect)") % {"statement": title}
    return TimelineEntry(at, "consent", title, event.source)


def of_suppression(row: Suppression, at: datetime) -> TimelineEntry:
    return TimelineEntry(at, "suppression", reason_text(row.code), row.source)


def of_event(event: EngagementEvent, at: datetime) -> TimelineEntry:
    """An open or a click; the letter's subject is read along with it."""
    title = _("Opened: %(s)s") if event.kind == EngagementKind.OPEN else _("Clicked a link in: %(s)s")
    detail = _("by a machine, which says nothing of the guest") if event.machine else ""
    subject = event.message.mailing.content.subject
    return TimelineEntry(at, event.kind, title % {"s": subject}, detail)


def of_merge(merge: GuestMerge, at: datetime) -> TimelineEntry:
    title = _("Merged with %(name)s") % {"name": _absorbed(merge)}
    return TimelineEntry(at, "merge", title, merge.actor.email if merge.actor else "")


def of_unmerge(merge: GuestMerge, at: datetime) -> TimelineEntry:
    return TimelineEntry(at, "unmerge", _("Parted from %(name)s again") % {"name": _absorbed(merge)}, "")


def _absorbed(merge: GuestMerge) -> str:
    return merge.absorbed_name or _("a guest without a name")


def of_edit(edit: AuditEvent, at: datetime) -> TimelineEntry:
    fields = ", ".join(name.replace("_", " ") for name in edit.detail["fields"])
    title = (
        _("Changed as the guest asked: %(f)s") if edit.detail["for_guest"] else _("Changed by staff: %(f)s")
    )
    return TimelineEntry(at, "edit", title % {"f": fields}, edit.actor_label)
