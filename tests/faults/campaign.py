"""A hotel, its consented guests and a mailing with a frozen audience, and what the ledger says of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from accounts.models import Hotel, Organization
from accounts.secrets import seal
from accounts.tenancy import tenant_scope
from compliance.hashing import address_hash
from compliance.services.consent import consents_record
from compliance.types import Basis, ConsentEntry, Purpose
from contacts.models import Guest
from delivery.models import Mailing, Message, Relay
from delivery.selectors.mailings import mailing_counts
from delivery.services.mailing import mailing_cancel, mailing_freeze
from delivery.types import UNFINISHED, WAITING, MailingState, MessageState
from tests.factories.accounts import NOW, HotelFactory, OrganizationFactory
from tests.factories.contacts import GuestFactory
from tests.factories.delivery import SendingDomainFactory, audience, mailing_made
from tests.faults.ways import Way

_CHUNK = 2000
_PROVIDERS = ("gmail.example", "gmx.example", "orange.example", "libero.example", "bluewin.example")


@dataclass(frozen=True, slots=True)
class Row:
    """One recipient in our ledger."""

    id: int
    address: str
    state: str
    reason: str


@dataclass(frozen=True)
class Run:
    """One mailing under test."""

    organization: Organization
    hotel: Hotel
    mailing_id: int
    size: int

    def counts(self) -> dict[str, int]:
        with tenant_scope(self.organization.pk):
            return mailing_counts([self.mailing_id])[self.mailing_id]

    def state(self) -> MailingState:
        with tenant_scope(self.organization.pk):
            return MailingState(Mailing.objects.get(pk=self.mailing_id).state)

    def finished(self) -> bool:
        """The mailing ended by itself or by a person, and nobody holds a letter of it any more."""
        over = self.state() in (MailingState.DONE, MailingState.CANCELLED)
        return over and not self.counts()["claimed"]

    def rows(self) -> list[Row]:
        with tenant_scope(self.organization.pk):
            rows = Message.objects.filter(mailing_id=self.mailing_id).order_by("id")
            return [Row(*each) for each in rows.values_list("id", "address", "state", "reason")]

    def waiting_later(self) -> int:
        """How many letters wait for a later try."""
        with tenant_scope(self.organization.pk):
            waiting = Message.objects.filter(mailing_id=self.mailing_id, state__in=WAITING)
            return waiting.filter(due_at__gt=timezone.now()).count()

    def unfinished(self, ids: set[int]) -> int:
        """How many of these rows are not settled yet."""
        with tenant_scope(self.organization.pk):
            rows = Message.objects.filter(mailing_id=self.mailing_id, pk__in=ids, state__in=UNFINISHED)
            return rows.count()

    def cancel(self) -> None:
        """End it, so that it takes no worker's time any more."""
        with tenant_scope(self.organization.pk):
            mailing_cancel(mailing_id=self.mailing_id, now=timezone.now())

    def holders(self) -> set[int]:
        """Process ids of the workers that hold letters at this moment."""
        with tenant_scope(self.organization.pk):
            rows = Message.objects.filter(mailing_id=self.mailing_id, state=MessageState.CLAIMED)
            names = set(rows.order_by().values_list("claimed_by", flat=True).distinct())
        return {int(name.split(":")[1]) for name in names}

    def hurry(self) -> int:
        """Let the time pass until the next try of what waits, and until a relay is asked again."""
        with tenant_scope(self.organization.pk):
            now = timezone.now()
            Relay.objects.filter(down_until__gt=now).update(down_until=now)
            waiting = Message.objects.filter(mailing_id=self.mailing_id, state__in=WAITING, due_at__gt=now)
            return waiting.update(due_at=now)


def address_of(number: int) -> str:
    return f"guest{number}@{_PROVIDERS[number % len(_PROVIDERS)]}"


def house_made(
    *, size: int, way: Way, address: Callable[[int], str] = address_of
) -> tuple[Organization, Hotel]:
    """An organisation with a hotel, a relay of its own and `size` guests who asked for news."""
    organization: Organization = OrganizationFactory(slug=f"group-{uuid4().hex[:12]}")
    with tenant_scope(organization.pk):
        hotel: Hotel = HotelFactory(slug="seehof")
        SendingDomainFactory(domain="seehof.example")
        Relay.objects.create(
            name="sink", host="127.0.0.1", port=way.port, log_path=way.log_path, security=way.security.value,
            connections=way.connections, created_at=NOW, username=way.login[0],
            password=seal(way.login[1]) if way.login[1] else "",
        )  # fmt: skip
        guests_make(organization, size, address)
    return organization, hotel


def run_made(
    *,
    size: int,
    way: Way,
    address: Callable[[int], str] = address_of,
    spoil: Callable[[list[int]], None] | None = None,
) -> Run:
    """A house and a mailing released to all its guests; `spoil` gets its rows' ids before any worker sees them."""
    organization, hotel = house_made(size=size, way=way, address=address)
    with tenant_scope(organization.pk):
        now = timezone.now()
        mailing = mailing_made(hotel=hotel, now=now)
        with transaction.atomic():
            mailing_freeze(mailing=mailing, recipients=audience(now), now=now)
            if spoil is not None:
                rows = Message.objects.filter(mailing=mailing).order_by("id")
                spoil(list(rows.values_list("id", flat=True)))
    return Run(organization, hotel, mailing.pk, size)


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
