"""The end of a mailing."""

from datetime import UTC, datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from delivery.models import Mailing, MailingSlice, Message
from delivery.types import MailingState

_SLOW_CLOCK = timedelta(days=1)


def mailing_finish_if_done(*, mailing_id: int, now: datetime) -> bool:
    """Mark a running mailing as done once all is frozen and no letter waits, is under way or is looked for.

    A mailing that takes single letters may get another at any moment of its month, and of a clock that is slow.
    """
    month = (now - _SLOW_CLOCK).astimezone(UTC).date().replace(day=1)
    open_rows = Message.objects.filter(mailing=OuterRef("pk"), month=OuterRef("month"), due_at__isnull=False)
    to_freeze = MailingSlice.objects.filter(mailing=OuterRef("pk"), frozen_at=None)
    running = Mailing.objects.filter(~Exists(open_rows), ~Exists(to_freeze), pk=mailing_id)
    running = running.filter(Q(kind="") | Q(month__lt=month), state=MailingState.SENDING)
    return running.update(state=MailingState.DONE, finished_at=now) == 1
