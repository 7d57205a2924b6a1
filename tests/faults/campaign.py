"""A hotel, its consented guests and a mailing with a frozen audience, and what the ledger says of them."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import Any
from uuid import uuid4

from django.db import connection
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.tenancy import tenant_scope
from compliance.hashing import address_hash
from compliance.services.consent import consents_record
from compliance.types import Basis, ConsentEntry, Purpose
from contacts.models import Guest
from delivery.models import Mailing, Message
from delivery.selectors.mailings import mailing_counts
from delivery.services.mailing import mailing_freeze
from delivery.types import MailingState
from tests.factories.accounts import NOW, HotelFactory, OrganizationFactory
from tests.factories.contacts import GuestFactory
from tests.factories.delivery import audience, mailing_made

_CHUNK = 2000
_PROVIDERS = ("gmail.example", "gmx.example", "orange.example", "libero.example", "bluewin.example")


@dataclass(frozen=True)
class Run:
    """One mailing under test."""

    organization: Organization
    hotel: Hotel
    mailing: Mailing
    size: int

    @property
    def named(self) -> dict[str, int]:
        """As the tasks take it."""
        return {"organization_id": self.organization.pk, "mailing_id": self.mailing.pk}

    def counts(self) -> dict[str, int]:
        with tenant_scope(self.organization.pk):
            return mailing_counts([self.mailing.pk])[self.mailing.pk]

    def finished(self) -> bool:
        """The mailing ended by itself, or nothing of it is left to do."""
        with tenant_scope(self.organization.pk):
            mailing = Mailing.objects.get(pk=self.mailing.pk)
        return mailing.state in (MailingState.DONE, MailingState.CANCELLED)

    def rows(self) -> dict[str, tuple[str, str]]:
        """Address → state and reason."""
        with tenant_scope(self.organization.pk):
            rows = Message.objects.filter(mailing_id=self.mailing.pk)
            return {
                address: (state, reason)
                for address, state, reason in rows.values_list("address", "state", "reason")
            }

    def reasons(self) -> Counter[tuple[str, str]]:
        return Counter(self.rows().values())


def address_of(number: int) -> str:
    return f"guest{number}@{_PROVIDERS[number % len(_PROVIDERS)]}"


def run_made(*, size: int, address: Callable[[int], str] = address_of) -> Run:
    """Make `size` guests who asked for news and a mailing released to all of them."""
    organization = OrganizationFactory(slug=f"group-{uuid4().hex[:12]}")
    with tenant_scope(organization.pk):
        hotel = HotelFactory(slug="seehof")
        guests_make(organization, size, address)
        now = timezone.now()
        mailing = mailing_made(hotel=hotel, now=now)
        mailing_freeze(mailing=mailing, recipients=audience(now), now=now)
    return Run(organization, hotel, mailing, size)


def guests_make(organization: Organization, size: int, address: Callable[[int], str] = address_of) -> None:
    numbers = iter(range(size))
    while chunk := list(islice(numbers, _CHUNK)):
        guests = [_guest(organization.pk, address(number), number) for number in chunk]
        Guest.objects.bulk_create(guests)
        consents_record(entries=list(_consents(guests)), now=NOW)


def _guest(organization_id: int, email: str, number: int) -> Guest:
    key = address_hash(organization_id=organization_id, address=email)
    made: Guest = GuestFactory.build(email=email, address_hash=key, first_name=f"Guest {number}")
    return made


def _consents(guests: list[Guest]) -> Iterator[ConsentEntry]:
    for guest in guests:
        yield ConsentEntry(
            purpose=Purpose.MARKETING,
            granted=True,
            basis=Basis.CONSENT,
            source="double_opt_in",
            occurred_at=NOW - timedelta(days=30),
            address=guest.email,
            evidence={"form": "newsletter"},
        )


def time_passes(run: Run, *, by: timedelta, state: str) -> int:
    """Let what a row waits for come nearer: a lease that a killed worker left, a retry. Returns how many."""
    with tenant_scope(run.organization.pk):
        rows: Any = Message.objects.filter(mailing_id=run.mailing.pk, state=state)
        from django.db.models import F

        return int(rows.filter(due_at__isnull=False).update(due_at=F("due_at") - by))


def claimants(run: Run) -> set[str]:
    """Who holds letters at this moment."""
    with tenant_scope(run.organization.pk):
        rows = Message.objects.filter(mailing_id=run.mailing.pk, state="claimed")
        return set(rows.values_list("claimed_by", flat=True))


def connection_close() -> None:
    """A server was killed under this connection."""
    connection.close()


def now() -> datetime:
    return timezone.now()
