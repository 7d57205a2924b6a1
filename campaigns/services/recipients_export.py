"""Guest by guest, what became of a campaign's letters: a CSV file, page by page."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from accounts.models import User
from accounts.services.audit import audit_record
from accounts.spreadsheet import formula_escape, line_writer
from campaigns.models import Campaign
from campaigns.selectors.figures import outcome_text
from delivery.models import Message
from delivery.selectors.messages import message_list

PAGE = 2_000
COLUMNS = ["guest", "address", "state", "reason", "basis", "sent_at", "opened", "clicked"]


def recipients_export(*, campaign: Campaign, state: str, actor: User | None, now: datetime) -> Iterator[str]:
    """Note the export in the audit log and return the file's lines, of one state or of all ("").

    Each page is a query of its own, so no transaction is open while a slow line drains. Cells that a
    spreadsheet would run as a formula get an apostrophe in front.
    """
    audit_record(actor=actor, action="campaign.recipients_exported", target=campaign, now=now, state=state)
    return _lines(message_list(mailing_id=campaign.mailing_id or 0, state=state))


def _lines(messages: QuerySet[Message]) -> Iterator[str]:
    write = line_writer()
    yield "\ufeff" + write(COLUMNS)
    after = 0
    while page := list(messages.filter(pk__gt=after)[:PAGE]):
        after = page[-1].pk
        yield "".join(write(_cells(message)) for message in page)


def _cells(message: Any) -> list[str]:
    sent = message.handed_at.isoformat(timespec="seconds") if message.handed_at else ""
    words = [message.address, message.state, outcome_text(message.reason), message.basis]
    acts = ["yes" if done else "no" for done in (message.opened, message.clicked)]
    return [str(message.recipient_ref), *(formula_escape(word) for word in words), sent, *acts]
