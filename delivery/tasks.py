"""Wake-ups. PostgreSQL holds what is to be done; a task that is lost is missed by nobody."""

import os
from typing import Any
from uuid import uuid4

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from delivery.models import Message
from delivery.selectors.domains import domains_due
from delivery.selectors.mailings import mailing_senders, mailings_due, mailings_running
from delivery.services.domains import domain_check
from delivery.services.guard import guard_check
from delivery.services.inbound_purge import inbound_purge, stray_purge
from delivery.services.journals import journals_settle
from delivery.services.keys_rotation import keys_retire
from delivery.services.mailing import mailing_finish_if_done
from delivery.services.partitions import ledger_months_ensure, tallies_fold
from delivery.services.sending import mailing_send
from delivery.services.settle import leases_expire, unknown_settle
from delivery.types import Stream

SLICE_SECONDS = 30.0

# Transactional letters have a queue, and workers, of their own: they never stand behind a campaign.
QUEUES = {Stream.MARKETING: "sending", Stream.SERVICE: "transactional"}


@shared_task(name="delivery.send_due_mailings")
def send_due_mailings(**_: Any) -> None:
    """Beat: wake workers for each mailing with letters to try, and share them among the mailings."""
    now = timezone.now()
    for organization_id in for_each_organization():
        due = mailings_due(now=now)
        share = max(1, settings.BELLHOP_SENDERS // max(1, len(due)))
        for mailing_id, stream in due.items():
            for _worker in range(share - mailing_senders(mailing_id, now=now)):
                send_mailing.apply_async(
                    kwargs={"organization_id": organization_id, "mailing_id": mailing_id},
                    queue=QUEUES[stream],
                )


@shared_task(base=TenantTask, name="delivery.send_mailing", queue="sending")
def send_mailing(*, organization_id: int, mailing_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Send a mailing's letters, batch after batch, for up to half a minute; the beat wakes the next."""
    worker = f"{settings.BELLHOP_HOST}:{os.getpid()}:{uuid4().hex[:12]}"
    mailing_send(mailing_id=mailing_id, worker=worker, clock=timezone.now, seconds=SLICE_SECONDS)


def note_wake(message: Message) -> None:
    """Wake a worker for a single letter, once the caller's transaction is committed; for a door.

    Without it, or without the broker, beat finds the letter within ten seconds. It is woken for a skipped
    one too, so that nobody can tell the two apart by the time they take.
    """
    letters = {"organization_id": message.organization_id, "mailing_id": message.mailing_id}
    transaction.on_commit(
        lambda: send_mailing.apply_async(kwargs=letters, queue=QUEUES[Stream.SERVICE], retry=False),
        robust=True,
    )


@shared_task(name="delivery.sweep_leases")
def sweep_leases(**_: Any) -> None:
    """Beat: settle letters whose worker vanished, and end mailings that have none left."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        journals_settle(now=now)
        leases_expire(now=now)
        unknown_settle(now=now)
        tallies_fold()
        for mailing_id in mailings_running():
            guard_check(mailing_id=mailing_id, now=now)
            mailing_finish_if_done(mailing_id=mailing_id, now=now)


@shared_task(name="delivery.prepare_months")
def prepare_months(**_: Any) -> None:
    """Beat: make the ledger's partitions of the months to come."""
    ledger_months_ensure(now=timezone.now())


@shared_task(name="delivery.check_domains")
def check_domains(**_: Any) -> None:
    """Beat: look at each sending domain once a day, and destroy keys that signed nothing for a week."""
    now = timezone.now()
    for organization_id in for_each_organization():
        keys_retire(now=now)
        for domain_id in domains_due(now=now):
            check_domain.delay(organization_id=organization_id, domain_id=domain_id)


@shared_task(base=TenantTask, name="delivery.check_domain", queue="default")
def check_domain(*, organization_id: int, domain_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Look at one domain in DNS."""
    domain_check(domain_id=domain_id, now=timezone.now())


@shared_task(name="delivery.purge_returned_mail")
def purge_returned_mail(**_: Any) -> None:
    """Beat: empty returned mail of more than thirty days."""
    now = timezone.now()
    stray_purge(now=now)
    for _organization_id in for_each_organization():
        inbound_purge(now=now)
