"""Letters in doubt settled by what the mail server's log says of their Message-ID, or shown to people."""

import logging
import shlex
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from delivery.models import Mailing, Message
from delivery.mta.fate import Fate, FateKind, LogUnreadable
from delivery.mta.fates import mta_fates
from delivery.selectors.doubt import doubtful_messages
from delivery.selectors.logs import relay_logs
from delivery.services.journals import worker_is_alive
from delivery.services.letters import message_id_of
from delivery.types import REASON_LEASE_EXPIRED, MailingState, MessageState

logger = logging.getLogger(__name__)

# A machine that went down with its journals may come back with them.
STRANGER_GRACE = timedelta(minutes=10)
SETTLE_AT_ONCE = 500
# Asked again and again, a log that cannot answer would hide the letters from people.
MOST_PATIENCE = timedelta(hours=1)


def leases_expire(*, now: datetime) -> int:
    """Mark letters whose worker vanished with its journal as UNKNOWN; returns how many.

    A worker that is alive on this machine keeps its letters, however slow it is. One of another machine
    has ten minutes more, in which that machine may settle them by its journal.
    """
    over = Message.objects.filter(state=MessageState.CLAIMED, due_at__lt=now)
    gone = [
        worker
        for worker in over.order_by().values_list("claimed_by", flat=True).distinct()
        if not worker_is_alive(worker)
    ]
    own = f"{settings.BELLHOP_HOST}:"
    here = [worker for worker in gone if worker.startswith(own)]
    away = [worker for worker in gone if not worker.startswith(own)]
    ask_at = now + timedelta(seconds=settings.BELLHOP_SETTLE_SECONDS) if relay_logs() else None
    unknown = {"state": MessageState.UNKNOWN, "reason": REASON_LEASE_EXPIRED, "due_at": ask_at}
    return over.filter(claimed_by__in=here).update(**unknown) + over.filter(
        claimed_by__in=away, due_at__lt=now - STRANGER_GRACE
    ).update(**unknown)


def unknown_settle(*, now: datetime) -> int:
    """Ask the log about letters in doubt whose time has come; returns how many are settled.

    Found in the log or the queue: handed. Surely absent: queued again, the attempt not counted. Where the
    log cannot say, they stay UNKNOWN until a person decides (`unknown_resend`). Reads the log outside a
    transaction.
    """
    doubtful = Message.objects.filter(state=MessageState.UNKNOWN, due_at__lte=now)
    rows = list(doubtful.select_related("mailing").defer("merge").order_by("due_at", "id")[:SETTLE_AT_ONCE])
    if not rows:
        return 0
    ids = {message_id_of(row.mailing, row.pk): row for row in rows}
    since = min(row.mailing.started_at or row.mailing.created_at for row in rows)
    fates = _fates(list(ids), since)
    taken = {row.pk: fates[key] for key, row in ids.items() if fates[key].kind is FateKind.TAKEN}
    absent = [row.pk for key, row in ids.items() if fates[key].kind is FateKind.ABSENT]
    pending = [row.pk for key, row in ids.items() if fates[key].kind is FateKind.PENDING]
    _write(taken, absent, now)
    _ask_later(pending, now)
    return len(taken) + len(absent)


def _fates(message_ids: list[str], since: datetime) -> dict[str, Fate]:
    """What the logs of all relays say together; PENDING where one cannot say."""
    together = dict.fromkeys(message_ids, Fate(FateKind.ABSENT))
    logs = relay_logs()
    for path in logs:
        try:
            fates = mta_fates(
                log_path=path,
                queue_command=shlex.split(settings.BELLHOP_QUEUE_COMMAND),
                message_ids=message_ids,
                since=since,
            )
        except LogUnreadable as unreadable:
            logger.warning("Letters in doubt cannot be settled: %s", unreadable.reason)
            fates = {}
        for key, known in together.items():
            together[key] = _stronger(known, fates.get(key, Fate(FateKind.PENDING)))
    return together if logs else dict.fromkeys(message_ids, Fate(FateKind.PENDING))


def _stronger(one: Fate, other: Fate) -> Fate:
    order = (FateKind.TAKEN, FateKind.PENDING, FateKind.ABSENT)
    return min(one, other, key=lambda fate: order.index(fate.kind))


@transaction.atomic
def _write(taken: dict[int, Fate], absent: list[int], now: datetime) -> None:
    doubtful = Message.objects.filter(state=MessageState.UNKNOWN)
    for message_id, fate in taken.items():
        doubtful.filter(pk=message_id).update(
            state=MessageState.HANDED, reason="", queue_id=fate.queue_id[:100], handed_at=now, due_at=None
        )
    Message.objects.filter(pk__in=taken, state=MessageState.HANDED).exclude(mailing__kind="").update(merge={})
    _requeue(doubtful.filter(pk__in=absent), now)


def _requeue(rows: Any, now: datetime) -> int:
    return int(
        rows.update(
            state=MessageState.QUEUED, reason="", due_at=now, claimed_by="", attempts=F("attempts") - 1
        )
    )


def _ask_later(pending: list[int], now: datetime) -> None:
    later = now + timedelta(seconds=settings.BELLHOP_SETTLE_SECONDS)
    rows = Message.objects.filter(pk__in=pending, state=MessageState.UNKNOWN)
    rows.filter(mailing__started_at__lt=now - MOST_PATIENCE).update(due_at=None)
    rows.filter(due_at__isnull=False).update(due_at=later)


@transaction.atomic
def unknown_resend(*, mailing_id: int, now: datetime) -> int:
    """Queue the letters in doubt of a mailing again, as a person decided; returns how many.

    Those that the log may still settle are left to it. Repeating it finds none. Letters of a cancelled
    mailing stay as they are. A mailing that had ended goes on.
    """
    mailing = Mailing.objects.select_for_update(of=("self",)).get(pk=mailing_id)
    if mailing.state == MailingState.CANCELLED:
        return 0
    count = _requeue(doubtful_messages(mailing).filter(due_at__isnull=True), now)
    if count and mailing.state == MailingState.DONE:
        mailing.state, mailing.finished_at = MailingState.SENDING.value, None
        mailing.save(update_fields=["state", "finished_at"])
    return count
