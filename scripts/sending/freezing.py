"""An audience frozen into the ledger beside a bare INSERT … SELECT, and the time from 'send' to the first letter."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import date

from django.conf import settings
from django.db import connection, connections
from django.utils import timezone

from accounts.models import Hotel
from accounts.tenancy import current_organization_id, tenant_scope
from accounts.tenancy.scope import required_organization_id
from campaigns.models import Campaign
from campaigns.selectors.audience import audience_recipients
from campaigns.services.campaigns import campaign_create
from campaigns.services.sending import campaign_cancel, campaign_pause, campaign_send
from campaigns.tasks import start_campaign
from campaigns.types import AudienceSpec
from delivery.errors import MailingNotRunning
from delivery.models import SendingDomain
from delivery.selectors.mailings import mailing_counts
from delivery.services.domains import sending_domain_create
from delivery.services.mailing import mailing_freeze_slice, mailing_release
from scripts.sending.postfix_tools import smtp_sink
from scripts.sending.workers import celery_workers
from scripts.sending.world import group_make, guests_make, letter, mailing_made

PATIENCE = 300
WORKERS = 2
QUEUES = "default,sending"

# The ledger's own columns, without its partitions, checks, triggers and all its indexes but the first.
PLAIN = "CREATE TABLE bench_plain (LIKE delivery_message, PRIMARY KEY (id))"
COPY = """
INSERT INTO bench_plain (id, organization_id, mailing_id, month, recipient_ref, address, address_hash, provider,
    language, merge, state, reason, basis, evidence_id, attempts, due_at, claimed_by, queue_id, response)
SELECT id, organization_id, 1, %(month)s, id, email, address_hash, 'example.com', language, custom, 'queued', '',
    'consent', id, 0, now(), '', '', ''
FROM contacts_guest WHERE organization_id = %(organization)s
"""


def freezing(*, guests: int) -> dict[str, float]:
    """Seconds: `freeze_seconds`, `freeze_bare_seconds`, `first_letter_seconds`; and `freeze_ratio`.

    Statistics are fresh, as autovacuum makes them within a minute of an import.
    """
    group = group_make()
    with tenant_scope(group.pk):
        hotel = guests_make(guests)
        as_owner("ANALYZE")
        with plain_table() as bare:
            before = bare()
            freeze = freeze_seconds(hotel, guests)
            # Once on each side, so that neither has the warmer cache or the busier disk.
            plain = (before + bare()) / 2
        ratio = freeze / plain
        print(
            f"freeze    {guests:,} guests in {freeze:.2f} s   bare INSERT … SELECT {plain:.2f} s   ratio {ratio:.2f}"
        )
        first = first_letter(hotel, guests)
    return {
        "freeze_seconds": freeze,
        "freeze_bare_seconds": plain,
        "freeze_ratio": ratio,
        "first_letter_seconds": first,
    }


def as_owner(statement: str) -> None:
    """The app's role may neither make tables nor gather statistics."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement)


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


@contextmanager
def plain_table() -> Iterator[Callable[[], float]]:
    """A table for the bare copy; gives what fills it anew and returns the seconds that took."""
    as_owner("DROP TABLE IF EXISTS bench_plain")
    as_owner(PLAIN)
    as_owner(f'GRANT INSERT, SELECT ON bench_plain TO "{settings.DATABASES["default"]["USER"]}"')
    try:
        yield fill
    finally:
        as_owner("DROP TABLE bench_plain")


def fill() -> float:
    as_owner("TRUNCATE bench_plain")
    values = {"organization": current_organization_id(), "month": date(2020, 1, 1)}
    with connection.cursor() as cursor:
        return timed(lambda: cursor.execute(COPY, values))


def freeze_seconds(hotel: Hotel, guests: int) -> float:
    """Two workers write the slices, as the product's tasks do."""
    mailing, now = mailing_made(hotel), timezone.now()
    recipients = audience_recipients(spec=AudienceSpec(), now=now)
    organization_id = required_organization_id("The audience")

    def write(_worker: int) -> int:
        size = 0
        with tenant_scope(organization_id), closing(connection):
            while (
                part := mailing_freeze_slice(mailing_id=mailing.pk, recipients=recipients, now=now)
            ) is not None:
                size += part
        return size

    def freeze() -> None:
        mailing_release(mailing=mailing, recipients=recipients, now=now)
        with ThreadPoolExecutor(WORKERS) as pool:
            frozen = sum(pool.map(write, range(WORKERS)))
        if frozen != guests:
            raise SystemExit(f"Not every guest was frozen: {frozen:,} of {guests:,}")

    return timed(freeze)


def first_letter(hotel: Hotel, guests: int) -> float:
    """Seconds from the press of 'send' to the first letter in the mail server's hands, as production does it."""
    campaign_id = campaign_drafted(hotel)
    with smtp_sink() as port:
        environment = {"BELLHOP_RELAY_URL": f"smtp://127.0.0.1:{port}", "BELLHOP_RELAY_SIGNS": "1"}
        with celery_workers(environment, queues=QUEUES):
            accepted, frozen, first = send(campaign_id, guests)
            # A small audience may be through already.
            with suppress(MailingNotRunning):
                campaign_pause(campaign_id=campaign_id, actor=None, now=timezone.now())
    with suppress(MailingNotRunning):
        campaign_cancel(campaign_id=campaign_id, actor=None, now=timezone.now())
    print(
        f"first letter of {guests:,} in {first:.2f} s: 'send' accepted at {accepted:.2f} s, frozen at {frozen:.2f} s"
    )
    return first


def campaign_drafted(hotel: Hotel) -> int:
    now = timezone.now()
    sending_domain_create(domain="seehof.example", actor=None, now=now)
    # No DNS shows this domain; the check of it is not what is measured.
    SendingDomain.objects.update(verified_at=now)
    facts = {
        "hotel_id": hotel.pk, "name": "The lake is warm", "preview_text": "Three nights", "mjml": letter(),
        "subject": "{{ guest.first_name }}, the lake is warm",
    }  # fmt: skip
    return int(campaign_create(facts=facts, actor=None, now=now).pk)


def send(campaign_id: int, guests: int) -> tuple[float, float, float]:
    """Seconds until 'send' was accepted, until the audience was frozen, until a letter was handed over."""
    began = time.perf_counter()
    campaign_send(
        campaign_id=campaign_id, at=None, acknowledged=guests, key="", actor=None, now=timezone.now()
    )
    accepted = time.perf_counter() - began
    start_campaign.delay(organization_id=current_organization_id(), campaign_id=campaign_id)
    wait_for(lambda: mailing_of(campaign_id))
    frozen = time.perf_counter() - began
    mailing_id = mailing_of(campaign_id)
    wait_for(lambda: mailing_counts([mailing_id])[mailing_id]["handed"])
    return accepted, frozen, time.perf_counter() - began


def mailing_of(campaign_id: int) -> int:
    """The id of the campaign's mailing, 0 before it is there."""
    campaign = Campaign.objects.get(pk=campaign_id)
    if campaign.failure:
        raise SystemExit(f"The campaign failed: {campaign.failure}")
    return campaign.mailing_id or 0


def wait_for(happened: Callable[[], int]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not happened():
        if time.monotonic() > deadline:
            raise SystemExit("No letter left.")
        time.sleep(0.02)
