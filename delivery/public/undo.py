"""Taking back what was just chosen: a signed note of what held before, good for an hour and one letter."""

from datetime import datetime
from typing import Any

from django.core import signing

from compliance.types import Frequency, Preferences
from delivery.models import Message

SECONDS = 3600
_SALT = "bellhop.preferences.undo"


def undo_make(*, message: Message, before: Preferences, at: datetime) -> str:
    """Sign what held before the choice made at `at`."""
    note = {
        "letter": [message.organization_id, message.pk],
        "at": at.isoformat(),
        "all": before.left_all,
        "topics": sorted(before.topics_off),
        "hotels": sorted(before.hotels_off),
        "frequency": before.frequency.value,
        "until": before.paused_until.isoformat() if before.paused_until else "",
        "language": before.language,
        "tracking": before.tracking,
    }
    return signing.dumps(note, salt=_SALT, compress=True)


def undo_read(text: str, *, message: Message) -> tuple[Preferences, datetime] | None:
    """Return what held before, and when it was changed; None once the hour is over, or for another letter."""
    try:
        note: dict[str, Any] = signing.loads(text, salt=_SALT, max_age=SECONDS)
    except signing.BadSignature:
        return None
    if note["letter"] != [message.organization_id, message.pk]:
        return None
    before = Preferences(
        left_all=note["all"],
        topics_off=frozenset(note["topics"]),
        hotels_off=frozenset(note["hotels"]),
        frequency=Frequency(note["frequency"]),
        paused_until=datetime.fromisoformat(note["until"]) if note["until"] else None,
        language=note["language"],
        tracking=note.get("tracking"),
    )
    return before, datetime.fromisoformat(note["at"])
