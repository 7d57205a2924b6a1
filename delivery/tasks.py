"""Wake-ups. PostgreSQL holds what is to be done; a task that is lost is missed by nobody."""

import os
import socket
from typing import Any
from uuid import uuid4

from celery import shared_task
from django.utils import timezone

from accounts.tenancy import for_each_organization
from accounts.tenancy.tasks import TenantTask
from delivery.selectors.mailings import mailing_senders, mailings_due, mailings_running
from delivery.services.claim import leases_expire
from delivery.services.mailing import mailing_finish_if_done
from delivery.services.sending import mailing_send

# More workers on one mailing bring no more letters, but would keep other mailings waiting.
SENDERS_PER_MAILING = 4


@shared_task(name="delivery.send_due_mailings")
def send_due_mailings(**_: Any) -> None:
    """Beat: wake a worker for each mailing with letters to try."""
    now = timezone.now()
    for organization_id in for_each_organization():
        for mailing_id in mailings_due(now=now):
            if mailing_senders(mailing_id, now=now) < SENDERS_PER_MAILING:
                send_mailing.delay(organization_id=organization_id, mailing_id=mailing_id)


@shared_task(base=TenantTask, name="delivery.send_mailing", queue="sending")
def send_mailing(*, organization_id: int, mailing_id: int, **_: Any) -> None:  # noqa: ARG001 - TenantTask reads it
    """Send a mailing's letters, batch after batch, for up to a minute."""
    worker = f"{socket.gethostname()[:60]}:{os.getpid()}:{uuid4().hex[:12]}"
    mailing_send(mailing_id=mailing_id, worker=worker, clock=timezone.now)


@shared_task(name="delivery.sweep_leases")
def sweep_leases(**_: Any) -> None:
    """Beat: settle letters whose worker vanished, and end mailings that have none left."""
    now = timezone.now()
    for _organization_id in for_each_organization():
        leases_expire(now=now)
        for mailing_id in mailings_running():
            mailing_finish_if_done(mailing_id=mailing_id, now=now)
