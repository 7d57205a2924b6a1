"""Numbers of mailings, straight from the ledger."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Sum

from delivery.models import EngagementEvent, Mailing, MailingSlice, MailingTally, Message
from delivery.types import UNFINISHED, WAITING, EngagementKind, MailingState, MessageState, Stream

_RATE_WINDOW = timedelta(seconds=60)


def mailing_counts(mailing_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each mailing all eight states, zeros too; their sum is its frozen audience. One query."""
    counts = {mailing_id: {state.value: 0 for state in MessageState} for mailing_id in mailing_ids}
    rows = MailingTally.objects.filter(mailing_id__in=mailing_ids).values("mailing_id", "state")
    for row in rows.order_by().annotate(total=Sum("messages")):
        counts[row["mailing_id"]][row["state"]] = int(row["total"])
    return counts


def mailing_frozen(mailing_id: int) -> bool:
    """Whether the whole audience stands in the ledger. One that was cancelled stays as far as it came."""
    return not MailingSlice.objects.filter(mailing_id=mailing_id, frozen_at=None).exists()


def messages_unfinished() -> int:
    """How many letters of the organisation wait or are on their way."""
    rows = MailingTally.objects.filter(state__in=[state.value for state in UNFINISHED])
    return int(rows.aggregate(total=Sum("messages"))["total"] or 0)


def mailing_excluded(mailing_id: int) -> dict[str, int]:
    """Reason code → how many were skipped for it."""
    skipped = Message.objects.filter(mailing_id=mailing_id, state=MessageState.SKIPPED)
    rows = skipped.order_by().values("reason").annotate(messages=Count("id"))
    return {row["reason"]: row["messages"] for row in rows}


def mailing_rate(mailing_id: int, *, now: datetime) -> float:
    """Letters handed over per minute, measured over the last minute."""
    recent = Message.objects.filter(
        mailing_id=mailing_id, handed_at__gt=now - _RATE_WINDOW, handed_at__lte=now
    )
    return recent.count() * 60 / _RATE_WINDOW.total_seconds()


def mailing_next_try(mailing: Mailing, *, now: datetime) -> datetime | None:
    """When the first letter that a server put off is tried again; None if none waits for a time to come."""
    waiting = Message.objects.filter(mailing=mailing, month=mailing.month, due_at__gt=now)
    deferred = waiting.filter(state=MessageState.DEFERRED).order_by("due_at", "id")
    return deferred.values_list("due_at", flat=True).first()


def engagement_counts(mailing_ids: Collection[int]) -> dict[int, dict[str, int]]:
    """For each mailing kind → how many letters brought it at least once. Machines' acts are left out."""
    counts = {mailing_id: {kind.value: 0 for kind in EngagementKind} for mailing_id in mailing_ids}
    events = EngagementEvent.objects.filter(message__mailing_id__in=mailing_ids, machine=False)
    rows = events.order_by().values("message__mailing_id", "kind")
    for row in rows.annotate(messages=Count("message", distinct=True)):
        counts[row["message__mailing_id"]][row["kind"]] = row["messages"]
    return counts


def mailings_due(*, now: datetime) -> dict[int, Stream]:
    """Running mailings with a letter to try now, each with its stream, oldest first."""
    due = Message.objects.filter(
        mailing=OuterRef("pk"), month=OuterRef("month"), state__in=WAITING, due_at__lte=now
    )
    running = Mailing.objects.filter(Exists(due), state=MailingState.SENDING)
    rows = running.order_by("started_at", "id").values_list("id", "stream")
    return {mailing_id: Stream(stream) for mailing_id, stream in rows}


def mailings_running() -> list[int]:
    """Mailings that have been released and have not ended."""
    return list(
        Mailing.objects.filter(state=MailingState.SENDING).order_by("id").values_list("id", flat=True)
    )


def mailing_senders(mailing_id: int, *, now: datetime) -> int:
    """How many workers hold letters of a mailing at this moment."""
    held = Message.objects.filter(mailing_id=mailing_id, state=MessageState.CLAIMED, due_at__gt=now)
    return held.order_by().values("claimed_by").distinct().count()
