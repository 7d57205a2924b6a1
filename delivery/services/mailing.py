"""Mailings: made, released with a frozen audience, paused, resumed, cancelled, ended."""

from datetime import UTC, datetime

from django.db import transaction

from accounts.models import Hotel
from delivery.errors import MailingNotRunning
from delivery.models import Content, Mailing, Message
from delivery.services.finish import mailing_finish_if_done
from delivery.services.freeze import mailing_freeze, mailing_freeze_slice, mailing_release
from delivery.services.hold import hold_require_none
from delivery.services.partitions import ledger_month_ensure
from delivery.types import REASON_CANCELLED, WAITING, MailingState, MessageState, Stream

__all__ = [
    "mailing_cancel",
    "mailing_create",
    "mailing_finish_if_done",
    "mailing_freeze",
    "mailing_freeze_slice",
    "mailing_pause",
    "mailing_release",
    "mailing_resume",
]

S = MailingState


def mailing_create(
    *,
    content: Content,
    hotel: Hotel,
    stream: Stream,
    now: datetime,
    reply_to: str = "",
    scheduled_at: datetime | None = None,
    topic: str = "",
) -> Mailing:
    """Make a mailing in the name of a hotel; `mailing_freeze` gives it its audience and starts it."""
    month = now.astimezone(UTC).date().replace(day=1)
    ledger_month_ensure(month=month)
    return Mailing.objects.create(
        content=content,
        hotel=hotel,
        stream=stream.value,
        topic=topic,
        from_name=hotel.from_name,
        from_email=hotel.from_email,
        reply_to=reply_to,
        month=month,
        scheduled_at=scheduled_at,
        created_at=now,
    )


def mailing_pause(*, mailing_id: int, now: datetime) -> Mailing:
    """Claim nothing more; letters in a worker's hands still go, or come back. Raises MailingNotRunning."""
    return _move(mailing_id, {S.SENDING}, S.PAUSED, now)


def mailing_resume(*, mailing_id: int, now: datetime) -> Mailing:
    """Go on claiming. Raises MailingNotRunning unless it is paused, OrganizationHeld."""
    return _move(mailing_id, {S.PAUSED}, S.SENDING, now)


def mailing_cancel(*, mailing_id: int, now: datetime) -> Mailing:
    """End it: what waits is skipped and never sent. Raises MailingNotRunning if it has ended."""
    with transaction.atomic():
        mailing = _move(mailing_id, {S.READY, S.SENDING, S.PAUSED}, S.CANCELLED, now)
        waiting = Message.objects.filter(
            mailing=mailing, month=mailing.month, state__in=WAITING, due_at__isnull=False
        )
        waiting.update(state=MessageState.SKIPPED, reason=REASON_CANCELLED, due_at=None, merge={})
    return mailing


@transaction.atomic
def _move(mailing_id: int, allowed: set[MailingState], to: MailingState, now: datetime) -> Mailing:
    mailing = Mailing.objects.select_for_update(of=("self",), no_key=True).get(pk=mailing_id)
    if MailingState(mailing.state) not in allowed:
        raise MailingNotRunning(f"This mailing is {mailing.state}; nothing was changed.")
    if to is S.SENDING:
        hold_require_none(stream=Stream(mailing.stream))
    mailing.state = to.value
    if to is S.PAUSED:
        mailing.pause_reason = ""
    if to is S.CANCELLED:
        mailing.finished_at = now
    mailing.save(update_fields=["state", "pause_reason", "finished_at"])
    return mailing
