"""Opens and clicks, with a look at who it was."""

from datetime import datetime, timedelta

from django.db import transaction

from delivery.machines import BURST_SECONDS, Sign, Visit, machine_sign
from delivery.models import EngagementEvent, Message
from delivery.services.engagement import engagement_record
from delivery.types import EngagementKind

_BURST = timedelta(seconds=BURST_SECONDS)


@transaction.atomic
def visit_record(
    *, message_id: int, kind: EngagementKind, now: datetime, link_no: int, user_agent: str, address: str
) -> bool:
    """Count an open or a click, a machine's apart. False if there is no such letter.

    A program that follows many links at once shows at the second or third of them; what it had been
    counted for just before then becomes a machine's too. `address` is looked at and not kept.
    """
    sign = machine_sign(_visit(message_id, kind, now, link_no, user_agent, address))
    if sign is Sign.BURST:
        own = EngagementEvent.objects.filter(message_id=message_id, kind=EngagementKind.CLICK)
        own.filter(first_at__gte=now - _BURST).update(machine=True)
    return engagement_record(
        message_id=message_id, kind=kind, now=now, link_no=link_no, machine=sign is not Sign.NONE
    )


def _visit(
    message_id: int, kind: EngagementKind, now: datetime, link_no: int, user_agent: str, address: str
) -> Visit:
    handed_at = Message.objects.filter(pk=message_id).values_list("handed_at", flat=True).first()
    since_handed = (now - handed_at).total_seconds() if handed_at else None
    if kind is not EngagementKind.CLICK:
        return Visit(user_agent, address=address, since_handed=since_handed)
    events = EngagementEvent.objects.filter(message_id=message_id)
    others = events.filter(kind=EngagementKind.CLICK, last_at__gte=now - _BURST).exclude(link_no=link_no)
    return Visit(
        user_agent,
        click=True,
        address=address,
        since_handed=since_handed,
        opened=events.filter(kind=EngagementKind.OPEN, machine=False).exists(),
        gaps=tuple((now - at).total_seconds() for at in others.values_list("last_at", flat=True)),
    )
