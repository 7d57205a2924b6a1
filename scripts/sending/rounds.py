"""One round: the load generator, then our workers with as many letters of the same size."""

import time
from dataclasses import dataclass
from datetime import UTC, datetime

from django.db.models import Max
from django.utils import timezone

from accounts.tenancy import tenant_scope
from delivery.models import Mailing, Message
from delivery.selectors.mailings import mailing_counts
from delivery.services.domains import sending_domain_create
from delivery.services.letters import MailingLetters
from delivery.smtp.dispatch import Dispatch
from delivery.tasks import send_mailing
from scripts.sending.postfix_tools import smtp_sink, smtp_source
from scripts.sending.workers import PROCESSES, Workers, celery_workers
from scripts.sending.world import group_make, guests_make, mailing_frozen

PATIENCE = 600


@dataclass(frozen=True, slots=True)
class Round:
    """Letters a second of ours and of smtp-source, our processor time a letter, and the peak memory."""

    ours: float
    source: float
    worker_us: float
    rss_mb: float


def rounds(*, letters: int, times: int, signed: bool) -> list[Round]:
    """Run the pair `times` times, with fresh guests, workers and sink."""
    group = group_make()
    with tenant_scope(group.pk):
        hotel = guests_make(letters)
        if signed:
            sending_domain_create(domain="seehof.example", actor=None, now=timezone.now())
        done = []
        for number in range(times):
            mailing = mailing_frozen(hotel)
            with smtp_sink() as port:
                environment = {
                    "BELLHOP_RELAY_URL": f"smtp://127.0.0.1:{port}",
                    "BELLHOP_RELAY_SIGNS": "0" if signed else "1",
                }
                with celery_workers(environment) as workers:
                    done.append(one(mailing, workers, port, letters, ours_first=bool(number % 2)))
        return done


def one(mailing: Mailing, workers: Workers, port: int, letters: int, *, ours_first: bool) -> Round:
    size = letter_size(mailing)
    source = 0.0 if ours_first else smtp_source(port=port, letters=letters, size=size)
    used, began = workers.cpu_seconds(), datetime.now(UTC)
    for _ in range(PROCESSES):
        send_mailing.delay(organization_id=mailing.organization_id, mailing_id=mailing.pk)
    ended = wait_until_sent(mailing, letters)
    used = workers.cpu_seconds() - used
    if ours_first:
        source = smtp_source(port=port, letters=letters, size=size)
    seconds = (ended - began).total_seconds()
    return Round(letters / seconds, source, used / letters * 1e6, workers.peak_mb())


def letter_size(mailing: Mailing) -> int:
    row = Message.objects.filter(mailing=mailing).first()
    assert row is not None
    return len(
        Dispatch.of(None, MailingLetters(mailing, sign=False).build(row, now=timezone.now(), track=True)).wire
    )


def wait_until_sent(mailing: Mailing, letters: int) -> datetime:
    """When the last letter was handed over. Every one must have been."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        counts = mailing_counts([mailing.pk])[mailing.pk]
        if counts["handed"] == letters:
            last = Message.objects.filter(mailing=mailing).aggregate(last=Max("handed_at"))["last"]
            assert isinstance(last, datetime)
            return last
        time.sleep(0.1)
    raise SystemExit(f"Not all letters left: {counts}")
