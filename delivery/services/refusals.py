"""Addresses that the next server refused for good while a letter was handed over."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction

from compliance.services.suppression import suppressions_add
from compliance.types import SuppressionEntry, SuppressionReason
from delivery.inbound.types import Class, Failure, Stage
from delivery.inbound.verdict import judge
from delivery.models import Message
from delivery.services.outcome import Outcome


@transaction.atomic
def refusals_suppress(*, outcomes: Sequence[Outcome], month: date, now: datetime) -> int:
    """Suppress the addresses whose refusal says that no such mailbox exists; returns how many.

    A full mailbox or a blocklist refuses with 5xx too, and is no reason never to write again: each
    answer is judged as a bounce mail's would be.
    """
    gone = [outcome.id for outcome in outcomes if is_hard(outcome.response)]
    rows = Message.objects.filter(month=month, pk__in=gone, address_hash__isnull=False)
    entries = [
        SuppressionEntry(bytes(address_hash), SuppressionReason.BOUNCE, "all", "smtp")
        for address_hash in rows.values_list("address_hash", flat=True)
        if address_hash is not None
    ]
    suppressions_add(entries=entries, now=now)
    return len(entries)


def is_hard(response: str) -> bool:
    """Whether a server's refusal of a recipient is for good."""
    refused = Failure(recipient="", diagnostic=response, action="failed", stage=Stage.RCPT)
    return judge(refused).kind is Class.HARD
