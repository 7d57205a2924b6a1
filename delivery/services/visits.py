"""Opens and clicks, with a look at who it was, noted as far as the reader and their law allow."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from django.db import transaction

from compliance.hashing import key_version
from compliance.types import TrackingMode
from delivery.machines import BURST_SECONDS, Sign, Visit, machine_sign
from delivery.models import EngagementEvent, LastOpen, Message
from delivery.selectors.tracking import tracking_of
from delivery.services.engagement import engagement_record
from delivery.types import EngagementKind

_BURST = timedelta(seconds=BURST_SECONDS)


@transaction.atomic
def visit_record(
    *, message_id: int, kind: EngagementKind, now: datetime, link_no: int, user_agent: str, address: str
) -> TrackingMode:
    """Note an open or a click as the tracking mode of the reader allows; returns the mode.

    Full: counted, a machine's apart. Hygiene: a person's visit sets the day of the address's last open. None:
    nothing, as for a letter that is gone. `user_agent` and `address` are looked at and not kept.
    """
    rows = Message.objects.only("pk", "address_hash", "handed_at")
    message = rows.filter(pk=message_id).first()
    mode = tracking_of(message=message, now=now) if message else TrackingMode.NONE
    if message is None or mode is TrackingMode.NONE:
        return mode
    if mode is TrackingMode.FULL:
        _count(message, _visit(message, kind, now, link_no, user_agent, address), kind, now, link_no)
    elif machine_sign(_bare(message, kind, now, user_agent, address)) is Sign.NONE:
        _set_day(message, now)
    return mode


def _count(message: Message, visit: Visit, kind: EngagementKind, now: datetime, link_no: int) -> None:
    """A program that follows many links at once shows at the second or third of them.

    What it had been counted for just before then becomes a machine's too.
    """
    sign = machine_sign(visit)
    if sign is Sign.BURST:
        own = EngagementEvent.objects.filter(message_id=message.pk, kind=EngagementKind.CLICK)
        own.filter(first_at__gte=now - _BURST).update(machine=True)
    engagement_record(
        message_id=message.pk, kind=kind, now=now, link_no=link_no, machine=sign is not Sign.NONE
    )


def _set_day(message: Message, now: datetime) -> None:
    day = now.astimezone(UTC).date()
    LastOpen.objects.bulk_create(
        [LastOpen(address_hash=message.address_hash, key_version=key_version(), day=day)],
        update_conflicts=True,
        unique_fields=["organization", "address_hash"],
        update_fields=["day", "key_version"],
    )


def last_open_forget(*, address_hash: bytes) -> None:
    """Take away what was noted of somebody before they said no."""
    LastOpen.objects.filter(address_hash=address_hash).delete()


def _bare(message: Message, kind: EngagementKind, now: datetime, user_agent: str, address: str) -> Visit:
    """The visit by itself, without what the letter brought before."""
    since_handed = (now - message.handed_at).total_seconds() if message.handed_at else None
    click = kind is EngagementKind.CLICK
    return Visit(user_agent, click=click, address=address, since_handed=since_handed)


def _visit(
    message: Message, kind: EngagementKind, now: datetime, link_no: int, user_agent: str, address: str
) -> Visit:
    bare = _bare(message, kind, now, user_agent, address)
    if not bare.click:
        return bare
    events = EngagementEvent.objects.filter(message_id=message.pk)
    others = events.filter(kind=EngagementKind.CLICK, last_at__gte=now - _BURST).exclude(link_no=link_no)
    return replace(
        bare,
        opened=events.filter(kind=EngagementKind.OPEN, machine=False).exists(),
        gaps=tuple((now - at).total_seconds() for at in others.values_list("last_at", flat=True)),
    )
