"""Sending domains as letters and screens need them."""

from datetime import datetime, timedelta

from django.db.models import Prefetch, Q, QuerySet

from accounts.errors import NotFound
from delivery.content.address import address_wire
from delivery.models import DkimKey, SendingDomain
from delivery.types import DkimKeyState

# Once a day, an hour early, so that a check never slips to the day after.
CHECK_EVERY = timedelta(hours=23)


def sending_domain_list() -> QuerySet[SendingDomain]:
    """The organisation's domains with the keys that stand in DNS, two queries."""
    keys = DkimKey.objects.exclude(state=DkimKeyState.RETIRED).order_by("id")
    return SendingDomain.objects.prefetch_related(Prefetch("keys", keys)).order_by("id")


def sending_domain_get(domain_id: int) -> SendingDomain:
    """One domain with its keys. Raises NotFound."""
    row = sending_domain_list().filter(pk=domain_id).first()
    if row is None:
        raise NotFound("There is no such sending domain.")
    return row


def sending_domain_of(from_email: str) -> SendingDomain | None:
    """The sending domain of an address: its own, or the nearest parent that is one. Raises AddressRefused."""
    name = address_wire(from_email).partition("@")[2].lower()
    labels = name.split(".")
    parents = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    rows = {row.domain: row for row in sending_domain_list().filter(domain__in=parents)}
    return next((rows[parent] for parent in parents if parent in rows), None)


def domains_due(*, now: datetime) -> list[int]:
    """Domains whose daily look at DNS is due."""
    due = Q(checked_at__isnull=True) | Q(checked_at__lte=now - CHECK_EVERY)
    return list(SendingDomain.objects.filter(due).order_by("id").values_list("id", flat=True))
